/**
 * The service scheduler: one look at a service brings it a step nearer to its desired count of tasks of its PRIMARY
 * deployment, and says when the next look is due. It remembers nothing between looks but what the records hold.
 */
import { requestInstance, reviewInstances } from "./auto-scaling.ts";
import { chooseCapacity } from "./capacity.ts";
import { circuitBreaker, noteFailedStart, noteRunningTask } from "./circuit-breaker.ts";
import { completeDeployment, dropFinishedDeployments, failDeployment, startServiceDeployment } from "./deployments.ts";
import { recordEvent } from "./events.ts";
import { parseExpression, satisfies } from "./expressions.ts";
import { constraintsOf, findPlace, instanceLookup, type PlaceFailure, type PlaceRequest } from "./placement.ts";
import { isHealthy, nextRolloutStep } from "./rollout.ts";
import { withdrawEndpoints } from "./service-connect.ts";
import type { DeploymentRecord, EcsState, ServiceRecord } from "./state.ts";
import type { TaskRecord } from "./task-state.ts";
import { serviceTaskTags } from "./task-tags.ts";
import { advanceTask, createTask, stopTask } from "./tasks.ts";

/** The scheduler is not part of the API call: it notices what was asked for a moment later. */
const noticeMs = 1_000;

/** Lets the scheduler look at a service soon, as after an API call that changed it. */
export function noticeService(state: EcsState, service: ServiceRecord): void {
	state.agenda.wake(service, state.surroundings.clock.now() + noticeMs);
}

/** One look at a service. */
export function reconcileService(state: EcsState, service: ServiceRecord): void {
	for (const task of [...service.tasks]) {
		const before = task.lastStatus;
		const wanted = task.desiredStatus;
		advanceTask(state, task);
		const failed = wanted === "RUNNING" && task.stopCode === "TaskFailedToStart";
		if (failed) noteFailedStart(state, task);
		else if (before !== "RUNNING" && task.lastStatus === "RUNNING") noteRunningTask(task);
	}
	if (service.status === "ACTIVE") pursue(state, service);
	else if (service.status === "DRAINING") drain(state, service);
	const nowMs = state.surroundings.clock.now();
	let nextMs = service.nextStartAtMs > nowMs && service.status === "ACTIVE" ? service.nextStartAtMs : undefined;
	for (const task of service.tasks) {
		const healthyMs = isHealthy(task, nowMs) || task.desiredStatus === "STOPPED" ? undefined : task.healthyAtMs;
		for (const atMs of [task.nextStatusAtMs, healthyMs]) {
			if (atMs !== undefined && (nextMs === undefined || atMs < nextMs)) nextMs = atMs;
		}
	}
	if (nextMs !== undefined) state.agenda.wake(service, nextMs);
}

/** Brings an ACTIVE service nearer to what it is told to be. */
function pursue(state: EcsState, service: ServiceRecord): void {
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

/** Stops the tasks of a service that is being deleted; without any it is INACTIVE (ECS API reference, DeleteService). */
function drain(state: EcsState, service: ServiceRecord): void {
	const running = [...service.tasks].filter((task) => task.desiredStatus === "RUNNING");
	stopTasks(state, service, running, service.deployments[0]);
	if (service.tasks.size > 0) return;
	service.status = "INACTIVE";
	for (const deployment of service.deployments) deployment.status = "INACTIVE";
	for (const { arn, target } of service.serviceDeployments) {
		state.serviceRevisions.delete(target.revisionArn);
		state.serviceDeployments.delete(arn);
	}
	service.serviceDeployments.length = 0;
	service.deployments = [];
	service.lastCompleted = undefined;
	service.cluster.waitingForPlace.delete(service);
	withdrawEndpoints(state, service);
	reviewInstances(state, service.cluster);
}

function sortTasks(service: ServiceRecord, primary: DeploymentRecord) {
	const current: TaskRecord[] = [];
	const outdated: TaskRecord[] = [];
	let leavingCount = 0;
	for (const task of service.tasks) {
		if (task.desiredStatus === "STOPPED") leavingCount++;
		else if (task.deployment === primary && task.instance?.status !== "DRAINING") current.push(task);
		else outdated.push(task);
	}
	return { current, outdated, leavingCount };
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

function stopTasks(
	state: EcsState,
	service: ServiceRecord,
	tasks: readonly TaskRecord[],
	primary: DeploymentRecord | undefined,
): void {
	if (tasks.length === 0) return;
	service.steady = false;
	const reason = `Scaling activity initiated by (deployment ${primary?.id})`;
	for (const task of tasks) stopTask(state, task, { code: "ServiceSchedulerInitiated", reason });
	recordEvent(state, service, `has stopped ${tasks.length} running tasks: ${listOf(tasks)}.`);
}

function startTasks(state: EcsState, service: ServiceRecord, primary: DeploymentRecord, count: number): void {
	if (count === 0) return;
	service.steady = false;
	const { configuration } = primary;
	const started: TaskRecord[] = [];
	let failure: PlaceFailure | undefined;
	while (started.length < count && !failure) {
		const capacity = chooseCapacity(configuration, service.tasks);
		const request = placeRequest(service, primary);
		const found = capacity.launchType === "FARGATE" ? undefined : findPlace(request);
		if (found && "failure" in found) {
			failure = found.failure;
			service.cluster.waitingForPlace.add(service);
			requestInstance(state, request);
			break;
		}
		const task = createTask(state, {
			cluster: service.cluster,
			definition: primary.definition,
			deployment: primary,
			...capacity,
			networkConfiguration: configuration.networkConfiguration,
			...(found && { place: found }),
			group: request.group,
			startedBy: primary.id,
			// Changes of these reach tasks that start later, with or without a deployment.
			enableExecuteCommand: service.configuration.enableExecuteCommand ?? false,
			tags: serviceTaskTags(service, primary.definition),
		});
		started.push(task);
	}
	if (started.length > 0) recordEvent(state, service, `has started ${started.length} tasks: ${listOf(started)}.`);
	if (failure) recordEvent(state, service, placementText(failure));
}

function placeRequest(service: ServiceRecord, primary: DeploymentRecord): PlaceRequest {
	const { placementConstraints = [], placementStrategy = [], schedulingStrategy } = service.configuration;
	const once = schedulingStrategy === "DAEMON" ? [{ type: "distinctInstance" as const }] : [];
	return {
		cluster: service.cluster,
		definition: primary.definition,
		constraints: [...placementConstraints, ...once],
		strategy: placementStrategy,
		group: `service:${service.name}`,
	};
}

function placementText(failure: PlaceFailure): string {
	const reason = failure.instance ? failure.sentence : `Reason: ${failure.sentence}`;
	return `was unable to place a task because no container instance met all of its requirements. ${reason} For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`;
}

function listOf(tasks: readonly TaskRecord[]): string {
	return tasks.map((task) => `(task ${task.id})`).join(" ");
}
