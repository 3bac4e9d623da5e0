/**
 * Cloud Map as ECS uses it through its service-linked role: registries in which to register tasks, namespaces by name,
 * ID or ARN, and the API-only registries that ECS creates for Service Connect.
 */
import type { NamespaceView, RegistryView, ServiceRegistries } from "../../ports.ts";
import type { InstanceBook } from "./instance-book.ts";
import { addHttpNamespace } from "./namespace-creation.ts";
import { addRegistry } from "./registries.ts";
import { type CloudMapState, called, ecsManagedTag, type Namespace, type Registry, registryNamed } from "./state.ts";

/** ECS's access to Cloud Map, on the same state as requests. */
export function serviceRegistries(state: CloudMapState, book: InstanceBook): ServiceRegistries {
	const registryAt = (arn: string) => called(state.registries, arn);
	const namespaceAt = (reference: string) =>
		[...state.namespaces.values()].find(
			({ id, arn, name, phase }) => phase === "active" && (arn === reference || id === reference || name === reference),
		);
	return {
		registry: (arn) => viewOf(registryAt(arn)),
		namespace: (reference) => viewOfNamespace(namespaceAt(reference)),
		createHttpNamespace: (name) => viewOfNamespace(addHttpNamespace(state, name)) as NamespaceView,
		register: (registryArn, instanceId, attributes) => {
			const registry = registryAt(registryArn);
			if (registry) book.put(registry, instanceId, attributes, undefined);
		},
		setHealth: (registryArn, instanceId, health) => {
			const registry = registryAt(registryArn);
			const instance = registry?.instances.get(instanceId);
			if (registry?.healthCheckCustomConfig && instance) book.announceHealth(registry, instance, health);
		},
		deregister: (registryArn, instanceId) => {
			const registry = registryAt(registryArn);
			if (registry) book.remove(registry, instanceId);
		},
		ensureManagedRegistry: (namespaceArn, discoveryName) => {
			const namespace = namespaceAt(namespaceArn);
			if (!namespace) return undefined;
			const existing = registryNamed(state, namespace, discoveryName);
			if (existing) return existing.tags.has(ecsManagedTag) ? viewOf(existing) : undefined;
			const Tags = [{ Key: ecsManagedTag, Value: "true" }];
			return viewOf(addRegistry(state, namespace, { Name: discoveryName, Type: "HTTP", Tags }));
		},
		deleteManagedRegistry: (registryArn) => {
			const registry = registryAt(registryArn);
			if (!registry?.tags.has(ecsManagedTag) || registry.instances.size > 0 || book.isBusy(registry)) return;
			state.registries.delete(registry.id);
		},
	};
}

function viewOf(registry: Registry | undefined): RegistryView | undefined {
	return (
		registry && {
			arn: registry.arn,
			id: registry.id,
			name: registry.name,
			namespaceArn: registry.namespace.arn,
			recordTypes: (registry.dnsConfig?.DnsRecords ?? []).flatMap(({ Type: type }) => type ?? []),
			hasCustomHealth: registry.healthCheckCustomConfig !== undefined,
		}
	);
}

function viewOfNamespace(namespace: Namespace | undefined): NamespaceView | undefined {
	return namespace && { arn: namespace.arn, id: namespace.id, name: namespace.name, type: namespace.type };
}
