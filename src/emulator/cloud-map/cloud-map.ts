/**
 * Cloud Map of the embedded AWS: namespaces with hosted zones, registries, and instances whose records DNS answers. ECS
 * registers its tasks here through a door of its own; everybody else through the operations.
 */
import type { Handlers } from "../failure.ts";
import type { DiscoveryForEcs, Surroundings, ZonesForCloudMap } from "../surroundings.ts";
import { discoveryOperations } from "./discovery.ts";
import { discoveryForEcs } from "./for-ecs.ts";
import { createInstanceBook } from "./instance-book.ts";
import { instanceOperations } from "./instances.ts";
import { labelOperations } from "./labels.ts";
import { namespaceQueries } from "./namespace-queries.ts";
import { namespaceOperations } from "./namespaces.ts";
import { createOperations } from "./operations.ts";
import { registryOperations } from "./registries.ts";
import { createState } from "./state.ts";

export interface CloudMap {
	readonly handlers: Handlers;
	readonly forEcs: DiscoveryForEcs;
	/** How much there is, for people who look. */
	readonly overview: () => object;
}

export function createCloudMap(surroundings: Surroundings, zones: ZonesForCloudMap): CloudMap {
	const state = createState(surroundings);
	const operations = createOperations(surroundings, state.nextOrder);
	const book = createInstanceBook(state, operations, zones);
	return {
		handlers: {
			...namespaceOperations(state, operations, zones),
			...namespaceQueries(state, operations),
			...registryOperations(state, operations, book),
			...instanceOperations(state, operations, book),
			...discoveryOperations(state),
			...labelOperations(state),
		},
		forEcs: discoveryForEcs(state, book),
		overview: () => ({
			namespaces: [...state.namespaces.values()].map(({ id, name, type, zoneId: zone }) => ({ id, name, type, zone })),
			registries: [...state.registries.values()].map(({ id, name, namespace, instances }) => ({
				id,
				name,
				namespace: namespace.name,
				instances: instances.size,
			})),
		}),
	};
}
