/** Starts and stops tasks of a service, with their placement, tags and events in AWS's words. */
import { findCapacity, noFargateCapacity } from "../capacity/capacity.ts";
import type { PlaceFailure, PlaceRequest } from "../placement/place.ts";
import type { RevisionRecord, Tags } from "../record-parts.ts";
import type { DeploymentRecord, ServiceRecord, TaskRecord } from "../records.ts";
import { recordEvent } from "../services/events.ts";
import type { EcsState } from "../state.ts";
import { isUnhealthy } from "../tasks/container-state.ts";
import { createTask, stopTask } from "../tasks/lifecycle.ts";
import { noteFailedTask } from "./circuit-breaker.ts";

/** The delay before a service retries after missing Fargate capacity. */
const capacityPauseMs = 30_000;

/** Starts to stop tasks of a service and reports it in one event; `cause` is the deployment responsible. */
export function stopTasks(
	state: EcsState,
	service: ServiceRecord,
	tasks: readonly TaskRecord[],
	cause: DeploymentRecord | undefined,
): void {
	if (tasks.length === 0) return;
	service.steady = false;
	const scaling = `Scaling activity initiated by (deployment ${cause?.id})`;
	for (const task of tasks) {
		const unhealthy = isUnhealthy(task);
		if (unhealthy) noteFailedTask(state, task);
		const reason = unhealthy ? "Task failed container health checks" : scaling;
		stopTask(state, task, { code: "ServiceSchedulerInitiated", reason });
	}
	recordEvent(
		state,
		service,
		`has stopped ${tasks.length} running tasks: ${listOf(tasks)}.`,
		taskSetId(service, cause),
	);
}

/** Starts up to `count` tasks of a deployment. If one finds no place, an event reports it and the rest wait. */
export function startTasks(state: EcsState, service: ServiceRecord, deployment: DeploymentRecord, count: number): void {
	if (count === 0) return;
	service.steady = false;
	const { configuration } = deployment;
	const started: TaskRecord[] = [];
	let failure: PlaceFailure | undefined;
	while (started.length < count && !failure) {
		const request = placeRequest(service, deployment);
		const found = findCapacity(state, configuration, service.tasks, request);
		if ("failure" in found) {
			failure = found.failure;
			service.cluster.waitingForPlace.add(service);
			if (failure === noFargateCapacity) service.nextStartAtMs = state.context.clock.now() + capacityPauseMs;
			break;
		}
		const task = createTask(state, {
			cluster: service.cluster,
			definition: deployment.definition,
			deployment,
			...found,
			networkConfiguration: configuration.networkConfiguration,
			group: request.group,
			startedBy: deployment.id,
			// A change of these members affects tasks that start later, with or without a deployment.
			enableExecuteCommand: service.configuration.enableExecuteCommand ?? false,
			tags: serviceTaskTags(service, deployment.definition),
		});
		started.push(task);
	}
	const id = taskSetId(service, deployment);
	if (started.length > 0) recordEvent(state, service, `has started ${started.length} tasks: ${listOf(started)}.`, id);
	if (failure) recordEvent(state, service, placementText(failure), id);
}

/** The placement request of a task of this deployment. */
export function placeRequest(service: ServiceRecord, deployment: DeploymentRecord): PlaceRequest {
	const { placementConstraints = [], placementStrategy = [], schedulingStrategy } = service.configuration;
	const once = schedulingStrategy === "DAEMON" ? [{ type: "distinctInstance" as const }] : [];
	return {
		cluster: service.cluster,
		definition: deployment.definition,
		constraints: [...placementConstraints, ...once],
		strategy: placementStrategy,
		group: `service:${service.name}`,
	};
}

/**
 * The tags of a service's new task: those propagated from the service or the task definition, and ECS managed tags if
 * enabled (ECS developer guide, tagging resources). Running tasks keep their tags.
 */
function serviceTaskTags(service: ServiceRecord, definition: RevisionRecord): Tags {
	const { propagateTags, enableECSManagedTags } = service.configuration;
	const propagated =
		propagateTags === "SERVICE" ? service.tags : propagateTags === "TASK_DEFINITION" ? definition.tags : [];
	const managed: [string, string][] = enableECSManagedTags
		? [
				["aws:ecs:clusterName", service.cluster.name],
				["aws:ecs:serviceName", service.name],
			]
		: [];
	return new Map([...propagated, ...managed]);
}

/** The ID of a deployment that is a task set. */
function taskSetId(service: ServiceRecord, deployment: DeploymentRecord | undefined): string | undefined {
	return service.taskSets.some((taskSet) => taskSet.deployment === deployment) ? deployment?.id : undefined;
}

function placementText(failure: PlaceFailure): string {
	const more = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";
	if (failure === noFargateCapacity) return `was unable to place a task. Reason: ${failure.sentence} ${more}`;
	const reason = failure.instance ? failure.sentence : `Reason: ${failure.sentence}`;
	return `was unable to place a task because no container instance met all of its requirements. ${reason} ${more}`;
}

function listOf(tasks: readonly TaskRecord[]): string {
	return tasks.map((task) => `(task ${task.id})`).join(" ");
}
