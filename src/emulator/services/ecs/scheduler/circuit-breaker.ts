/**
 * Tasks that do not start: the pause before the next try grows up to a quarter of an hour, and a deployment whose circuit
 * breaker is on gives up after a number of them (ECS developer guide, service throttle logic and deployment circuit
 * breaker).
 */

import type { DeploymentRecord, ServiceRecord, TaskRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState } from "../state.ts";
import { isHealthy } from "./rollout.ts";

const firstPauseMs = 5_000;
const longestPauseMs = 900_000;
/** After so many failures in a row AWS says so in an event. */
const consistentFailures = 3;

/** A circuit breaker with its threshold worked out. */
export interface CircuitBreaker {
	readonly rollback: boolean;
	readonly isTripped: (deployment: DeploymentRecord) => boolean;
}

/** The service's circuit breaker; undefined while it is off. */
export function circuitBreaker(service: ServiceRecord): CircuitBreaker | undefined {
	const breaker = service.configuration.deploymentConfiguration?.deploymentCircuitBreaker;
	if (!breaker?.enable) return undefined;
	const threshold = breakerThreshold(service);
	return {
		rollback: breaker.rollback ?? false,
		isTripped: (deployment) => deployment.failedTasks >= threshold,
	};
}

/** After how many failed tasks the breaker trips: half the desired count, but at least 3 and at most 200. */
export function breakerThreshold(service: ServiceRecord): number {
	const { desiredCount, deploymentConfiguration } = service.configuration;
	const { type, value = 50 } = deploymentConfiguration?.deploymentCircuitBreaker?.thresholdConfiguration ?? {};
	if (type === "COUNT") return value;
	const share = Math.ceil((desiredCount * value) / 100);
	return type === "UNBOUNDED_PERCENT" ? Math.max(1, share) : Math.min(200, Math.max(3, share));
}

/** A task did not reach RUNNING, or was stopped because it failed its health check (ECS API reference, Deployment). */
export function noteFailedTask(state: EcsState, { deployment }: TaskRecord): void {
	if (!deployment) return;
	deployment.failedTasks++;
	deployment.lastFailedAtMs = state.context.clock.now();
}

/** A task did not reach RUNNING: the next one waits. */
export function noteFailedStart(state: EcsState, task: TaskRecord): void {
	noteFailedTask(state, task);
	const { service, deployment } = task;
	if (!service) return;
	// A failure of an older deployment says nothing about the present content.
	if (service.deployments.length > 0 && deployment !== service.deployments[0]) return;
	service.failedStarts++;
	const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(service.failedStarts - 1, 10));
	service.nextStartAtMs = state.context.clock.now() + pauseMs;
	if (service.failedStarts < consistentFailures) return;
	const text =
		"is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
	recordEvent(state, service, text);
}

/** A task reached RUNNING: the next start need not wait any more. */
export function noteRunningTask({ service }: TaskRecord): void {
	if (!service) return;
	service.failedStarts = 0;
	service.nextStartAtMs = 0;
}

/** Sets the counts of failed tasks back where a task has become healthy since (ECS API reference, resetOnHealthyTask). */
export function resetFailures(service: ServiceRecord, nowMs: number): void {
	const breaker = service.configuration.deploymentConfiguration?.deploymentCircuitBreaker;
	if (breaker?.resetOnHealthyTask === false) return;
	for (const task of service.tasks) {
		const { deployment, healthyAtMs = 0 } = task;
		if (deployment && isHealthy(task, nowMs) && healthyAtMs > deployment.lastFailedAtMs) deployment.failedTasks = 0;
	}
}
