/**
 * Discovers instances by API call, by the HTTP name of the namespace and the name of the registry. In AWS these two
 * operations have a host name of their own; here the host is ignored.
 */
import type {
	DiscoverInstancesRequest,
	DiscoverInstancesResponse,
	DiscoverInstancesRevisionRequest,
	DiscoverInstancesRevisionResponse,
} from "@aws-sdk/client-servicediscovery";
import { valueAt } from "../../../lib/json.ts";
import { shuffled } from "../../../lib/random.ts";
import { AwsError, type Handlers } from "../../aws-error.ts";
import { healthOf } from "./records.ts";
import { type CloudMapState, type Instance, type Registry, registryNamed } from "./state.ts";

const defaultResults = 100;

/** DiscoverInstances and DiscoverInstancesRevision. */
export function discoveryOperations(state: CloudMapState): Handlers {
	const revision = (input: DiscoverInstancesRevisionRequest): DiscoverInstancesRevisionResponse => ({
		InstancesRevision: find(state, input).instancesRevision,
	});
	return {
		DiscoverInstances: (input: DiscoverInstancesRequest) => discover(state, input),
		DiscoverInstancesRevision: revision,
	};
}

/** In random order, so that clients that use the first one are spread evenly (API reference, DiscoverInstances). */
function discover(state: CloudMapState, input: DiscoverInstancesRequest): DiscoverInstancesResponse {
	const { MaxResults: most = defaultResults, QueryParameters: required = {}, OptionalParameters: optional } = input;
	const registry = find(state, input);
	const matching = [...registry.instances.values()].filter((instance) => hasAttributes(instance, required));
	const preferred = optional ? matching.filter((instance) => hasAttributes(instance, optional)) : [];
	const chosen = byHealth(registry, preferred.length > 0 ? preferred : matching, input.HealthStatus);
	return {
		Instances: shuffled(chosen, state.context.random)
			.slice(0, most)
			.map((instance) => ({
				InstanceId: instance.id,
				NamespaceName: registry.namespace.httpName,
				ServiceName: registry.name,
				HealthStatus: healthOf(registry, instance),
				Attributes: { ...instance.attributes },
			})),
		InstancesRevision: registry.instancesRevision,
	};
}

function find(
	state: CloudMapState,
	{ NamespaceName, ServiceName, OwnerAccount: owner }: DiscoverInstancesRevisionRequest,
): Registry {
	const isOurs = owner === undefined || owner === state.context.account;
	const namespace = [...state.namespaces.values()].find(
		({ httpName, phase }) => isOurs && httpName === NamespaceName && phase !== "submitted",
	);
	if (!namespace) throw new AwsError("NamespaceNotFound", `The namespace ${NamespaceName} can't be found.`);
	const registry = registryNamed(state, namespace, ServiceName ?? "");
	if (!registry) throw new AwsError("ServiceNotFound", `The service ${ServiceName} can't be found.`);
	return registry;
}

/** Without a health check the filter is ignored. */
function byHealth(
	registry: Registry,
	instances: readonly Instance[],
	filter: DiscoverInstancesRequest["HealthStatus"] = "ALL",
): readonly Instance[] {
	if (!registry.healthCheckConfig && !registry.healthCheckCustomConfig) return instances;
	if (filter === "ALL") return instances;
	const wanted = instances.filter((instance) =>
		filter === "UNHEALTHY" ? instance.health === "UNHEALTHY" : instance.health === "HEALTHY",
	);
	return filter === "HEALTHY_OR_ELSE_ALL" && wanted.length === 0 ? instances : wanted;
}

function hasAttributes({ attributes }: Instance, wanted: Readonly<Record<string, string>>): boolean {
	return Object.entries(wanted).every(([key, value]) => valueAt(attributes, key) === value);
}
