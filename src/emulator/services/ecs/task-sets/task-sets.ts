/**
 * The operations on task sets (ECS API reference, CreateTaskSet, DescribeTaskSets, UpdateTaskSet, DeleteTaskSet and
 * UpdateServicePrimaryTaskSet). They require an external deployment controller.
 */
import type {
	CreateTaskSetRequest,
	CreateTaskSetResponse,
	DeleteTaskSetRequest,
	DeleteTaskSetResponse,
	DescribeTaskSetsRequest,
	DescribeTaskSetsResponse,
	Failure,
	Scale,
	UpdateServicePrimaryTaskSetRequest,
	UpdateServicePrimaryTaskSetResponse,
	UpdateTaskSetRequest,
	UpdateTaskSetResponse,
} from "@aws-sdk/client-ecs";
import { stableJson } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { controllerOf } from "../deployments/controllers.ts";
import type { ServiceConfiguration } from "../record-parts.ts";
import type { ServiceRecord, TaskSetRecord } from "../records.ts";
import { noticeService } from "../scheduler/scheduler.ts";
import { createdConfiguration } from "../services/defaults.ts";
import { findService } from "../services/queries.ts";
import { checkContent } from "../services/rules.ts";
import type { EcsState } from "../state.ts";
import { readTags } from "../tags.ts";
import { usableRevision } from "../task-definitions/revisions.ts";
import { addTaskSet } from "./scaling.ts";
import { viewTaskSet } from "./view.ts";

const maximumTaskSets = 5;

/** The members that a service copies from its primary task set (ECS developer guide, external deployments). */
const handedOver = [
	"taskDefinition",
	"launchType",
	"capacityProviderStrategy",
	"platformVersion",
	"networkConfiguration",
	"loadBalancers",
	"serviceRegistries",
] as const satisfies readonly (keyof ServiceConfiguration)[];

/** The operations on task sets. */
export function taskSetOperations(state: EcsState) {
	return {
		CreateTaskSet: (input: CreateTaskSetRequest): CreateTaskSetResponse => ({
			taskSet: viewTaskSet(state, createTaskSet(state, input), ["TAGS"]),
		}),
		DescribeTaskSets: (input: DescribeTaskSetsRequest) => describeTaskSets(state, input),
		UpdateTaskSet: (input: UpdateTaskSetRequest): UpdateTaskSetResponse => {
			const taskSet = findTaskSet(externalService(state, input), input.taskSet);
			taskSet.scalePercent = readScale(input.scale);
			return { taskSet: viewTaskSet(state, touch(state, taskSet)) };
		},
		UpdateServicePrimaryTaskSet: (input: UpdateServicePrimaryTaskSetRequest): UpdateServicePrimaryTaskSetResponse => {
			const taskSet = findTaskSet(externalService(state, input), input.primaryTaskSet);
			makePrimary(state, taskSet);
			return { taskSet: viewTaskSet(state, taskSet) };
		},
		DeleteTaskSet: (input: DeleteTaskSetRequest): DeleteTaskSetResponse => {
			const taskSet = findTaskSet(externalService(state, input), input.taskSet);
			checkDeletion(taskSet, input.force ?? false);
			taskSet.status = "DRAINING";
			return { taskSet: viewTaskSet(state, touch(state, taskSet)) };
		},
	};
}

function createTaskSet(state: EcsState, input: CreateTaskSetRequest): TaskSetRecord {
	const service = externalService(state, input);
	const { clientToken } = input;
	const text = stableJson({ ...input, clientToken: undefined });
	const earlier = clientToken && service.taskSets.find(({ request }) => request.clientToken === clientToken);
	if (earlier) {
		if (earlier.request.text === text) return earlier;
		throw new AwsError("InvalidParameterException", "Creation of task set was not idempotent.");
	}
	if (service.taskSets.length >= maximumTaskSets) {
		const refusal = `${maximumTaskSets} deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.`;
		throw new AwsError("InvalidParameterException", refusal);
	}
	const definition = usableRevision(state, input.taskDefinition ?? "");
	const { networkConfiguration, loadBalancers, serviceRegistries } = input;
	const { launchType, capacityProviderStrategy, platformVersion } = input;
	const content = { networkConfiguration, loadBalancers, serviceRegistries, launchType, platformVersion };
	// A task set has a service's defaults for the members that it has instead of the service.
	const filled = createdConfiguration(
		{ serviceName: service.name, ...content, capacityProviderStrategy },
		service.cluster,
		definition,
	);
	const configuration = { ...service.configuration, ...contentOf(filled) };
	checkContent(state, configuration, definition);
	const taskSet = addTaskSet(state, service, definition, configuration, {
		scalePercent: readScale(input.scale),
		externalId: input.externalId,
		tags: readTags(input.tags),
		request: { clientToken, text },
	});
	noticeService(state, service);
	return taskSet;
}

