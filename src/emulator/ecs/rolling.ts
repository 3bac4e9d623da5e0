/**
 * Rolling updates: one look brings a service a step nearer to its desired count of tasks of its PRIMARY deployment and none
 * of the others, within its two percentages (ECS developer guide, rolling update).
 */
import { circuitBreaker } from "./circuit-breaker.ts";
import { completeDeployment, dropFinishedDeployments, failDeployment, startServiceDeployment } from "./deployments.ts";
import { recordEvent } from "./events.ts";
import { parseExpression, satisfies } from "./expressions.ts";
import { constraintsOf, instanceLookup } from "./placement.ts";
import { isHealthy, nextRolloutStep } from "./rollout.ts";
import { placeRequest, startTasks, stopTasks } from "./service-tasks.ts";
import type { DeploymentRecord, EcsState, ServiceRecord } from "./state.ts";
import { isUnhealthy, type TaskRecord } from "./task-state.ts";

/** Brings an ACTIVE service nearer to what it is told to be. */
export function pursue(state: EcsState, service: ServiceRecord): void {
	startServiceDeployment(state, service);
	const breaker = circuitBreaker(service);
	const before = service.deployments[0];
	if (before?.rolloutState === "IN_PROGRESS" && breaker?.isTripped(before)) {
		failDeployment(state, before, breaker.rollback);
	}
	const primary = service.deployments[0];
	if (!primary) return;
	const nowMs = state.surroundings.clock.now();
	const { current, outdated, leavingCount } = sortTasks(service, primary);
	const desiredCount = desiredTasks(service, primary);
	const { minimumHealthyPercent = 100, maximumPercent = 200 } = service.configuration.deploymentConfiguration ?? {};
	const step = nextRolloutStep({
		desiredCount,
		minimumHealthyPercent,
		maximumPercent,
		current,
		outdated,
		leavingCount,
		rolling: [...service.tasks].some((task) => task.deployment !== primary),
		nowMs,
	});
	stopTasks(state, service, step.stop, primary);
	if (primary.rolloutState !== "FAILED" && nowMs >= service.nextStartAtMs) {
		startTasks(state, service, primary, step.startCount);
	}
	if (step.stuck && primary.rolloutState === "IN_PROGRESS") {
		const text =
			"was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";
		recordEvent(state, service, text);
	}
	dropFinishedDeployments(state, service);
	showDesiredCounts(service, primary, desiredCount);
	const resting = step.stop.length === 0 && step.startCount === 0 && leavingCount === 0 && !step.stuck;
	if (resting && service.deployments.length === 1 && current.every((task) => isHealthy(task, nowMs))) {
		settle(state, service, primary);
	}
}

/** Nothing is left to do: the deployment is complete and the service steady. */
function settle(state: EcsState, service: ServiceRecord, primary: DeploymentRecord): void {
	if (primary.rolloutState === "IN_PROGRESS") completeDeployment(state, primary);
	if (service.steady || primary.rolloutState === "FAILED") return;
	service.steady = true;
	recordEvent(state, service, "has reached a steady state.");
}

function sortTasks(service: ServiceRecord, primary: DeploymentRecord) {
	const current: TaskRecord[] = [];
	const outdated: TaskRecord[] = [];
	let leavingCount = 0;
	for (const task of service.tasks) {
		if (task.desiredStatus === "STOPPED") leavingCount++;
		else if (task.deployment === primary && staysInPlace(task)) current.push(task);
		else outdated.push(task);
	}
	return { current, outdated, leavingCount };
}

/** A task whose instance drains, or that fails its health check, is to be replaced. */
function staysInPlace(task: TaskRecord): boolean {
	return task.instance?.status !== "DRAINING" && !isUnhealthy(task);
}

/** A daemon runs once on each instance that meets its constraints; a replica service runs as often as it is told. */
function desiredTasks(service: ServiceRecord, primary: DeploymentRecord): number {
	if (service.configuration.schedulingStrategy !== "DAEMON") return service.configuration.desiredCount;
	service.cluster.waitingForPlace.add(service);
	const expressions = constraintsOf(placeRequest(service, primary)).map(({ expression }) =>
		parseExpression(expression ?? ""),
	);
	return [...service.cluster.instances.values()].filter(
		(instance) =>
			instance.status === "ACTIVE" &&
			expressions.every((expression) => satisfies(expression, instanceLookup(instance))),
	).length;
}

/** PRIMARY wants all tasks, the older deployments only those that they still have. */
function showDesiredCounts(service: ServiceRecord, primary: DeploymentRecord, desiredCount: number): void {
	primary.desiredCount = desiredCount;
	for (const older of service.deployments.slice(1)) older.desiredCount = 0;
	for (const task of service.tasks) {
		if (task.deployment && task.deployment !== primary && task.desiredStatus === "RUNNING")
			task.deployment.desiredCount++;
	}
}
