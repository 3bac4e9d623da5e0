/**
 * Handles tasks that fail to start: the start delay grows up to 15 minutes, and an enabled circuit breaker fails the
 * deployment after a number of failures (ECS developer guide, service throttle logic and deployment circuit breaker).
 */

import type { DeploymentRecord, ServiceRecord, TaskRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState } from "../state.ts";
import { isHealthy } from "./rollout.ts";

const firstPauseMs = 5_000;
const longestPauseMs = 900_000;
/** After this many consecutive failures AWS reports it in an event. */
const consistentFailures = 3;

/** A circuit breaker with its resolved threshold. */
export interface CircuitBreaker {
	readonly rollback: boolean;
	readonly isTripped: (deployment: DeploymentRecord) => boolean;
}

/** The service's circuit breaker; undefined if it is off. */
export function circuitBreaker(service: ServiceRecord): CircuitBreaker | undefined {
	const breaker = service.configuration.deploymentConfiguration?.deploymentCircuitBreaker;
	if (!breaker?.enable) return undefined;
	const threshold = breakerThreshold(service);
	return {
		rollback: breaker.rollback ?? false,
		isTripped: (deployment) => deployment.failedTasks >= threshold,
	};
}

/** The number of failed tasks that trips the breaker: half the desired count, at least 3 and at most 200. */
export function breakerThreshold(service: ServiceRecord): number {
	const { desiredCount, deploymentConfiguration } = service.configuration;
	const { type, value = 50 } = deploymentConfiguration?.deploymentCircuitBreaker?.thresholdConfiguration ?? {};
	if (type === "COUNT") return value;
	const share = Math.ceil((desiredCount * value) / 100);
	return type === "UNBOUNDED_PERCENT" ? Math.max(1, share) : Math.min(200, Math.max(3, share));
}

/**
 * Counts a task that did not reach RUNNING, or that was stopped for a failed health check (ECS API reference,
 * Deployment).
 */
export function noteFailedTask(state: EcsState, { deployment }: TaskRecord): void {
	if (!deployment) return;
	deployment.failedTasks++;
	deployment.lastFailedAtMs = state.context.clock.now();
}

/** Counts a task that did not reach RUNNING and delays the next start. */
export function noteFailedStart(state: EcsState, task: TaskRecord): void {
	noteFailedTask(state, task);
	const { service, deployment } = task;
	if (!service) return;
	// A failure of an older deployment does not concern the current content.
	if (service.deployments.length > 0 && deployment !== service.deployments[0]) return;
	service.failedStarts++;
	const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(service.failedStarts - 1, 10));
	service.nextStartAtMs = state.context.clock.now() + pauseMs;
	if (service.failedStarts < consistentFailures) return;
	const text =
		"is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
	recordEvent(state, service, text);
}

/** Ends the start delay after a task reached RUNNING. */
export function noteRunningTask({ service }: TaskRecord): void {
	if (!service) return;
	service.failedStarts = 0;
	service.nextStartAtMs = 0;
}

/** Resets the failure counts if a task has become healthy since (ECS API reference, resetOnHealthyTask). */
export function resetFailures(service: ServiceRecord, nowMs: number): void {
	const breaker = service.configuration.deploymentConfiguration?.deploymentCircuitBreaker;
	if (breaker?.resetOnHealthyTask === false) return;
	for (const task of service.tasks) {
		const { deployment, healthyAtMs = 0 } = task;
		if (deployment && isHealthy(task, nowMs) && healthyAtMs > deployment.lastFailedAtMs) deployment.failedTasks = 0;
	}
}
