/**
 * Making, changing, deleting and reading registries (Cloud Map's services). Their ids follow from namespace and name, and
 * a change of settings is carried into the records of every instance.
 */
import type {
	CreateServiceRequest,
	CreateServiceResponse,
	DeleteServiceRequest,
	GetServiceRequest,
	GetServiceResponse,
	ListServicesRequest,
	ListServicesResponse,
	ServiceFilter,
	ServiceSummary,
	UpdateServiceRequest,
	UpdateServiceResponse,
} from "@aws-sdk/client-servicediscovery";
import { stableJson } from "../../lib/json.ts";
import { AwsError, type Handlers } from "../failure.ts";
import type { InstanceBook } from "./instance-book.ts";
import { filterOf, invalidFilter } from "./namespace-queries.ts";
import { durationsMs, type OperationTable } from "./operations.ts";
import { pageOf } from "./pages.ts";
import { healthCheckOf, settingsOf, updatedRecords } from "./registry-rules.ts";
import { addTags, checkRegistryName, checkText } from "./rules.ts";
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

export function registryOperations(
	state: CloudMapState,
	operations: OperationTable,
	instances: InstanceBook,
): Handlers {
	/** The input that each registry was made with, so that a repeated request can be told from another one. */
	const inputs = new WeakMap<Registry, string>();
	const create = (input: CreateServiceRequest): CreateServiceResponse => {
		const { Name: name = "", CreatorRequestId: creatorRequestId } = input;
		checkRegistryName(name);
		checkText(creatorRequestId, "creatorRequestId", 64);
		checkText(input.Description, "description", 1024);
		const namespace = namespaceOf(state, input.NamespaceId ?? input.DnsConfig?.NamespaceId);
		if (namespace.phase !== "active") {
			throw new AwsError(
				"NamespaceNotFound",
				`The namespace ${namespace.id} is ${namespace.phase}, so it takes no services.`,
			);
		}
		const existing = registryNamed(state, namespace, name);
		if (existing && existing.creatorRequestId === creatorRequestId && inputs.get(existing) === stableJson(input)) {
			return { Service: describe(state, existing) };
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
		return { Service: describe(state, registry) };
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
		GetService: ({ Id }: GetServiceRequest): GetServiceResponse => ({
			Service: describe(state, registryOf(state, Id)),
		}),
		ListServices: (input: ListServicesRequest) => listRegistries(state, input),
		UpdateService: (input: UpdateServiceRequest) => updateRegistry(state, operations, instances, input),
	};
}

export function addRegistry(state: CloudMapState, namespace: Namespace, input: CreateServiceRequest): Registry {
	const { surroundings } = state;
	const name = input.Name ?? "";
	const id = registryId(namespace, name);
	const arn = arnOf(surroundings, "service", id);
	const registry: Registry = {
		id,
		arn,
		order: state.nextOrder(),
		name,
		namespace,
		creatorRequestId: input.CreatorRequestId,
		createdAtMs: surroundings.clock.now(),
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

/** What the change leaves out of DNS records and health check is deleted; the description stays. */
function updateRegistry(
	state: CloudMapState,
	operations: OperationTable,
	instances: InstanceBook,
	{ Id, Service: change = {} }: UpdateServiceRequest,
): UpdateServiceResponse {
	const registry = registryOf(state, Id);
	const { namespace } = registry;
	if (namespace.type === "HTTP") {
		throw new AwsError("InvalidInput", "Services in an HTTP namespace can't be updated.");
	}
	checkText(change.Description, "service.description", 1024);
	const dnsConfig = change.DnsConfig && updatedRecords(registry.dnsConfig, change.DnsConfig.DnsRecords ?? []);
	if (change.HealthCheckConfig && registry.healthCheckCustomConfig) {
		throw new AwsError("InvalidInput", "Specify either HealthCheckConfig or HealthCheckCustomConfig, not both.");
	}
	const healthCheckConfig = change.HealthCheckConfig && healthCheckOf(change.HealthCheckConfig, namespace, dnsConfig);
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

function listRegistries(state: CloudMapState, input: ListServicesRequest): ListServicesResponse {
	const { items, NextToken } = pageOf([...state.registries.values()], input);
	const matches = filterOf(input.Filters, registryFilter);
	return { Services: items.filter(matches).map(summaryOf(state)), NextToken };
}

function registryFilter({ Name, Values = [], Condition = "EQ" }: ServiceFilter): (registry: Registry) => boolean {
	if (Condition !== "EQ" || Values.length !== 1) throw invalidFilter(Name);
	const wanted = (Values[0] ?? "").replace(/^arn:.*:namespace\//, "");
	if (Name === "NAMESPACE_ID") return ({ namespace }) => namespace.id === wanted;
	if (Name === "RESOURCE_OWNER") return () => wanted === "SELF";
	throw invalidFilter(Name);
}

/** A summary has neither namespace nor creator id: only a list by namespace tells where a registry belongs. */
function summaryOf(state: CloudMapState) {
	return (registry: Registry): ServiceSummary => {
		const { dnsConfig } = registry;
		const { account } = state.surroundings;
		return {
			Id: registry.id,
			Arn: registry.arn,
			ResourceOwner: account,
			Name: registry.name,
			Type: dnsConfig ? "DNS_HTTP" : "HTTP",
			Description: registry.description,
			InstanceCount: registry.instances.size,
			DnsConfig: dnsConfig,
			HealthCheckConfig: registry.healthCheckConfig,
			HealthCheckCustomConfig: registry.healthCheckCustomConfig,
			CreateDate: new Date(registry.createdAtMs),
			CreatedByAccount: account,
		};
	};
}

function describe(state: CloudMapState, registry: Registry): CreateServiceResponse["Service"] {
	const { namespace, dnsConfig, creatorRequestId } = registry;
	return {
		...summaryOf(state)(registry),
		NamespaceId: namespace.id,
		DnsConfig: dnsConfig && { NamespaceId: namespace.id, ...dnsConfig },
		CreatorRequestId: creatorRequestId,
	};
}
