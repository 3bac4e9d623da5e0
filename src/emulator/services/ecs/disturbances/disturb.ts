/**
 * Puts a disturbance into force: it hits the tasks that are there, where it can, and then the ones that start later, until
 * its count is used up or it is taken back.
 */

import { wakeWaiting } from "../placement/placement.ts";
import type { EcsState } from "../state.ts";
import { addHappening } from "../tasks/progress.ts";
import type { TaskRecord } from "../tasks/state.ts";
import { concerns, type Disturbance, happeningOf, type StandingDisturbance } from "./disturbances.ts";

/** What became of a disturbance. */
export interface Disturbed {
	/** The ids of the tasks that it hit at once. */
	readonly taskIds: readonly string[];
	/** Ends it for tasks that start later. */
	readonly takeBack: () => void;
	/** How many tasks that start later it still hits. */
	readonly remaining: () => number;
}

/** Lets a disturbance hit the tasks that are there and those to come. */
export function disturb(state: EcsState, disturbance: Disturbance): Disturbed {
	const standing: StandingDisturbance = { disturbance, remaining: disturbance.count ?? Number.POSITIVE_INFINITY };
	const one = disturbance.task === undefined ? undefined : state.tasks.get(disturbance.task);
	const candidates = disturbance.task === undefined ? state.tasks.values() : one ? [one] : [];
	const taskIds: string[] = [];
	for (const task of candidates) {
		if (standing.remaining < 1) break;
		if (task.desiredStatus !== "RUNNING" || !concerns(disturbance, task.service?.name, task.definition.family))
			continue;
		if (!disturbPresent(state, task, disturbance)) continue;
		standing.remaining--;
		taskIds.push(task.id);
	}
	if (standing.remaining >= 1 && disturbance.task === undefined) state.disturbances.add(standing);
	const takeBack = () => {
		state.disturbances.delete(standing);
		if (disturbance.kind !== "noCapacity") return;
		for (const cluster of state.clusters.values()) wakeWaiting(state, cluster);
	};
	const remaining = () => (state.disturbances.has(standing) ? standing.remaining : 0);
	return { taskIds, takeBack, remaining };
}

/** Whether the trouble can hit a task that is there, and did. */
function disturbPresent(state: EcsState, task: TaskRecord, disturbance: Disturbance): boolean {
	if (disturbance.kind === "slowStop") {
		task.workload = { ...task.workload, stopDelayMs: disturbance.delayMs };
		return true;
	}
	const happening = happeningOf(disturbance, task);
	if (happening) addHappening(state, task, happening);
	return happening !== undefined;
}
