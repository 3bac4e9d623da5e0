/**
 * What people and tests ask to go wrong with tasks: starts that fail, containers that exit, health checks that fail, no
 * capacity, Spot interruptions, slow starts and stops. Here is what a disturbance may say and what it makes of a task that
 * starts; `disturb.ts` lets it hit the tasks that are there.
 */
import type { PlaceRequest } from "../placement/placement.ts";
import type { EcsState } from "../state.ts";
import type { NewTask } from "../tasks/network.ts";
import { type Happening, isChecked, type Workload, workloadOf } from "../tasks/workload.ts";
import { type StartFailureCause, startFailure } from "./start-failures.ts";

/** Which tasks; all of them where nothing is said. */
export interface DisturbedTasks {
	/** Only tasks of the service of this name. */
	readonly service?: string;
	/** Only tasks of this task definition family. */
	readonly family?: string;
	/** Only the task of this id. */
	readonly task?: string;
	/** How many tasks are hit; all of them, later ones included, when absent. */
	readonly count?: number;
}

/** What goes wrong. Without `container` it is the first essential one; `afterMs` counts from RUNNING or from now, 0 when absent. */
export type Trouble =
	/** A start fails with this stopped reason. */
	| { readonly kind: "failedStart"; readonly reason: string; readonly container?: string }
	/** A start fails because the image, a secret or the log group is not there, in AWS's words. */
	| { readonly kind: "missing"; readonly what: StartFailureCause; readonly container?: string }
	/** A container ends by itself. */
	| { readonly kind: "exit"; readonly exitCode: number; readonly container?: string; readonly afterMs?: number }
	/** A container is killed because it took more memory than it may. */
	| { readonly kind: "outOfMemory"; readonly container?: string; readonly afterMs?: number }
	/** The health check of a container fails; tasks without a health check are not hit. */
	| { readonly kind: "unhealthy"; readonly container?: string; readonly afterMs?: number }
	/** Fargate Spot takes the task's capacity back; other tasks are not hit. */
	| { readonly kind: "spotInterruption"; readonly afterMs?: number }
	/** Fargate has no capacity for a new task, and the Auto Scaling group brings up no instance. */
	| { readonly kind: "noCapacity" }
	/** A start takes so much longer. */
	| { readonly kind: "slowStart"; readonly delayMs: number }
	/** The containers go on for so long after they were told to stop, at most until their stop timeout. */
	| { readonly kind: "slowStop"; readonly delayMs: number };

/** Which tasks it hits, and what goes wrong with them. */
export type Disturbance = DisturbedTasks & Trouble;

/** A disturbance that is in force, with the number of tasks that it still hits. */
export interface StandingDisturbance {
	readonly disturbance: Disturbance;
	remaining: number;
}

/** The workload of a new task: what its definition tells, and what was asked for. Uses up what hits it. */
export function takeWorkload(state: EcsState, task: NewTask): Workload {
	const { definition } = task.definition;
	const onFargate = task.launchType === "FARGATE";
	let workload = workloadOf(definition, task.overrides, onFargate);
	for (const standing of state.disturbances) {
		const { disturbance } = standing;
		if (!concerns(disturbance, task.deployment?.service.name, task.definition.family)) continue;
		const disturbed = disturbNew(workload, disturbance, task);
		if (!disturbed) continue;
		workload = disturbed;
		useUp(state, standing);
	}
	return workload;
}

/** Whether no capacity is to be had for a task; each refusal of a start counts where `counts` is set. */
export function lacksCapacity(state: EcsState, { group, definition }: PlaceRequest, counts: boolean): boolean {
	const service = group.startsWith("service:") ? group.slice("service:".length) : undefined;
	for (const standing of state.disturbances) {
		if (standing.disturbance.kind !== "noCapacity") continue;
		if (!concerns(standing.disturbance, service, definition.family)) continue;
		if (counts) useUp(state, standing);
		return true;
	}
	return false;
}

function useUp(state: EcsState, standing: StandingDisturbance): void {
	if (--standing.remaining < 1) state.disturbances.delete(standing);
}

/** Whether a disturbance speaks of such tasks. */
export function concerns(disturbance: Disturbance, service: string | undefined, family: string): boolean {
	if (disturbance.service !== undefined && disturbance.service !== service) return false;
	return disturbance.family === undefined || disturbance.family === family;
}

/** The workload with the trouble in it; undefined where the trouble cannot hit such a task. */
function disturbNew(workload: Workload, disturbance: Disturbance, task: NewTask): Workload | undefined {
	switch (disturbance.kind) {
		case "failedStart":
			if (workload.startFailure) return undefined;
			return { ...workload, startFailure: { reason: disturbance.reason, container: disturbance.container } };
		case "missing": {
			if (workload.startFailure) return undefined;
			const onFargate = task.launchType === "FARGATE";
			const failure = startFailure(disturbance.what, task.definition.definition, disturbance.container, onFargate);
			return { ...workload, startFailure: failure };
		}
		case "slowStart":
			return { ...workload, startDelayMs: workload.startDelayMs + disturbance.delayMs };
		case "slowStop":
			return { ...workload, stopDelayMs: Math.max(workload.stopDelayMs, disturbance.delayMs) };
		default: {
			const happening = happeningOf(disturbance, task);
			return happening && { ...workload, happenings: [...workload.happenings, happening] };
		}
	}
}

/** What happens to a task that runs because of a disturbance; undefined where it cannot hit such a task. */
export function happeningOf(
	disturbance: Disturbance,
	{ definition, capacityProvider }: Pick<NewTask, "definition" | "capacityProvider">,
): Happening | undefined {
	const containers = definition.definition.containerDefinitions ?? [];
	const named = (candidates: typeof containers) =>
		"container" in disturbance && disturbance.container !== undefined
			? candidates.find(({ name }) => name === disturbance.container)
			: (candidates.find(({ essential }) => essential !== false) ?? candidates[0]);
	const container = named(containers)?.name;
	switch (disturbance.kind) {
		case "exit":
		case "outOfMemory": {
			if (container === undefined) return undefined;
			const { afterMs = 0 } = disturbance;
			if (disturbance.kind === "exit") return { kind: "exit", container, afterMs, exitCode: disturbance.exitCode };
			const reason = "OutOfMemoryError: Container killed due to memory usage";
			return { kind: "exit", container, afterMs, exitCode: 137, reason };
		}
		case "unhealthy": {
			const checked = named(containers.filter(isChecked))?.name;
			return checked === undefined
				? undefined
				: { kind: "unhealthy", container: checked, afterMs: disturbance.afterMs ?? 0 };
		}
		case "spotInterruption":
			return capacityProvider === "FARGATE_SPOT"
				? { kind: "spotInterruption", afterMs: disturbance.afterMs ?? 0 }
				: undefined;
		default:
			return undefined;
	}
}
