/**
 * Scales a deployment to its desired number of tasks. Tasks of replaced deployments stop as the two percentages allow;
 * deployments side by side are scaled independently.
 */

import { parseExpression, satisfies } from "../placement/expressions.ts";
import { valuesOf } from "../placement/instance-values.ts";
import { constraintsOf } from "../placement/placement.ts";
import type { DeploymentRecord, ServiceRecord, TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { isUnhealthy } from "../tasks/container-state.ts";
import { nextRolloutStep, type RolloutStep } from "./rollout.ts";
import { placeRequest, startTasks, stopTasks } from "./service-tasks.ts";

/** The tasks of a service by their role for a deployment: its own, those to replace, and stopping ones. */
export interface SortedTasks {
	readonly current: readonly TaskRecord[];
	readonly outdated: readonly TaskRecord[];
	readonly leavingCount: number;
}

/** Sorts tasks by their role for a deployment. */
export function sortTasks(tasks: Iterable<TaskRecord>, deployment: DeploymentRecord): SortedTasks {
	const current: TaskRecord[] = [];
	const outdated: TaskRecord[] = [];
	let leavingCount = 0;
	for (const task of tasks) {
		if (task.desiredStatus === "STOPPED") leavingCount++;
		else if (task.deployment === deployment && staysInPlace(task)) current.push(task);
		else outdated.push(task);
	}
	return { current, outdated, leavingCount };
}

/** A task on a draining instance, or with a failed health check, must be replaced. */
function staysInPlace(task: TaskRecord): boolean {
	return task.instance?.status !== "DRAINING" && !isUnhealthy(task);
}

/** A daemon runs once on each instance that satisfies its constraints; a replica service runs its desired count. */
export function desiredTasks(service: ServiceRecord, deployment: DeploymentRecord): number {
	if (service.configuration.schedulingStrategy !== "DAEMON") return service.configuration.desiredCount;
	service.cluster.waitingForPlace.add(service);
	const expressions = constraintsOf(placeRequest(service, deployment)).map(({ expression }) =>
		parseExpression(expression ?? ""),
	);
	return [...service.cluster.instances.values()].filter(
		(instance) =>
			instance.status === "ACTIVE" && expressions.every((expression) => satisfies(expression, valuesOf(instance))),
	).length;
}

/** One step towards `desiredCount` tasks of a deployment and none of the others among `tasks`. */
export function scaleDeployment(
	state: EcsState,
	service: ServiceRecord,
	deployment: DeploymentRecord,
	desiredCount: number,
	tasks: ReadonlySet<TaskRecord>,
): RolloutStep {
	const nowMs = state.context.clock.now();
	const { minimumHealthyPercent = 100, maximumPercent = 200 } = service.configuration.deploymentConfiguration ?? {};
	const step = nextRolloutStep({
		...sortTasks(tasks, deployment),
		desiredCount,
		minimumHealthyPercent,
		maximumPercent,
		rolling: [...tasks].some((task) => task.deployment !== deployment),
		nowMs,
	});
	stopTasks(state, service, step.stop, deployment);
	// Failed starts of one content do not delay other content.
	const newest = service.deployments[0] ?? deployment;
	const waits = deployment === newest && nowMs < service.nextStartAtMs;
	if (deployment.rolloutState !== "FAILED" && !waits) startTasks(state, service, deployment, step.startCount);
	return step;
}
