/**
 * Finding instances by API call, by the HTTP name of the namespace and the name of the registry. The real endpoint of these
 * two operations has a host name of its own; here the host does not matter.
 */
import type {
	DiscoverInstancesRequest,
	DiscoverInstancesResponse,
	DiscoverInstancesRevisionRequest,
	DiscoverInstancesRevisionResponse,
} from "@aws-sdk/client-servicediscovery";
import { AwsError, type Handlers } from "../failure.ts";
import { healthOf } from "./records.ts";
import { checkNumber, invalid } from "./rules.ts";
import { type CloudMapState, type Instance, type Registry, registryNamed } from "./state.ts";

const DEFAULT_RESULTS = 100;
const MAXIMUM_RESULTS = 1000;

export function discoveryOperations(state: CloudMapState): Handlers {
	const revision = (input: DiscoverInstancesRevisionRequest): DiscoverInstancesRevisionResponse => ({
		InstancesRevision: find(state, input).instancesRevision,
	});
	return {
		DiscoverInstances: (input: DiscoverInstancesRequest) => discover(state, input),
		DiscoverInstancesRevision: revision,
	};
}

function discover(state: CloudMapState, input: DiscoverInstancesRequest): DiscoverInstancesResponse {
	const { MaxResults: most = DEFAULT_RESULTS, QueryParameters: required = {}, OptionalParameters: optional } = input;
	checkNumber(most, "maxResults", 1, MAXIMUM_RESULTS);
	const registry = find(state, input);
	const matching = [...registry.instances.values()].filter((instance) => hasAttributes(instance, required));
	const preferred = optional ? matching.filter((instance) => hasAttributes(instance, optional)) : [];
	const chosen = byHealth(registry, preferred.length > 0 ? preferred : matching, input.HealthStatus);
	return {
		Instances: chosen.slice(0, most).map((instance) => ({
			InstanceId: instance.id,
			NamespaceName: registry.namespace.httpName,
			ServiceName: registry.name,
			HealthStatus: healthOf(registry, instance),
			Attributes: { ...instance.attributes },
		})),
		InstancesRevision: registry.instancesRevision,
	};
}

function find(state: CloudMapState, { NamespaceName, ServiceName }: DiscoverInstancesRevisionRequest): Registry {
	const namespace = [...state.namespaces.values()].find(
		({ httpName, phase }) => httpName === NamespaceName && phase !== "submitted",
	);
	if (!namespace) throw new AwsError("NamespaceNotFound", `The namespace ${NamespaceName} can't be found.`);
	const registry = registryNamed(state, namespace, ServiceName ?? "");
	if (!registry) throw new AwsError("ServiceNotFound", `The service ${ServiceName} can't be found.`);
	return registry;
}

function byHealth(
	registry: Registry,
	instances: readonly Instance[],
	filter: DiscoverInstancesRequest["HealthStatus"] = "ALL",
): readonly Instance[] {
	if (!registry.healthCheckConfig && !registry.healthCheckCustomConfig) return instances;
	const healthy = instances.filter(({ health }) => health === "HEALTHY");
	switch (filter) {
		case "ALL":
			return instances;
		case "HEALTHY":
			return healthy;
		case "UNHEALTHY":
			return instances.filter(({ health }) => health === "UNHEALTHY");
		case "HEALTHY_OR_ELSE_ALL":
			return healthy.length > 0 ? healthy : instances;
		default:
			throw invalid(filter, "healthStatus", "Member must satisfy enum value set");
	}
}

function hasAttributes({ attributes }: Instance, wanted: Readonly<Record<string, string>>): boolean {
	return Object.entries(wanted).every(([key, value]) => attributes[key] === value);
}
