/**
 * Advances a task: due status changes, and the behaviour of its containers. An exited essential container stops the
 * task unless its restart policy restarts it (ECS developer guide, container restart policies). The service replaces
 * tasks with failed health checks.
 */

import type { DueHappening } from "../record-parts.ts";
import type { TaskRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState } from "../state.ts";
import { containerState, isUnhealthy } from "./container-state.ts";
import { enterStatus, nextStatus, stopTask } from "./lifecycle.ts";
import type { Happening } from "./workload.ts";

/** The minimum run time before a container is restarted (ECS API reference, ContainerRestartPolicy). */
const restartAttemptSeconds = 300;

const essentialExit = { code: "EssentialContainerExited", reason: "Essential container in task exited" } as const;

/** The time of a task's next action; undefined if none is due. */
export function nextLookMs({ nextStatusAtMs, due }: TaskRecord): number | undefined {
	const happeningMs = due[0]?.atMs;
	if (nextStatusAtMs === undefined || happeningMs === undefined) return nextStatusAtMs ?? happeningMs;
	return Math.min(nextStatusAtMs, happeningMs);
}

/** Performs all due status changes and events of a task. */
export function advanceTask(state: EcsState, task: TaskRecord): void {
	const nowMs = state.context.clock.now();
	for (let atMs = nextLookMs(task); atMs !== undefined && atMs <= nowMs; atMs = nextLookMs(task)) {
		const [first, ...later] = task.due;
		if (first && task.nextStatusAtMs !== atMs) {
			task.due = later;
			happen(state, task, first);
		} else {
			step(state, task, atMs);
		}
	}
}

/** Handles a standalone task when the timer queue wakes it. */
export function lookAtTask(state: EcsState, task: TaskRecord): void {
	advanceTask(state, task);
	const atMs = nextLookMs(task);
	if (atMs !== undefined) state.timers.wake(task, atMs);
}

/** Schedules an event for a task; its time counts from now, or from RUNNING for a task that does not run yet. */
export function addHappening(state: EcsState, task: TaskRecord, happening: Happening): void {
	if (task.startedAtMs === undefined) {
		task.workload = { ...task.workload, happenings: [...task.workload.happenings, happening] };
		return;
	}
	const atMs = state.context.clock.now() + happening.afterMs;
	plan(task, [{ happening, atMs }]);
	state.timers.wake(task.service ?? task, atMs);
}

/** Stops a running task as if its first essential container had been killed, ignoring its restart policy. */
export function killTask(state: EcsState, task: TaskRecord): true {
	const containers = task.definition.definition.containerDefinitions ?? [];
	const essential = containers.find((container) => container.essential !== false);
	containerState(task, essential?.name ?? "").exitCode = 137;
	stopTask(state, task, essentialExit);
	return true;
}

function step(state: EcsState, task: TaskRecord, atMs: number): void {
	const status = nextStatus[task.lastStatus];
	const { startFailure, happenings } = task.workload;
	if (!status) {
		task.nextStatusAtMs = undefined;
		return;
	}
	// Images and secrets are fetched while the task is PENDING, so failed starts occur there.
	if (task.lastStatus === "PENDING" && startFailure) {
		stopTask(state, task, { code: "TaskFailedToStart", reason: startFailure.reason });
		return;
	}
	enterStatus(state, task, status, atMs);
	if (status !== "RUNNING") return;
	plan(
		task,
		happenings.map((happening) => ({ happening, atMs: atMs + happening.afterMs })),
	);
}

function plan(task: TaskRecord, more: readonly DueHappening[]): void {
	if (more.length > 0) task.due = [...task.due, ...more].sort((a, b) => a.atMs - b.atMs);
}

function happen(state: EcsState, task: TaskRecord, { happening, atMs }: DueHappening): void {
	if (task.desiredStatus === "STOPPED") return;
	task.version++;
	if (happening.kind === "spotInterruption") {
		stopTask(state, task, { code: "SpotInterruption", reason: "Your Spot Task was interrupted." });
	} else if (happening.kind === "exit") {
		endContainer(state, task, happening, atMs);
	} else {
		failHealth(state, task, happening.container);
	}
}

function endContainer(
	state: EcsState,
	task: TaskRecord,
	exit: Extract<Happening, { readonly kind: "exit" }>,
	atMs: number,
): void {
	const container = containerState(task, exit.container);
	if (container.exitCode !== undefined) return;
	const definition = task.definition.definition.containerDefinitions?.find(({ name }) => name === exit.container);
	const policy = definition?.restartPolicy;
	const ranMs = atMs - (container.restartedAtMs ?? task.startedAtMs ?? atMs);
	const ignored = policy?.ignoredExitCodes?.includes(exit.exitCode) ?? false;
	if (policy?.enabled && !ignored && ranMs >= (policy.restartAttemptPeriod ?? restartAttemptSeconds) * 1000) {
		container.restartedAtMs = atMs;
		container.unhealthy = false;
		const again = task.workload.happenings.filter(
			(happening) => happening.kind !== "spotInterruption" && happening.container === exit.container,
		);
		plan(
			task,
			again.map((happening) => ({ happening, atMs: atMs + happening.afterMs })),
		);
		return;
	}
	container.exitCode = exit.exitCode;
	container.reason = exit.reason;
	if (definition?.essential === false) return;
	stopTask(state, task, essentialExit);
}

/** The task's health depends on essential containers only (ECS developer guide, container health checks). */
function failHealth(state: EcsState, task: TaskRecord, containerName: string): void {
	containerState(task, containerName).unhealthy = true;
	if (!isUnhealthy(task)) return;
	task.healthyAtMs = undefined;
	if (task.service) recordEvent(state, task.service, `(task ${task.id}) failed container health checks.`);
}
