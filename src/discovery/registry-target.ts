/**
 * Determines which registries the discovery checks inspect: those owned and used by a service. Derived from the
 * observed state, so that it costs no request.
 */
import { namespaceRef } from "../kinds/namespace/ref.ts";
import { registryRef } from "../kinds/registry/ref.ts";
import type { RegistrySpec } from "../kinds/registry/spec.ts";
import { serviceRef } from "../kinds/service/ref.ts";
import { type Identity, identity, keyOf } from "../model/identity.ts";
import { allObserved, observedOf } from "../model/kinds.ts";
import type { ObservedState } from "../model/observed-state.ts";
import { judge } from "../plan/ownership.ts";

/** An ECS service that uses a registry, and the port that its tasks register. */
export interface RegistryService {
	readonly identity: Identity;
	readonly cluster: string;
	readonly serviceName: string;
	/** Tasks of an older deployment may be registered elsewhere. If absent, no task must be registered. */
	readonly primaryDeployment?: string;
	readonly port?: number;
	readonly containerName?: string;
	readonly containerPort?: number;
}

/** A registry to inspect. */
export interface RegistryTarget {
	readonly registry: Identity;
	readonly registryId: string;
	/** The types of its records; empty if instances are discovered through the API only. */
	readonly recordTypes: readonly string[];
	/** The hosted zone and name of its records, in lower case and without a trailing dot. */
	readonly zone?: { readonly id: string; readonly recordName: string };
	/** Whether Cloud Map tracks the health of its instances. */
	readonly keepsHealth: boolean;
	readonly services: readonly RegistryService[];
}

/** The registries of `owner` that services use, as last observed, ordered by identity. */
export function registryTargets(observedState: ObservedState, owner: string): readonly RegistryTarget[] {
	const services = servicesByRegistryArn(observedState);
	const targets: RegistryTarget[] = [];
	for (const [id, observed] of allObserved(registryRef, observedState)) {
		if (observed.busy) continue;
		const itsServices = services.get(observed.awsRef.arn);
		if (!itsServices || judge(observed.tags, owner, id).is !== "ours") continue;
		targets.push({
			registry: id,
			registryId: observed.awsRef.id,
			...recordsOf(observedState, id, observed.spec),
			keepsHealth: Boolean(observed.spec.HealthCheckConfig ?? observed.spec.HealthCheckCustomConfig),
			services: itsServices,
		});
	}
	return targets.sort((a, b) => (a.registry < b.registry ? -1 : 1));
}

function recordsOf(
	observedState: ObservedState,
	registry: Identity,
	spec: Partial<RegistrySpec>,
): Pick<RegistryTarget, "recordTypes" | "zone"> {
	const namespace = observedOf(namespaceRef, observedState, identity("Namespace", keyOf(registry)[0]));
	const recordTypes = (spec.DnsConfig?.DnsRecords ?? []).map(({ Type }) => Type ?? "");
	if (!namespace || recordTypes.length === 0) return { recordTypes };
	const { facts, spec: parent } = namespace;
	if (!facts.hostedZoneId) return { recordTypes };
	const recordName = `${spec.Name}.${parent.Name}`.toLowerCase();
	return { recordTypes, zone: { id: facts.hostedZoneId, recordName } };
}

function servicesByRegistryArn(observedState: ObservedState): ReadonlyMap<string, readonly RegistryService[]> {
	const services = new Map<string, RegistryService[]>();
	for (const [id, { spec, facts }] of allObserved(serviceRef, observedState)) {
		const primary = facts.deployments.find(({ status }) => status === "PRIMARY")?.id;
		const [cluster, serviceName] = keyOf(id);
		for (const { registryArn = "", port, containerName, containerPort } of spec.serviceRegistries ?? []) {
			const service: RegistryService = {
				...{ identity: id, cluster, serviceName },
				...(primary ? { primaryDeployment: primary } : {}),
				...(port !== undefined ? { port } : {}),
				...(containerName !== undefined ? { containerName } : {}),
				...(containerPort !== undefined ? { containerPort } : {}),
			};
			const others = services.get(registryArn);
			if (others) others.push(service);
			else services.set(registryArn, [service]);
		}
	}
	return services;
}
