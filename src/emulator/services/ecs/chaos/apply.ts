/**
 * Applies a chaos rule to running tasks and then to tasks that start later, until its count is used up or it is
 * removed.
 */
import { wakeWaiting } from "../placement/placement.ts";
import type { TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { addHappening } from "../tasks/progress.ts";
import { type ActiveChaosRule, type ChaosRule, selects } from "./rules.ts";
import { happeningOf } from "./workload.ts";

/** A chaos rule that was applied. */
export interface AppliedChaos {
	/** The IDs of the running tasks that it hit. */
	readonly taskIds: readonly string[];
	/** Removes it for tasks that start later. */
	readonly remove: () => void;
	/** The number of later tasks that it still hits. */
	readonly remaining: () => number;
}

/** Applies the rule to running tasks and to tasks that start later. */
export function applyChaos(state: EcsState, rule: ChaosRule): AppliedChaos {
	const active: ActiveChaosRule = { rule, remaining: rule.count ?? Number.POSITIVE_INFINITY };
	const one = rule.task === undefined ? undefined : state.tasks.get(rule.task);
	const candidates = rule.task === undefined ? state.tasks.values() : one ? [one] : [];
	const taskIds: string[] = [];
	for (const task of candidates) {
		if (active.remaining < 1) break;
		if (task.desiredStatus !== "RUNNING" || !selects(rule, task.service?.name, task.definition.family)) continue;
		if (!hit(state, task, rule)) continue;
		active.remaining--;
		taskIds.push(task.id);
	}
	if (active.remaining >= 1 && rule.task === undefined) state.chaosRules.add(active);
	const remove = () => {
		state.chaosRules.delete(active);
		if (rule.kind !== "noCapacity") return;
		for (const cluster of state.clusters.values()) wakeWaiting(state, cluster);
	};
	const remaining = () => (state.chaosRules.has(active) ? active.remaining : 0);
	return { taskIds, remove, remaining };
}

/** Whether the rule hit the running task. */
function hit(state: EcsState, task: TaskRecord, rule: ChaosRule): boolean {
	if (rule.kind === "slowStop") {
		task.workload = { ...task.workload, stopDelayMs: rule.delayMs };
		return true;
	}
	const happening = happeningOf(rule, task);
	if (happening) addHappening(state, task, happening);
	return happening !== undefined;
}
