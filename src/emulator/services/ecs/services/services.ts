/**
 * The operations on services (ECS API reference, CreateService, DeleteService, DescribeServices, ListServices). The
 * name is the key, and deletion drains the tasks. The scheduler performs all later actions.
 */
import type {
	CreateServiceRequest,
	CreateServiceResponse,
	DeleteServiceRequest,
	DeleteServiceResponse,
	DescribeServicesRequest,
	ListServicesByNamespaceRequest,
	ListServicesRequest,
	UpdateServiceRequest,
	UpdateServiceResponse,
} from "@aws-sdk/client-ecs";
import { sameJson } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { checkCapacityChoice } from "../capacity/provider-rules.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { checkExternalCreation } from "../deployments/controllers.ts";
import { beginDeployment } from "../deployments/deployments.ts";
import { takeSnapshot } from "../discovery/service-connect.ts";
import { arnOf } from "../identifiers.ts";
import type { ServiceRecord } from "../records.ts";
import { noticeService } from "../scheduler/scheduler.ts";
import type { EcsState } from "../state.ts";
import { readTags } from "../tags.ts";
import { usableRevision } from "../task-definitions/revisions.ts";
import { addTaskSet } from "../task-sets/scaling.ts";
import { createdConfiguration } from "./defaults.ts";
import { describeServices, findService, listServices, listServicesByNamespace } from "./queries.ts";
import { checkConfiguration, checkExecuteCommand } from "./rules.ts";
import { updateService } from "./update.ts";
import { viewService } from "./view.ts";
/** The operations on services. */
export function serviceOperations(state: EcsState) {
	return {
		CreateService: (input: CreateServiceRequest): CreateServiceResponse => ({
			service: viewService(state, createService(state, input), ["TAGS"]),
		}),
		UpdateService: (input: UpdateServiceRequest): UpdateServiceResponse => {
			const service = findService(activeCluster(state, input.cluster), input.service ?? "");
			if (!service) throw new AwsError("ServiceNotFoundException", "Service not found.");
			if (service.status !== "ACTIVE") throw new AwsError("ServiceNotActiveException", "Service was not ACTIVE.");
			updateService(state, service, input);
			return { service: viewService(state, service) };
		},
		DeleteService: (input: DeleteServiceRequest): DeleteServiceResponse => {
			const service = findService(activeCluster(state, input.cluster), input.service ?? "");
			if (!service || service.status === "INACTIVE") {
				throw new AwsError("ServiceNotFoundException", "Service not found.");
			}
			deleteService(state, service, input.force ?? false);
			return { service: viewService(state, service) };
		},
		DescribeServices: (input: DescribeServicesRequest) => describeServices(state, input),
		ListServices: (input: ListServicesRequest) => listServices(state, input),
		ListServicesByNamespace: (input: ListServicesByNamespaceRequest) => listServicesByNamespace(state, input),
	};
}

function createService(state: EcsState, input: CreateServiceRequest): ServiceRecord {
	const cluster = activeCluster(state, input.cluster);
	const name = input.serviceName ?? "";
	if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
		throw new AwsError("InvalidParameterException", `Invalid service name: ${name}`);
	}
	checkDesiredCount(input);
	checkCapacityChoice(cluster.capacityProviders, input);
	const existing = cluster.services.get(name);
	if (existing?.status === "DRAINING") {
		throw new AwsError("InvalidParameterException", "Unable to Start a service that is still Draining.");
	}
	const running = existing?.status === "ACTIVE" ? existing.deployments[0]?.definition : undefined;
	const external = input.deploymentController?.type === "EXTERNAL";
	if (external) checkExternalCreation(input);
	// With an external controller only task sets define the content.
	const definition = external ? undefined : usableRevision(state, input.taskDefinition ?? "", running);
	const configuration = createdConfiguration(input, cluster, definition);
	if (existing?.status === "ACTIVE") {
		if (sameJson(existing.configuration, configuration)) return existing;
		throw new AwsError("InvalidParameterException", "Creation of service was not idempotent.");
	}
	checkConfiguration(state, configuration, definition);
	if (definition) {
		checkExecuteCommand(configuration.enableExecuteCommand, definition.definition.taskRoleArn, "service", "created");
	}
	const connect = definition && takeSnapshot(state, cluster, configuration, definition, undefined);
	const service: ServiceRecord = {
		kind: "service",
		sequence: state.nextSequence(),
		name,
		arn: arnOf(state.context, `service/${cluster.name}/${name}`),
		cluster,
		createdAtMs: state.context.clock.now(),
		tags: readTags(input.tags),
		status: "ACTIVE",
		configuration,
		deployments: [],
		taskSets: [],
		lastCompleted: undefined,
		serviceDeployments: [],
		tasks: new Set(),
		events: [],
		steady: false,
		failedStarts: 0,
		nextStartAtMs: 0,
		wakeAtMs: undefined,
	};
	// Deleting first moves a reused name to the end of the list, as a new service.
	cluster.services.delete(name);
	cluster.services.set(name, service);
	if (configuration.deploymentController?.type === "CODE_DEPLOY" && definition) {
		const first = addTaskSet(state, service, definition, configuration, { scalePercent: 100 });
		first.status = "PRIMARY";
	} else if (definition) {
		beginDeployment(state, service, definition, connect);
	}
	noticeService(state, service);
	return service;
}

function checkDesiredCount(input: CreateServiceRequest): void {
	if (input.schedulingStrategy === "DAEMON") {
		if (input.desiredCount === undefined) return;
		throw new AwsError(
			"InvalidParameterException",
			"The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again",
		);
	}
	if (input.desiredCount !== undefined || input.deploymentController?.type === "EXTERNAL") return;
	throw new AwsError("InvalidParameterException", "desiredCount is required for the REPLICA scheduling strategy.");
}

function deleteService(state: EcsState, service: ServiceRecord, force: boolean): void {
	if (service.status === "DRAINING") return;
	const scaled = service.configuration.schedulingStrategy !== "DAEMON" && service.configuration.desiredCount > 0;
	if (scaled && !force) {
		throw new AwsError("InvalidParameterException", "The service cannot be stopped while it is scaled above 0.");
	}
	if ((service.deployments.length > 1 || service.taskSets.length > 0) && !force) {
		throw new AwsError("InvalidParameterException", "The service cannot be stopped while deployments are active.");
	}
	service.status = "DRAINING";
	service.configuration = { ...service.configuration, desiredCount: 0 };
	for (const deployment of service.deployments) deployment.desiredCount = 0;
	for (const taskSet of service.taskSets) taskSet.status = "DRAINING";
	noticeService(state, service);
}
