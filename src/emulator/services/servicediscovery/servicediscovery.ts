/**
 * Cloud Map of the embedded AWS: namespaces with hosted zones, registries, and instances whose records DNS answers. ECS
 * registers its tasks here through a door of its own; everybody else through the operations.
 */
import type { Handlers } from "../../failure.ts";
import type { DiscoveryForEcs, Surroundings, ZonesForCloudMap } from "../../surroundings.ts";
import { constrained } from "./constraints.ts";
import { discoveryOperations } from "./discovery.ts";
import { discoveryForEcs } from "./for-ecs.ts";
import { createInstanceBook } from "./instance-book.ts";
import { instanceQueries } from "./instance-queries.ts";
import { instanceOperations } from "./instances.ts";
import { labelOperations } from "./labels.ts";
import { namespaceQueries } from "./namespace-queries.ts";
import { namespaceOperations } from "./namespaces.ts";
import { operationQueries } from "./operation-queries.ts";
import { createOperations } from "./operations.ts";
import { registryOperations } from "./registries.ts";
import { registryQueries } from "./registry-queries.ts";
import { type CloudMapQuotas, createState } from "./state.ts";

/** The emulated Cloud Map: what requests reach, and what ECS, people and tests do with it directly. */
export interface CloudMap {
	readonly handlers: Handlers;
	readonly forEcs: DiscoveryForEcs;
	/** How much there is, for people who look. */
	readonly overview: () => object;
}

/** What else Cloud Map can be told. */
export interface CloudMapOptions {
	readonly quotas?: Partial<CloudMapQuotas>;
	/** The primary private IPv4 address of an EC2 instance; undefined for one that is not there. */
	readonly machineAddress?: (ec2InstanceId: string) => string | undefined;
}

/** Cloud Map developer guide, quotas. */
const awsQuotas: CloudMapQuotas = { namespaces: 50, instancesPerService: 1000, instancesPerNamespace: 2000 };

/** Makes a Cloud Map without any resources. */
export function createCloudMap(
	surroundings: Surroundings,
	zones: ZonesForCloudMap,
	{ quotas, machineAddress = () => undefined }: CloudMapOptions = {},
): CloudMap {
	const state = createState(surroundings, { ...awsQuotas, ...quotas });
	const operations = createOperations(surroundings, state.nextOrder);
	const book = createInstanceBook(state, operations, zones);
	return {
		handlers: constrained({
			...namespaceOperations(state, operations, zones),
			...namespaceQueries(state),
			...operationQueries(operations, surroundings.account),
			...registryOperations(state, operations, book),
			...registryQueries(state),
			...instanceOperations(state, operations, book, machineAddress),
			...instanceQueries(state),
			...discoveryOperations(state),
			...labelOperations(state),
		}),
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
