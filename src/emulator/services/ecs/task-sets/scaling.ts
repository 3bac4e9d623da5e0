/**
 * Schedules task sets: each keeps its share of the service's desired count, and a deleted one is removed with its last
 * task (ECS developer guide, external deployments).
 */

import { createDeployment, type DeploymentContent } from "../deployments/records.ts";
import { arnOf } from "../identifiers.ts";
import type { RevisionRecord, ServiceConfiguration, Tags } from "../record-parts.ts";
import type { ServiceRecord, TaskSetRecord } from "../records.ts";
import { scaleDeployment } from "../scheduler/scaling.ts";
import type { EcsState } from "../state.ts";

/** The properties of a new task set besides its content. */
export interface TaskSetOptions {
	readonly scalePercent: number;
	readonly externalId?: string | undefined;
	readonly tags?: Tags;
	readonly request?: TaskSetRecord["request"];
}

/** Adds an ACTIVE task set to a service that runs `definition` with `configuration`. */
export function addTaskSet(
	state: EcsState,
	service: ServiceRecord,
	definition: RevisionRecord,
	configuration: ServiceConfiguration,
	options: TaskSetOptions,
): TaskSetRecord {
	const content: DeploymentContent = { definition, configuration, externalId: options.externalId };
	const deployment = { ...createDeployment(state, service, content), status: "ACTIVE" as const };
	return keepTaskSet(state, service, deployment, options);
}

/** Converts a deployment, possibly with running tasks, to a task set. */
export function keepTaskSet(
	state: EcsState,
	service: ServiceRecord,
	deployment: TaskSetRecord["deployment"],
	{ scalePercent, tags = new Map(), request = { clientToken: undefined, text: "" } }: TaskSetOptions,
): TaskSetRecord {
	const path = `task-set/${service.cluster.name}/${service.name}/${deployment.id}`;
	const taskSet: TaskSetRecord = {
		arn: arnOf(state.context, path),
		deployment,
		tags,
		request,
		status: "ACTIVE",
		scalePercent,
		updatedAtMs: state.context.clock.now(),
	};
	service.taskSets.push(taskSet);
	return taskSet;
}

/** One step of every task set of a service towards its share. */
export function scaleTaskSets(state: EcsState, service: ServiceRecord): void {
	for (const taskSet of service.taskSets) {
		const { deployment } = taskSet;
		const own = new Set([...service.tasks].filter((task) => task.deployment === deployment));
		deployment.desiredCount = shareOf(service, taskSet);
		scaleDeployment(state, service, deployment, deployment.desiredCount, own);
	}
	const busy = new Set(Array.from(service.tasks, (task) => task.deployment));
	service.taskSets = service.taskSets.filter(({ status, deployment }) => status !== "DRAINING" || busy.has(deployment));
}

/**
 * Always rounded up (ECS API reference, TaskSet). Percentages have decimals, so floating-point errors are removed from
 * the product.
 */
function shareOf(service: ServiceRecord, { status, scalePercent }: TaskSetRecord): number {
	if (status === "DRAINING") return 0;
	return Math.ceil(Number(((service.configuration.desiredCount * scalePercent) / 100).toFixed(6)));
}
