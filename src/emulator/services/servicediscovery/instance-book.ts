/**
 * Registers instances and writes their records for both operations and ECS, so that instances and records stay
 * consistent.
 */
import type { ManagedZones } from "../../ports.ts";
import type { OperationTable } from "./operations.ts";
import { recordsOf } from "./records.ts";
import type { CloudMapState, Instance, Registry } from "./state.ts";

/** The instances of all registries, consistent with their record sets and health. */
export interface InstanceBook {
	/** Registers or fully replaces an instance; its records are in the zone immediately. */
	readonly put: (
		registry: Registry,
		instanceId: string,
		attributes: Readonly<Record<string, string>>,
		creatorRequestId: string | undefined,
	) => void;
	/** Does nothing if the instance does not exist. */
	readonly remove: (registry: Registry, instanceId: string) => void;
	/** Makes a custom health status effective after AWS's 30 seconds, unless another one is set meanwhile. */
	readonly announceHealth: (registry: Registry, instance: Instance, health: Instance["health"]) => void;
	/** Writes the records of all instances with the registry's current settings. */
	readonly publishRecords: (registry: Registry) => void;
	readonly withdrawRecords: (registry: Registry) => void;
	/** The subject that no two operations can change at the same time. */
	readonly subjectOf: (registry: Registry, instanceId: string) => string;
	/** Whether an operation is running on any instance of the registry. */
	readonly isBusy: (registry: Registry) => boolean;
}

const healthDelayMs = 30_000;

/** The book of `state`; it writes record sets through `zones`. */
export function createInstanceBook(
	state: CloudMapState,
	operations: OperationTable,
	zones: ManagedZones,
): InstanceBook {
	const { clock } = state.context;
	const publish = (registry: Registry, instance: Instance) => {
		instance.healthCheckId ??= healthCheckFor(zones, registry, instance);
		const { zoneId } = registry.namespace;
		if (!zoneId) return;
		for (const record of recordsOf(registry, instance, zones.aliasOf)) zones.putRecord(zoneId, record);
	};
	const withdraw = (registry: Registry, instance: Instance) => {
		const { zoneId } = registry.namespace;
		if (!zoneId) return;
		for (const { name, type, setIdentifier } of recordsOf(registry, instance, zones.aliasOf)) {
			zones.deleteRecord(zoneId, name, type, setIdentifier);
		}
	};
	const forgetHealthCheck = (instance: Instance) => {
		if (instance.healthCheckId !== undefined) zones.deleteHealthCheck(instance.healthCheckId);
		instance.healthCheckId = undefined;
	};
	const remove: InstanceBook["remove"] = (registry, instanceId) => {
		const instance = registry.instances.get(instanceId);
		if (!instance) return;
		instance.upcoming?.cancel();
		withdraw(registry, instance);
		forgetHealthCheck(instance);
		registry.instances.delete(instanceId);
		registry.instancesRevision += 1;
	};
	return {
		put: (registry, id, attributes, creatorRequestId) => {
			// A registry that was deleted meanwhile must not leave records behind.
			if (state.registries.get(registry.id) !== registry) return;
			const before = registry.instances.get(id);
			if (before) remove(registry, id);
			let told: Instance["health"] = attributes.AWS_INIT_HEALTH_STATUS === "UNHEALTHY" ? "UNHEALTHY" : "HEALTHY";
			const instance: Instance = {
				id,
				order: before?.order ?? state.nextOrder(),
				attributes: { ...attributes },
				creatorRequestId,
				healthCheckId: undefined,
				get health() {
					if (instance.healthCheckId === undefined) return told;
					return zones.isHealthy(instance.healthCheckId) ? "HEALTHY" : "UNHEALTHY";
				},
				set health(status) {
					told = status;
				},
				upcoming: undefined,
			};
			registry.instances.set(id, instance);
			registry.instancesRevision += 1;
			publish(registry, instance);
		},
		remove,
		announceHealth: (registry, instance, health) => {
			if (instance.upcoming?.health === health) return;
			instance.upcoming?.cancel();
			instance.upcoming = undefined;
			if (instance.health === health) return;
			const cancel = clock.schedule(healthDelayMs, () => {
				instance.upcoming = undefined;
				instance.health = health;
				publish(registry, instance);
			});
			instance.upcoming = { health, cancel };
		},
		publishRecords: (registry) => {
			for (const instance of registry.instances.values()) publish(registry, instance);
		},
		withdrawRecords: (registry) => {
			for (const instance of registry.instances.values()) {
				withdraw(registry, instance);
				forgetHealthCheck(instance);
			}
		},
		subjectOf,
		isBusy: (registry) => operations.runningSubjects().some((subject) => subject.startsWith(subjectOf(registry, ""))),
	};
}

/** Cloud Map creates a Route 53 health check for each instance of a registry with a health check configuration. */
function healthCheckFor(zones: ManagedZones, registry: Registry, instance: Instance): string | undefined {
	const { healthCheckConfig: config, namespace } = registry;
	const address = instance.attributes.AWS_INSTANCE_IPV4 ?? instance.attributes.AWS_INSTANCE_IPV6;
	if (!config || address === undefined) return undefined;
	return zones.createHealthCheck({
		namespaceArn: namespace.arn,
		type: config.Type ?? "HTTP",
		address,
		port: Number(instance.attributes.AWS_INSTANCE_PORT),
		path: config.ResourcePath,
		failureThreshold: config.FailureThreshold ?? 1,
	});
}

function subjectOf(registry: Registry, instanceId: string): string {
	return `${registry.id}/${instanceId}`;
}
