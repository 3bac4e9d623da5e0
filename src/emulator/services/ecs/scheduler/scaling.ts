/**
 * Brings a deployment to the number of tasks that it is to have. What is replaced by it goes as the two percentages allow;
 * deployments that run side by side are scaled one by one, each for itself.
 */

import { parseExpression, satisfies } from "../placement/expressions.ts";
import { valuesOf } from "../placement/instance-values.ts";
import { constraintsOf } from "../placement/placement.ts";
import type { DeploymentRecord, ServiceRecord, TaskRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { isUnhealthy } from "../tasks/container-state.ts";
import { nextRolloutStep, type RolloutStep } from "./rollout.ts";
import { placeRequest, startTasks, stopTasks } from "./service-tasks.ts";

/** Tasks as a deployment sees them: its own, those that are to make room for them, and those that go already. */
export interface SortedTasks {
	readonly current: readonly TaskRecord[];
	readonly outdated: readonly TaskRecord[];
	readonly leavingCount: number;
}

/** Sorts tasks by what they are for a deployment. */
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

/** A task whose instance drains, or that fails its health check, is to be replaced. */
function staysInPlace(task: TaskRecord): boolean {
	return task.instance?.status !== "DRAINING" && !isUnhealthy(task);
}

/** A daemon runs once on each instance that meets its constraints; a replica service runs as often as it is told. */
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
	// Failed starts of one content are no reason to wait with another one.
	const newest = service.deployments[0] ?? deployment;
	const waits = deployment === newest && nowMs < service.nextStartAtMs;
	if (deployment.rolloutState !== "FAILED" && !waits) startTasks(state, service, deployment, step.startCount);
	return step;
}
