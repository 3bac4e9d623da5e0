/**
 * Selects an instance among the possible ones by the placement strategy; without one the tasks of a group are spread
 * over the instances (ECS developer guide, task placement strategies).
 */
import type { InstanceRecord, TaskRecord } from "../records.ts";
import { valuesOf } from "./instance-values.ts";
import type { PlaceRequest } from "./place.ts";
import { remaining } from "./resources.ts";

/** The best instance; undefined if there is none. */
export function choose(request: PlaceRequest, possible: readonly InstanceRecord[]): InstanceRecord | undefined {
	let best: { readonly instance: InstanceRecord; readonly score: readonly number[] } | undefined;
	for (const instance of possible) {
		const score = scoreOf(request, instance);
		if (!best || isLess(score, best.score)) best = { instance, score };
	}
	return best?.instance;
}

/** Lower is better; without a strategy tasks of a group spread over instances. */
function scoreOf(request: PlaceRequest, instance: InstanceRecord): number[] {
	const ofGroup = (task: TaskRecord) => task.group === request.group;
	const scores = request.strategy.map((strategy) => {
		const field = strategy.field ?? "";
		if (strategy.type === "binpack") {
			return field.toLowerCase() === "cpu" ? remaining(instance).cpu : remaining(instance).memoryMebibytes;
		}
		if (strategy.type !== "spread") return 0;
		if (field === "instanceId" || field === "host") return countTasks(instance, ofGroup);
		const [own] = valuesOf(instance)(field);
		let count = 0;
		for (const other of request.cluster.instances.values()) {
			if (valuesOf(other)(field)[0] === own) count += countTasks(other, ofGroup);
		}
		return count;
	});
	return [...scores, countTasks(instance, ofGroup), instance.tasks.size];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
	for (const [index, value] of a.entries()) {
		const other = b[index] ?? 0;
		if (value !== other) return value < other;
	}
	return false;
}

/** The number of the instance's tasks for which `counts` is true. */
export function countTasks(instance: InstanceRecord, counts: (task: TaskRecord) => boolean): number {
	let count = 0;
	for (const task of instance.tasks) if (counts(task)) count++;
	return count;
}
