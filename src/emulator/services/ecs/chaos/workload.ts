/** Applies active chaos rules to starting tasks and to capacity requests. Each application counts. */
import type { PlaceRequest } from "../placement/place.ts";
import type { EcsState } from "../state.ts";
import type { NewTask } from "../tasks/network.ts";
import { type Happening, isChecked, type Workload, workloadOf } from "../tasks/workload.ts";
import { type ActiveChaosRule, type ChaosRule, selects } from "./rules.ts";
import { startFailure } from "./start-failures.ts";

/**
 * The workload of a new task: the behaviour that its definition implies, plus chaos rules. Counts the rules that hit
 * it.
 */
export function takeWorkload(state: EcsState, task: NewTask): Workload {
	const { definition } = task.definition;
	const onFargate = task.launchType === "FARGATE";
	let workload = workloadOf(definition, task.overrides, onFargate);
	for (const active of state.chaosRules) {
		const { rule } = active;
		if (!selects(rule, task.deployment?.service.name, task.definition.family)) continue;
		const changed = withEffect(workload, rule, task);
		if (!changed) continue;
		workload = changed;
		useUp(state, active);
	}
	return workload;
}

/** Whether a task gets no capacity; each failed start counts if `counts` is set. */
export function lacksCapacity(state: EcsState, { group, definition }: PlaceRequest, counts: boolean): boolean {
	const service = group.startsWith("service:") ? group.slice("service:".length) : undefined;
	for (const active of state.chaosRules) {
		if (active.rule.kind !== "noCapacity") continue;
		if (!selects(active.rule, service, definition.family)) continue;
		if (counts) useUp(state, active);
		return true;
	}
	return false;
}

function useUp(state: EcsState, active: ActiveChaosRule): void {
	if (--active.remaining < 1) state.chaosRules.delete(active);
}

/** The workload with the rule's effect; undefined if the rule cannot hit such a task. */
function withEffect(workload: Workload, rule: ChaosRule, task: NewTask): Workload | undefined {
	switch (rule.kind) {
		case "failedStart":
			if (workload.startFailure) return undefined;
			return { ...workload, startFailure: { reason: rule.reason, container: rule.container } };
		case "missing": {
			if (workload.startFailure) return undefined;
			const onFargate = task.launchType === "FARGATE";
			const failure = startFailure(rule.what, task.definition.definition, rule.container, onFargate);
			return { ...workload, startFailure: failure };
		}
		case "slowStart":
			return { ...workload, startDelayMs: workload.startDelayMs + rule.delayMs };
		case "slowStop":
			return { ...workload, stopDelayMs: Math.max(workload.stopDelayMs, rule.delayMs) };
		default: {
			const happening = happeningOf(rule, task);
			return happening && { ...workload, happenings: [...workload.happenings, happening] };
		}
	}
}

/** The incident that a rule causes in a running task; undefined if the rule cannot hit such a task. */
export function happeningOf(
	rule: ChaosRule,
	{ definition, capacityProvider }: Pick<NewTask, "definition" | "capacityProvider">,
): Happening | undefined {
	const containers = definition.definition.containerDefinitions ?? [];
	const named = (candidates: typeof containers) =>
		"container" in rule && rule.container !== undefined
			? candidates.find(({ name }) => name === rule.container)
			: (candidates.find(({ essential }) => essential !== false) ?? candidates[0]);
	const container = named(containers)?.name;
	switch (rule.kind) {
		case "exit":
		case "outOfMemory": {
			if (container === undefined) return undefined;
			const { afterMs = 0 } = rule;
			if (rule.kind === "exit") return { kind: "exit", container, afterMs, exitCode: rule.exitCode };
			const reason = "OutOfMemoryError: Container killed due to memory usage";
			return { kind: "exit", container, afterMs, exitCode: 137, reason };
		}
		case "unhealthy": {
			const checked = named(containers.filter(isChecked))?.name;
			return checked === undefined ? undefined : { kind: "unhealthy", container: checked, afterMs: rule.afterMs ?? 0 };
		}
		case "spotInterruption":
			return capacityProvider === "FARGATE_SPOT" ? { kind: "spotInterruption", afterMs: rule.afterMs ?? 0 } : undefined;
		default:
			return undefined;
	}
}
