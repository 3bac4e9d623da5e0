/** The state of a task's containers, and the scheduler's conclusions from it. */
import type { ContainerState } from "../record-parts.ts";
import type { TaskRecord } from "../records.ts";

/** The state of a container of `task`, created if absent. */
export function containerState(task: TaskRecord, name: string): ContainerState {
	const known = task.containers.get(name);
	if (known) return known;
	const made: ContainerState = {};
	task.containers.set(name, made);
	return made;
}

/** Whether scale-in and deployments must not stop a task; protection does not apply to a task with failed health checks. */
export function isProtected(task: TaskRecord, nowMs: number): boolean {
	return task.protectedUntilMs !== undefined && task.protectedUntilMs > nowMs && !isUnhealthy(task);
}

/** Whether an essential container has failed its health check. */
export function isUnhealthy(task: TaskRecord): boolean {
	if (task.containers.size === 0) return false;
	const containers = task.definition.definition.containerDefinitions ?? [];
	return containers.some(({ name = "", essential }) => essential !== false && task.containers.get(name)?.unhealthy);
}
