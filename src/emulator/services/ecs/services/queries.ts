/**
 * Reads services: by name or ARN, at most ten, and in lists of ACTIVE ones (ECS API reference, DescribeServices,
 * ListServices and ListServicesByNamespace).
 */
import type {
	DescribeServicesRequest,
	DescribeServicesResponse,
	Failure,
	ListServicesByNamespaceRequest,
	ListServicesByNamespaceResponse,
	ListServicesRequest,
	ListServicesResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import type { ClusterRecord, ServiceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { viewService } from "./view.ts";

/** The maximum of DescribeServices, and the default page size of the lists (ECS API reference). */
const describedAtOnce = 10;

const listedByDefault = { list: "services", defaultSize: 10 };

/** The service with this name or ARN in a cluster, regardless of its status. */
export function findService(cluster: ClusterRecord, reference: string): ServiceRecord | undefined {
	return cluster.services.get(nameOf(reference));
}

/** DescribeServices. */
export function describeServices(state: EcsState, input: DescribeServicesRequest): DescribeServicesResponse {
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
			arn: arnOf(state.context, `service/${cluster.name}/${nameOf(reference)}`),
			reason: "MISSING",
		});
		return [];
	});
	return { services, failures };
}

/** ListServices. */
export function listServices(state: EcsState, input: ListServicesRequest): ListServicesResponse {
	const cluster = activeCluster(state, input.cluster);
	// Every service here is managed by the customer; ECS manages those of Express Mode.
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

/** ListServicesByNamespace. */
export function listServicesByNamespace(
	state: EcsState,
	input: ListServicesByNamespaceRequest,
): ListServicesByNamespaceResponse {
	const namespace = state.ports.serviceRegistries.namespace(input.namespace ?? "");
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
