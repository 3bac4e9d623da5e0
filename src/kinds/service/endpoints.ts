/**
 * Service Connect endpoints that services use.
 * The tasks of a client resolve only endpoints that existed when their deployment began, so a client older than an endpoint
 * that it uses must be redeployed.
 */

import { type Read, readAll } from "../../aws/reads.ts";
import { stableJson } from "../../lib/json.ts";
import { oncePer } from "../../lib/once-per.ts";
import type { Identity } from "../../model/identity.ts";
import type { Dependency } from "../../model/kind.ts";
import { observedOf } from "../../model/kinds.ts";
import type { Resource } from "../../model/manifest.ts";
import { clusterRef } from "../cluster/ref.ts";
import { lastPart } from "../normal-form.ts";
import { type Tried, tryRead } from "../observing.ts";
import { callGraph } from "./call-graph.ts";
import type { Endpoint, ServiceObserveRequest } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/**
 * Caches the list of a namespace for one observation, however many services use its endpoints: Cloud Map limits the rate of
 * lists.
 */
export function listingOnce(read: Read): Read {
	const answers = new Map<string, Promise<unknown>>();
	return (operation, input) => {
		if (operation !== "servicediscovery:ListServices") return read(operation, input);
		const key = stableJson(input);
		const answer = answers.get(key) ?? read(operation, input);
		answers.set(key, answer);
		// The cast is safe: an entry holds the response of the same operation with the same input.
		return answer as ReturnType<typeof read<typeof operation>>;
	};
}

/** The endpoints that a service's manifest uses and the namespace has. */
export async function usedEndpoints(
	request: ServiceObserveRequest,
	resource: Resource<ServiceSpec> | undefined,
): Promise<readonly Endpoint[]> {
	const namespaceId = resource && resource.policy.uses.length > 0 ? namespaceIdOf(request, resource) : undefined;
	if (!resource || !namespaceId) return [];
	const found = await listing(request.read, namespaceId);
	if (!found.ok) throw found.failure;
	return [...new Set(resource.policy.uses)].flatMap((name) => found.value.get(name) ?? []);
}

type Listing = Tried<ReadonlyMap<string, Endpoint>>;

/** Each observation has a `read` of its own and may request the endpoints of one namespace thousands of times. */
const listings = oncePer((_read: Read) => new Map<string, Promise<Listing>>());

function listing(read: Read, namespaceId: string): Promise<Listing> {
	const known = listings(read);
	const endpoints = known.get(namespaceId) ?? tryRead(() => endpointsByName(read, namespaceId));
	known.set(namespaceId, endpoints);
	return endpoints;
}

async function endpointsByName(read: Read, namespaceId: string): Promise<ReadonlyMap<string, Endpoint>> {
	const services = await readAll(
		read,
		"servicediscovery:ListServices",
		{ Filters: [{ Name: "NAMESPACE_ID", Values: [namespaceId], Condition: "EQ" }] },
		({ Services }) => Services,
	);
	return new Map(
		services.map(({ Name: name = "", CreateDate, InstanceCount }) => [
			name,
			{ name, createdAtMs: CreateDate?.getTime() ?? 0, instances: InstanceCount ?? 0 },
		]),
	);
}

/** The namespace of the manifest, or its cluster's default namespace. */
function namespaceIdOf(request: ServiceObserveRequest, { spec }: Resource<ServiceSpec>): string | undefined {
	const namespace = spec.serviceConnectConfiguration?.namespace ?? defaultNamespace(request, spec.cluster);
	return namespace && (request.observedState.get(namespace as Identity)?.lastAwsRef?.id ?? lastPart(namespace));
}

/** The ARN of a cluster's observed default namespace; undefined where it has none or is not observed. */
export function defaultNamespace(request: ServiceObserveRequest, cluster: string): string | undefined {
	return observedOf(clusterRef, request.observedState, cluster as Identity)?.spec.serviceConnectDefaults?.namespace;
}

/**
 * The services that must be deployed before this one is created. With `uses`: the publishers of the used names. Without:
 * every declared publisher of the namespace, if the service only calls. Services that use each other are created together,
 * since neither can be first.
 */
export function publishersFirst(
	resource: Resource<ServiceSpec>,
	declared: ReadonlyMap<Identity, Resource>,
): readonly Dependency[] {
	const { publishers, circleOf } = callGraph(declared);
	const circle = circleOf(resource);
	const all = publishers(resource);
	if (circle === undefined) return dependenciesOfAll(all);
	return dependenciesOfAll(
		all.filter((publisher) => publisher.identity !== resource.identity && circleOf(publisher) !== circle),
	);
}

/** Services that only call are in no cycle, and all of a namespace wait for the same publishers. */
const dependenciesOfAll = oncePer((services: readonly Resource<ServiceSpec>[]): readonly Dependency[] =>
	services.map(({ identity }) => ({ identity, until: "steady" })),
);
