/**
 * The emulated Cloud Map: namespaces with hosted zones, registries, and instances in DNS. ECS registers its tasks
 * through a port, other clients through the operations.
 */

import type { AccountContext } from "../../account-context.ts";
import type { Ports } from "../../ports.ts";
import type { RunningService } from "../../service.ts";
import { constrained } from "./constraints.ts";
import { discoveryOperations } from "./discovery.ts";
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
import { serviceRegistries } from "./service-registries.ts";
import { type CloudMapQuotas, type CloudMapSettings, createState } from "./state.ts";

/** Cloud Map developer guide, quotas. */
const awsQuotas: CloudMapQuotas = { namespaces: 50, instancesPerService: 1000, instancesPerNamespace: 2000 };

/** Starts without any resources. */
export function startCloudMap(context: AccountContext, ports: Ports, settings: CloudMapSettings = {}): RunningService {
	const state = createState(context, { ...awsQuotas, ...settings.quotas });
	const operations = createOperations(context, state.nextOrder);
	const zones = ports.managedZones;
	const book = createInstanceBook(state, operations, zones);
	const machineAddress = (ec2InstanceId: string) => ports.machineAddress(ec2InstanceId);
	return {
		handlers: constrained({
			...namespaceOperations(state, operations, zones),
			...namespaceQueries(state),
			...operationQueries(operations, context.account),
			...registryOperations(state, operations, book),
			...registryQueries(state),
			...instanceOperations(state, operations, book, machineAddress),
			...instanceQueries(state),
			...discoveryOperations(state),
			...labelOperations(state),
		}),
		tools: {},
		offers: { serviceRegistries: serviceRegistries(state, book) },
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
