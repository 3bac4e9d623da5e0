/**
 * Service Connect endpoints. The tasks of a client know those endpoints that existed when their deployment began, and no
 * later one: so a client that is older than an endpoint which it uses has to be deployed once more.
 */

import { type Read, readAll } from "../../aws/reads.ts";
import { stableJson } from "../../lib/json.ts";
import { oncePer } from "../../lib/once-per.ts";
import type { Identity } from "../../model/identity.ts";
import type { Need } from "../../model/kind.ts";
import { observedOf } from "../../model/kinds.ts";
import type { Resource } from "../../model/manifest.ts";
import { clusterRef } from "../cluster/ref.ts";
import { type Tried, tryRead } from "../looking.ts";
import { lastPart } from "../normal-form.ts";
import { callGraph } from "./call-graph.ts";
import type { Endpoint, ServiceLook } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

/** Within one look a namespace is listed once, however many services use endpoints of it: Cloud Map grants few lists. */
export function listingOnce(read: Read): Read {
	const answers = new Map<string, Promise<unknown>>();
	return (operation, input) => {
		if (operation !== "servicediscovery:ListServices") return read(operation, input);
		const key = stableJson(input);
		const answer = answers.get(key) ?? read(operation, input);
		answers.set(key, answer);
		// What is remembered under an input is what the same read has given for it.
		return answer as ReturnType<typeof read<typeof operation>>;
	};
}

/** The endpoints that a service's manifest says it uses, as far as the namespace has them. */
export async function usedEndpoints(
	look: ServiceLook,
	resource: Resource<ServiceSpec> | undefined,
): Promise<readonly Endpoint[]> {
	const namespaceId = resource && resource.policy.uses.length > 0 ? namespaceIdOf(look, resource) : undefined;
	if (!resource || !namespaceId) return [];
	const found = await listing(look.read, namespaceId);
	if (!found.ok) throw found.failure;
	return [...new Set(resource.policy.uses)].flatMap((name) => found.value.get(name) ?? []);
}

type Listing = Tried<ReadonlyMap<string, Endpoint>>;

/** Each look has a `read` of its own, and may ask thousands of times for the endpoints of one namespace. */
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

/** From the manifest, or the default namespace of its cluster. */
function namespaceIdOf(look: ServiceLook, { spec }: Resource<ServiceSpec>): string | undefined {
	const namespace = spec.serviceConnectConfiguration?.namespace ?? defaultNamespace(look, spec.cluster);
	return namespace && (look.world.get(namespace as Identity)?.lastHandle?.id ?? lastPart(namespace));
}

/** The default namespace of a cluster as AWS shows it, an ARN; undefined where it has none, or was not seen. */
export function defaultNamespace(look: ServiceLook, cluster: string): string | undefined {
	return observedOf(clusterRef, look.world, cluster as Identity)?.spec.serviceConnectDefaults?.namespace;
}

/**
 * The services that must be deployed before this one is created. With `uses`: whoever publishes a used name. Without, a
 * service that only calls waits for every declared publisher of its namespace. Services that use each other are created
 * together, since neither could be first.
 */
export function publishersFirst(
	resource: Resource<ServiceSpec>,
	declared: ReadonlyMap<Identity, Resource>,
): readonly Need[] {
	const { publishers, circleOf } = callGraph(declared);
	const circle = circleOf(resource);
	const all = publishers(resource);
	if (circle === undefined) return needsOfAll(all);
	return needsOfAll(
		all.filter((publisher) => publisher.identity !== resource.identity && circleOf(publisher) !== circle),
	);
}

/** Services that only call are in no circle, and all of a namespace wait for the same publishers. */
const needsOfAll = oncePer((services: readonly Resource<ServiceSpec>[]): readonly Need[] =>
	services.map(({ identity }) => ({ identity, until: "steady" })),
);
