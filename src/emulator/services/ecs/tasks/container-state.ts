/** The state of a task's containers, and what the scheduler concludes from it. */
import type { ContainerState } from "../record-parts.ts";
import type { TaskRecord } from "../records.ts";

/** The state of a container of `task`, made where nothing was known of it. */
export function containerState(task: TaskRecord, name: string): ContainerState {
	const known = task.containers.get(name);
	if (known) return known;
	const made: ContainerState = {};
	task.containers.set(name, made);
	return made;
}

/** Whether scaling in and deployments have to spare a task; one that fails its health checks is not spared. */
export function isProtected(task: TaskRecord, nowMs: number): boolean {
	return task.protectedUntilMs !== undefined && task.protectedUntilMs > nowMs && !isUnhealthy(task);
}

/** Whether an essential container has failed its health check. */
export function isUnhealthy(task: TaskRecord): boolean {
	if (task.containers.size === 0) return false;
	const containers = task.definition.definition.containerDefinitions ?? [];
	return containers.some(({ name = "", essential }) => essential !== false && task.containers.get(name)?.unhealthy);
}
