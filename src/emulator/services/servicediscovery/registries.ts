/**
 * Creates, changes and deletes registries (Cloud Map's services). Their IDs are derived from namespace and name, and a
 * change of settings updates the records of every instance.
 */
import type {
	CreateServiceRequest,
	CreateServiceResponse,
	DeleteServiceRequest,
	UpdateServiceRequest,
	UpdateServiceResponse,
} from "@aws-sdk/client-servicediscovery";
import { stableJson } from "../../../lib/json.ts";
import { AwsError, type Handlers } from "../../aws-error.ts";
import type { InstanceBook } from "./instance-book.ts";
import { durationsMs, type OperationTable } from "./operations.ts";
import { describeRegistry } from "./registry-queries.ts";
import { settingsOf, updatedSettings } from "./registry-rules.ts";
import { addTags, refused } from "./rules.ts";
import {
	arnOf,
	type CloudMapState,
	type Namespace,
	namespaceOf,
	type Registry,
	registryId,
	registryNamed,
	registryOf,
} from "./state.ts";

/** CreateService, UpdateService and DeleteService. */
export function registryOperations(
	state: CloudMapState,
	operations: OperationTable,
	instances: InstanceBook,
): Handlers {
	/** The create input of each registry, by which a repeated request is recognized. */
	const inputs = new WeakMap<Registry, string>();
	const create = (input: CreateServiceRequest): CreateServiceResponse => {
		const { Name: name = "", CreatorRequestId: creatorRequestId } = input;
		const namespace = namespaceOf(state, input.NamespaceId ?? input.DnsConfig?.NamespaceId);
		if (namespace.phase !== "active") {
			throw new AwsError(
				"NamespaceNotFound",
				`The namespace ${namespace.id} is ${namespace.phase}, so it takes no services.`,
			);
		}
		const existing = registryNamed(state, namespace, name);
		if (existing && existing.creatorRequestId === creatorRequestId && inputs.get(existing) === stableJson(input)) {
			return { Service: describeRegistry(state, existing) };
		}
		if (existing) {
			throw new AwsError("ServiceAlreadyExists", `The service ${name} already exists.`, {
				ServiceId: existing.id,
				ServiceArn: existing.arn,
				CreatorRequestId: existing.creatorRequestId,
			});
		}
		const registry = addRegistry(state, namespace, input);
		inputs.set(registry, stableJson(input));
		return { Service: describeRegistry(state, registry) };
	};
	const remove = ({ Id }: DeleteServiceRequest): Record<string, never> => {
		const registry = registryOf(state, Id);
		if (registry.instances.size > 0 || instances.isBusy(registry)) {
			const message = "Service contains registered instances; delete the instances before deleting the service";
			throw new AwsError("ResourceInUse", message);
		}
		state.registries.delete(registry.id);
		return {};
	};
	return {
		CreateService: create,
		DeleteService: remove,
		UpdateService: (input: UpdateServiceRequest) => updateRegistry(state, operations, instances, input),
	};
}

/** Creates a registry without checking whether its name is free. */
export function addRegistry(state: CloudMapState, namespace: Namespace, input: CreateServiceRequest): Registry {
	const { context } = state;
	const name = input.Name ?? "";
	const id = registryId(namespace, name);
	const arn = arnOf(context, "service", id);
	const registry: Registry = {
		id,
		arn,
		order: state.nextOrder(),
		name,
		namespace,
		creatorRequestId: input.CreatorRequestId,
		createdAtMs: context.clock.now(),
		tags: new Map(addTags(new Map(), input.Tags ?? [], arn)),
		attributes: new Map(),
		instances: new Map(),
		description: input.Description,
		instancesRevision: 0,
		...settingsOf(input, namespace),
	};
	state.registries.set(id, registry);
	return registry;
}

/** Omitted DNS records and an omitted health check are deleted; an omitted description is kept. */
function updateRegistry(
	state: CloudMapState,
	operations: OperationTable,
	instances: InstanceBook,
	{ Id, Service: change = {} }: UpdateServiceRequest,
): UpdateServiceResponse {
	const registry = registryOf(state, Id);
	const { namespace } = registry;
	if (namespace.type === "HTTP") {
		throw refused("Services in an HTTP namespace can't be updated.");
	}
	const { dnsConfig, healthCheckConfig } = updatedSettings(registry, change);
	operations.refuseWhileRunning(registry.id, "UpdateService");
	const operation = operations.start({
		type: "UPDATE_SERVICE",
		targets: { SERVICE: registry.id },
		namespaceId: namespace.id,
		subject: registry.id,
		durationMs: durationsMs.updateService,
		complete: () => {
			instances.withdrawRecords(registry);
			registry.description = change.Description ?? registry.description;
			registry.dnsConfig = dnsConfig;
			registry.healthCheckConfig = healthCheckConfig;
			instances.publishRecords(registry);
		},
	});
	return { OperationId: operation.id };
}