function describeTaskSets(state: EcsState, input: DescribeTaskSetsRequest): DescribeTaskSetsResponse {
	const service = externalService(state, input);
	const failures: Failure[] = [];
	const found = (input.taskSets ?? service.taskSets.map(({ arn }) => arn)).flatMap((reference) => {
		const taskSet = lookUp(service, reference);
		if (!taskSet) failures.push({ arn: reference, reason: "MISSING" });
		return taskSet ?? [];
	});
	return { taskSets: found.map((taskSet) => viewTaskSet(state, taskSet, input.include)), failures };
}

function makePrimary(state: EcsState, taskSet: TaskSetRecord): void {
	const { service } = taskSet.deployment;
	for (const other of service.taskSets) if (other.status === "PRIMARY") touch(state, other).status = "ACTIVE";
	touch(state, taskSet).status = "PRIMARY";
	service.configuration = { ...service.configuration, ...contentOf(taskSet.deployment.configuration) };
}

function checkDeletion({ status, scalePercent, deployment }: TaskSetRecord, force: boolean): void {
	if (force) return;
	if (status === "PRIMARY") throw new AwsError("InvalidParameterException", "Primary TaskSet cannot be deleted");
	if (scalePercent === 0 && deployment.desiredCount === 0) return;
	const text = "The TaskSet cannot be deleted while it is scaled above 0.";
	throw new AwsError("InvalidParameterException", text);
}

/** The ACTIVE service of a call, which must have an external deployment controller. */
function externalService(
	state: EcsState,
	input: { readonly cluster: string | undefined; readonly service: string | undefined },
): ServiceRecord {
	const service = findService(activeCluster(state, input.cluster), input.service ?? "");
	if (!service) throw new AwsError("ServiceNotFoundException", "Service not found.");
	if (service.status !== "ACTIVE") throw new AwsError("ServiceNotActiveException", "Service was not ACTIVE.");
	if (controllerOf(service.configuration) === "EXTERNAL") return service;
	const text =
		"Amazon ECS only supports task set management on services configured to use external deployment controllers.";
	throw new AwsError("InvalidParameterException", text);
}

function findTaskSet(service: ServiceRecord, reference = ""): TaskSetRecord {
	const taskSet = lookUp(service, reference);
	if (taskSet && taskSet.status !== "DRAINING") return taskSet;
	throw new AwsError("TaskSetNotFoundException", "The specified task set does not exist.");
}

function lookUp(service: ServiceRecord, reference: string): TaskSetRecord | undefined {
	return service.taskSets.find(({ arn, deployment }) => arn === reference || deployment.id === reference);
}

/** 0 by default, as in the examples of the API reference. */
function readScale(scale: Scale | undefined): number {
	const { value = 0, unit = "PERCENT" } = scale ?? {};
	if (unit === "PERCENT" && value >= 0 && value <= 100) return value;
	throw new AwsError("InvalidParameterException", "The scale of a task set must be between 0 and 100 percent.");
}

function touch(state: EcsState, taskSet: TaskSetRecord): TaskSetRecord {
	taskSet.updatedAtMs = state.context.clock.now();
	noticeService(state, taskSet.deployment.service);
	return taskSet;
}

function contentOf(configuration: ServiceConfiguration): Partial<ServiceConfiguration> {
	return Object.fromEntries(handedOver.map((member) => [member, configuration[member]]));
}
