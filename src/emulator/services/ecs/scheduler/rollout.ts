/**
 * Calculates how many tasks a rolling deployment can start and which it can stop, as pure arithmetic (ECS developer
 * guide, rolling update). The minimum healthy percent is rounded up and the maximum percent down. Stopping tasks count
 * against the maximum, so minimum 0 and maximum 100 cause a gap.
 */

import type { TaskRecord } from "../records.ts";
import { isProtected, isUnhealthy } from "../tasks/container-state.ts";

/** The tasks of a rolling deployment by category. */
export interface RolloutState {
	readonly desiredCount: number;
	readonly minimumHealthyPercent: number;
	readonly maximumPercent: number;
	/** Tasks of the PRIMARY deployment that run or start, and stay. */
	readonly current: readonly TaskRecord[];
	/** Tasks that run or start but are on an older deployment, on a draining instance, or unhealthy. */
	readonly outdated: readonly TaskRecord[];
	/** Tasks that are stopping. */
	readonly leavingCount: number;
	/** Whether an older deployment still has tasks, including stopping ones: then the percentages apply. */
	readonly rolling: boolean;
	readonly nowMs: number;
}

/** The next step of a rolling deployment. */
export interface RolloutStep {
	readonly stop: readonly TaskRecord[];
	readonly startCount: number;
	/** The two percentages allow neither a start nor a stop, and never will. */
	readonly stuck: boolean;
}

/** The next step towards `desiredCount` tasks of the PRIMARY deployment and none of the others. */
export function nextRolloutStep(rollout: RolloutState): RolloutStep {
	const { desiredCount, current, outdated, nowMs } = rollout;
	const isSpared = (task: TaskRecord) => isProtected(task, nowMs);
	const surplus = current
		.filter((task) => !isSpared(task))
		.sort(bySacrifice(nowMs))
		.slice(0, Math.max(0, current.length - desiredCount));
	const missing = Math.max(0, desiredCount - current.length);
	if (outdated.length === 0 && !rollout.rolling) return { stop: surplus, startCount: missing, stuck: false };

	const minimumHealthy = Math.ceil((desiredCount * rollout.minimumHealthyPercent) / 100);
	const maximum = Math.floor((desiredCount * rollout.maximumPercent) / 100);
	const kept = current.filter((task) => !surplus.includes(task));
	const serving = outdated.filter((task) => task.lastStatus === "RUNNING").sort(unhealthyFirst);
	const idle = outdated.filter((task) => task.lastStatus !== "RUNNING");
	const healthy = kept.filter((task) => isHealthy(task, nowMs)).length;
	const occupied = current.length + outdated.length + rollout.leavingCount;
	const startCount = Math.max(0, Math.min(missing, maximum - occupied));
	const spare = Math.max(0, healthy + serving.length - minimumHealthy);
	// An unhealthy task is replaced before it stops, unless there is no room for its replacement.
	const hopeless = Math.min(missing - startCount, serving.filter(isUnhealthy).length);
	const leaving = serving.filter((task) => !isSpared(task)).slice(0, Math.max(spare, hopeless));
	const stop = [...surplus, ...idle.filter((task) => !isSpared(task)), ...leaving];
	const waiting = rollout.leavingCount > 0 || healthy < kept.length || outdated.some(isSpared);
	return { stop, startCount, stuck: stop.length === 0 && startCount === 0 && !waiting };
}

/** Whether a task counts as healthy: it has run long enough or has passed its health check. */
export function isHealthy(task: TaskRecord, nowMs: number): boolean {
	return task.desiredStatus === "RUNNING" && task.healthyAtMs !== undefined && task.healthyAtMs <= nowMs;
}

function unhealthyFirst(a: TaskRecord, b: TaskRecord): number {
	return Number(isUnhealthy(b)) - Number(isUnhealthy(a));
}

/** Scale-in first stops tasks that do not run yet, then the newest. */
function bySacrifice(nowMs: number): (a: TaskRecord, b: TaskRecord) => number {
	const worth = (task: TaskRecord) => (isHealthy(task, nowMs) ? 2 : Number(task.lastStatus === "RUNNING"));
	return (a, b) => worth(a) - worth(b) || b.sequence - a.sequence;
}
