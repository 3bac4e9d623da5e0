/**
 * How the scheduler takes the service deployment that is going on further: it carries out what was asked for, gives up where
 * something that watches over it says so, and else goes from stage to stage until the last one is over.
 */
import type { DeploymentConfiguration } from "@aws-sdk/client-ecs";
import type { ServiceDeploymentRecord, ServiceRecord } from "../records.ts";
import { circuitBreaker } from "../scheduler/circuit-breaker.ts";
import type { EcsState } from "../state.ts";
import { completeDeployment, failDeployment, stopDeployment } from "./deployments.ts";
import { judgeHooks, runHooks } from "./lifecycle-hooks.ts";
import { type Stage, type StageGoal, shiftsTraffic } from "./stages.ts";

/** No stage may take longer (ECS developer guide, blue/green deployments); hooks and bake times have times of their own. */
const longestStageMs = 24 * 3_600_000;

const momentMs = 1_000;

/** The service deployment that is not over yet. */
export function ongoingDeployment(service: ServiceRecord): ServiceDeploymentRecord | undefined {
	const last = service.serviceDeployments.at(-1);
	return last?.finishedAtMs === undefined ? last : undefined;
}

/** What a service deployment was told when it began, and is held to until it ends. */
export function strategyOf({ target }: ServiceDeploymentRecord): DeploymentConfiguration | undefined {
	return target.configuration.deploymentConfiguration;
}

/** The stage that a service deployment is in; undefined before it has begun. */
export function currentStage({ stages, progress }: ServiceDeploymentRecord): Stage | undefined {
	return progress && stages[progress.index];
}

/** Whether the new service revision may have tasks at this stage. */
export function hasScaleBegun({ stages, progress }: ServiceDeploymentRecord): boolean {
	return progress !== undefined && progress.index >= stages.findIndex(({ name }) => name === "SCALE_UP");
}

/** Takes the service's deployment further; `isReached` says whether the tasks are as a stage needs them. */
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

/** When the deployment goes on by itself; undefined where it waits for tasks or for people only. */
export function nextProgressMs(service: ServiceRecord, nowMs: number): number | undefined {
	const record = ongoingDeployment(service);
	// A way back on which no task has to move is over at the next look.
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

/** What StopServiceDeployment asked for, and what circuit breaker and alarms demand; true when the deployment is given up. */
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

/** Whether a stage of the deployment can take too long; rolling updates may take as long as they need. */
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
