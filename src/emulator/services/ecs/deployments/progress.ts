/**
 * Advances the active service deployment: it handles requested stops, fails the deployment if the circuit breaker or an
 * alarm requires it, and otherwise moves through the stages.
 */
import type { DeploymentConfiguration } from "@aws-sdk/client-ecs";
import type { ServiceDeploymentRecord, ServiceRecord } from "../records.ts";
import { circuitBreaker } from "../scheduler/circuit-breaker.ts";
import type { EcsState } from "../state.ts";
import { completeDeployment, failDeployment, stopDeployment } from "./deployments.ts";
import { judgeHooks, runHooks } from "./lifecycle-hooks.ts";
import { type Stage, type StageGoal, shiftsTraffic } from "./stages.ts";

/**
 * The maximum duration of a stage (ECS developer guide, blue/green deployments); hooks and bake times have their own
 * limits.
 */
const longestStageMs = 24 * 3_600_000;

const momentMs = 1_000;

/** The active service deployment. */
export function ongoingDeployment(service: ServiceRecord): ServiceDeploymentRecord | undefined {
	const last = service.serviceDeployments.at(-1);
	return last?.finishedAtMs === undefined ? last : undefined;
}

/** The configuration that a service deployment keeps from its start to its end. */
export function strategyOf({ target }: ServiceDeploymentRecord): DeploymentConfiguration | undefined {
	return target.configuration.deploymentConfiguration;
}

/** The current stage of a service deployment; undefined before its start. */
export function currentStage({ stages, progress }: ServiceDeploymentRecord): Stage | undefined {
	return progress && stages[progress.index];
}

/** Whether the new service revision can have tasks at this stage. */
export function hasScaleBegun({ stages, progress }: ServiceDeploymentRecord): boolean {
	return progress !== undefined && progress.index >= stages.findIndex(({ name }) => name === "SCALE_UP");
}

/** Advances the service's deployment; `isReached` tells whether the tasks meet the requirement of a stage. */
export function progressDeployment(
	state: EcsState,
	service: ServiceRecord,
	isReached: (goal: StageGoal) => boolean,
): void {
	const record = ongoingDeployment(service);
	if (!record) return;
	if (record.status === "PENDING") begin(state, record);
	if (carryOut(state, record)) return;
	if (record.rollback) {
		if (isReached("cleanedUp")) completeDeployment(state, record);
		return;
	}
	while (record.finishedAtMs === undefined && !record.rollback) {
		const before = record.progress;
		takeStep(state, record, isReached);
		if (record.progress === before) return;
	}
}

/** The time at which the deployment advances without an event; undefined if it waits for tasks or users only. */
export function nextProgressMs(service: ServiceRecord, nowMs: number): number | undefined {
	const record = ongoingDeployment(service);
	// A rollback that moves no tasks completes at the next check.
	if (record?.rollback) return record.rollback.atMs < nowMs ? undefined : nowMs + momentMs;
	const stage = record && currentStage(record);
	if (!record?.progress || !stage) return undefined;
	const { enteredAtMs, hooks } = record.progress;
	const times = [enteredAtMs + stage.durationMs, ...(isTimed(record) ? [enteredAtMs + longestStageMs] : [])];
	for (const hook of hooks) if (hook.status === "AWAITING_ACTION") times.push(hook.expiresAtMs);
	const later = times.filter((atMs) => atMs > nowMs);
	return later.length > 0 ? Math.min(...later) : undefined;
}

function begin(state: EcsState, record: ServiceDeploymentRecord): void {
	const nowMs = state.context.clock.now();
	record.status = "IN_PROGRESS";
	record.startedAtMs = nowMs;
	record.updatedAtMs = nowMs;
	enter(state, record, 0);
}

/** Handles StopServiceDeployment, circuit breaker and alarms; returns true if the deployment is abandoned. */
function carryOut(state: EcsState, record: ServiceDeploymentRecord): boolean {
	if (record.status === "STOP_REQUESTED") {
		stopDeployment(state, record, "Service deployment was stopped by a user.");
		return true;
	}
	if (record.status === "ROLLBACK_REQUESTED") {
		const reason = "Service deployment rolled back because it was stopped by a user.";
		failDeployment(state, record, { event: reason, rolloutReason: reason, reason, rollBack: true });
		return true;
	}
	if (record.rollback) return false;
	if (record.triggeredAlarms.length > 0) {
		failDeployment(state, record, {
			event: "alarm detected.",
			rolloutReason: "ECS deployment failed: alarm detected.",
			reason: `Service deployment rolled back because of alarms in ALARM: ${record.triggeredAlarms.join(", ")}.`,
			rollBack: strategyOf(record)?.alarms?.rollback ?? false,
		});
		return true;
	}
	const breaker = circuitBreaker(record.service);
	if (breaker?.isTripped(record.target)) {
		record.breakerTriggered = true;
		failDeployment(state, record, {
			event: "tasks failed to start.",
			rolloutReason: "ECS deployment circuit breaker: tasks failed to start.",
			reason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
			rollBack: breaker.rollback,
		});
		return true;
	}
	return false;
}

function takeStep(state: EcsState, record: ServiceDeploymentRecord, isReached: (goal: StageGoal) => boolean): void {
	const nowMs = state.context.clock.now();
	const stage = currentStage(record);
	if (!record.progress || !stage) return;
	const { enteredAtMs, hooks, index } = record.progress;
	const verdict = judgeHooks(hooks, stage.name, nowMs);
	if (verdict.state === "failed") {
		const { reason } = verdict;
		failDeployment(state, record, { event: reason, rolloutReason: reason, reason, rollBack: true });
		return;
	}
	if (verdict.state === "waiting" || enteredAtMs + stage.durationMs > nowMs) return;
	if (stage.goal && !isReached(stage.goal)) {
		if (enteredAtMs + longestStageMs > nowMs || !isTimed(record)) return;
		const reason = `Service deployment rolled back because ${stage.name} took longer than 24 hours.`;
		failDeployment(state, record, { event: reason, rolloutReason: reason, reason, rollBack: true });
		return;
	}
	if (index + 1 < record.stages.length) enter(state, record, index + 1);
	else completeDeployment(state, record);
}

/** Whether a stage of the deployment can time out; rolling updates have no time limit. */
function isTimed(record: ServiceDeploymentRecord): boolean {
	return currentStage(record)?.goal !== undefined && shiftsTraffic(strategyOf(record));
}

function enter(state: EcsState, record: ServiceDeploymentRecord, index: number): void {
	const stage = record.stages[index];
	if (!stage) return;
	const nowMs = state.context.clock.now();
	const hooks = runHooks(state, strategyOf(record) ?? {}, stage.name);
	record.progress = { index, enteredAtMs: nowMs, hooks };
	record.updatedAtMs = nowMs;
}
