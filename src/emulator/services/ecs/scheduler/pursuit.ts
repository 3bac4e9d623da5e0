/**
 * Handles one scheduler run for an ACTIVE service that ECS deploys: it advances the deployment, starts and stops tasks,
 * and reports the steady state if nothing is left to do.
 */

import { dropFinishedDeployments } from "../deployments/deployments.ts";
import { hasScaleBegun, ongoingDeployment, progressDeployment, strategyOf } from "../deployments/progress.ts";
import type { StageGoal } from "../deployments/stages.ts";
import type { DeploymentRecord, ServiceDeploymentRecord, ServiceRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState } from "../state.ts";
import { resetFailures } from "./circuit-breaker.ts";
import { isHealthy, type RolloutStep } from "./rollout.ts";
import { desiredTasks, scaleDeployment, sortTasks } from "./scaling.ts";
import { isSideBySide, scaleSideBySide, servingSource } from "./side-by-side.ts";

/** Moves the service towards its configuration. */
export function pursue(state: EcsState, service: ServiceRecord): void {
	const nowMs = state.context.clock.now();
	resetFailures(service, nowMs);
	progressDeployment(state, service, (goal) => isReached(service, goal, nowMs));
	const primary = service.deployments[0];
	if (!primary) return;
	const desiredCount = desiredTasks(service, primary);
	const last = service.serviceDeployments.at(-1);
	const steps = last && isSideBySide(last) ? scaleSideBySide(state, last, desiredCount) : roll(state, service, primary);
	dropFinishedDeployments(state, service);
	settle(state, service, primary, steps);
}

/** One step of a rolling update, or of a service without a deployment. */
function roll(state: EcsState, service: ServiceRecord, primary: DeploymentRecord): RolloutStep[] {
	const desiredCount = desiredTasks(service, primary);
	const step = scaleDeployment(state, service, primary, desiredCount, service.tasks);
	if (step.stuck && primary.rolloutState === "IN_PROGRESS") {
		const text =
			"was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";
		recordEvent(state, service, text);
	}
	// PRIMARY requires all tasks, older deployments only their existing ones.
	primary.desiredCount = desiredCount;
	for (const older of service.deployments.slice(1)) older.desiredCount = 0;
	for (const { deployment, desiredStatus } of service.tasks) {
		if (deployment && deployment !== primary && desiredStatus === "RUNNING") deployment.desiredCount++;
	}
	return [step];
}

/** Reports the steady state, once after each change. */
function settle(
	state: EcsState,
	service: ServiceRecord,
	primary: DeploymentRecord,
	steps: readonly RolloutStep[],
): void {
	const nowMs = state.context.clock.now();
	const { current, outdated, leavingCount } = sortTasks(service.tasks, primary);
	const moving = steps.some(({ stop, startCount, stuck }) => stop.length > 0 || startCount > 0 || stuck);
	if (moving || leavingCount > 0 || outdated.length > 0 || service.steady) return;
	if (ongoingDeployment(service) || primary.rolloutState === "FAILED") return;
	if (!current.every((task) => isHealthy(task, nowMs))) return;
	service.steady = true;
	recordEvent(state, service, "has reached a steady state.");
}

function isReached(service: ServiceRecord, goal: StageGoal, nowMs: number): boolean {
	const record = ongoingDeployment(service);
	const primary = service.deployments[0];
	if (!record || !primary) return false;
	if (goal === "reconciled") {
		const kept = new Set([record.target, servingSource(record)]);
		return [...service.tasks].every(({ deployment }) => deployment && kept.has(deployment));
	}
	const { current, outdated, leavingCount } = sortTasks(service.tasks, primary);
	const healthy = current.filter((task) => isHealthy(task, nowMs)).length;
	const needed = neededTasks(record, desiredTasks(service, primary));
	if (healthy < needed) return false;
	return goal === "scaledUp" || (outdated.length === 0 && leavingCount === 0);
}

/** All tasks, or with early success criteria a share of them, rounded up (ECS developer guide, early success criteria). */
function neededTasks(record: ServiceDeploymentRecord, desiredCount: number): number {
	const { enable, healthyPercent = 100 } = strategyOf(record)?.earlySuccessCriteria ?? {};
	if (!enable || record.rollback || !hasScaleBegun(record)) return desiredCount;
	return Math.ceil((desiredCount * healthyPercent) / 100);
}
