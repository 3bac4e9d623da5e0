/**
 * Services: creation under a name that is the key, deletion that drains, and the reads (ECS API reference, CreateService,
 * DeleteService, DescribeServices, ListServices). What a service does by itself is the scheduler's.
 */
import type {
	CreateServiceRequest,
	CreateServiceResponse,
	DeleteServiceRequest,
	DeleteServiceResponse,
	DescribeServicesRequest,
	DescribeServicesResponse,
	Failure,
	ListServicesByNamespaceRequest,
	ListServicesByNamespaceResponse,
	ListServicesRequest,
	ListServicesResponse,
	UpdateServiceRequest,
	UpdateServiceResponse,
} from "@aws-sdk/client-ecs";
import { sameJson } from "../../../lib/json.ts";
import { AwsError } from "../../failure.ts";
import { checkCapacityChoice } from "../capacity/provider-rules.ts";
import { activeCluster } from "../clusters/clusters.ts";
import type { ClusterRecord } from "../clusters/state.ts";
import { checkExternalCreation } from "../deployments/controllers.ts";
import { beginDeployment } from "../deployments/deployments.ts";
import { takeSnapshot } from "../discovery/service-connect.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import { noticeService } from "../scheduler/scheduler.ts";
import type { EcsState } from "../state.ts";
import { readTags } from "../tags.ts";
import { usableRevision } from "../task-definitions/task-definitions.ts";
import { addTaskSet } from "../task-sets/scaling.ts";
import { createdConfiguration } from "./defaults.ts";
import { checkConfiguration, checkExecuteCommand } from "./rules.ts";
import type { ServiceRecord } from "./state.ts";
import { updateService } from "./update.ts";
import { viewService } from "./view.ts";

/** DescribeServices takes ten, and the lists give ten where nothing is said (ECS API reference). */
const describedAtOnce = 10;
const listedByDefault = { list: "services", defaultSize: 10 };

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

/** The service of a name or ARN in a cluster, whatever its status. */
export function findService(cluster: ClusterRecord, reference: string): ServiceRecord | undefined {
	return cluster.services.get(nameOf(reference));
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
	// What a service of an external controller runs is said by its task sets.
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
		arn: arnOf(state.surroundings, `service/${cluster.name}/${name}`),
		cluster,
		createdAtMs: state.surroundings.clock.now(),
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
	// Deleting first puts a name that is used again at the end of the list, as a new service.
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

function describeServices(state: EcsState, input: DescribeServicesRequest): DescribeServicesResponse {
	const cluster = activeCluster(state, input.cluster);
	const references = input.services ?? [];
	if (references.length === 0) throw new AwsError("InvalidParameterException", "Services cannot be empty.");
	if (references.length > describedAtOnce) {
		throw new AwsError("InvalidParameterException", `Services cannot have more than ${describedAtOnce} elements.`);
	}
	const failures: Failure[] = [];
	const services = references.flatMap((reference) => {
		const service = findService(cluster, reference);
		if (service) return [viewService(state, service, input.include)];
		failures.push({
			arn: arnOf(state.surroundings, `service/${cluster.name}/${nameOf(reference)}`),
			reason: "MISSING",
		});
		return [];
	});
	return { services, failures };
}

function listServices(state: EcsState, input: ListServicesRequest): ListServicesResponse {
	const cluster = activeCluster(state, input.cluster);
	// Every service here is the customer's own; ECS manages those of Express Mode.
	const none = input.resourceManagementType === "ECS";
	const services = function* () {
		for (const service of none ? [] : cluster.services.values()) {
			const { launchType, schedulingStrategy } = service.configuration;
			if (service.status !== "ACTIVE") continue;
			if (input.launchType !== undefined && launchType !== input.launchType) continue;
			if (input.schedulingStrategy !== undefined && schedulingStrategy !== input.schedulingStrategy) continue;
			yield service;
		}
	};
	const { items, nextToken } = page(services(), (service) => service.sequence, input, listedByDefault);
	return { serviceArns: items.map((service) => service.arn), ...(nextToken && { nextToken }) };
}

function listServicesByNamespace(
	state: EcsState,
	input: ListServicesByNamespaceRequest,
): ListServicesByNamespaceResponse {
	const namespace = state.discovery.namespace(input.namespace ?? "");
	if (!namespace) throw new AwsError("NamespaceNotFoundException", "The specified namespace was not found.");
	const services: ServiceRecord[] = [];
	for (const cluster of state.clusters.values()) {
		for (const service of cluster.services.values()) {
			const uses = service.deployments[0]?.connect?.namespace.arn === namespace.arn;
			if (uses && service.status === "ACTIVE") services.push(service);
		}
	}
	services.sort((a, b) => a.sequence - b.sequence);
	const { items, nextToken } = page(services, (service) => service.sequence, input, {
		...listedByDefault,
		list: "services of a namespace",
	});
	return { serviceArns: items.map((service) => service.arn), ...(nextToken && { nextToken }) };
}
