/**
 * Derives the record sets of an instance in the zone of its namespace: one of each type of its registry at the
 * registry's name, distinguished by the instance ID, and the address records of an SRV record's target.
 */
import type { ZoneRecord } from "../../dns/record-set.ts";
import type { ManagedZones } from "../../ports.ts";
import type { Instance, Registry } from "./state.ts";

/**
 * Empty if the registry is discoverable by API calls only.
 *
 * @param aliasOf resolves the alias target of an instance.
 */
export function recordsOf(
	registry: Registry,
	instance: Instance,
	aliasOf: ManagedZones["aliasOf"],
): readonly ZoneRecord[] {
	const { dnsConfig, namespace } = registry;
	const name = `${registry.name}.${namespace.name}.`;
	const target = `${instance.id}.${name}`;
	const { healthCheckId } = instance;
	const aliasName = instance.attributes.AWS_ALIAS_DNS_NAME;
	// Route 53 evaluates its own health check at each answer.
	const healthy = healthCheckId !== undefined || instance.health === "HEALTHY";
	// AWS gives all records of a WEIGHTED registry the same weight.
	const routing = dnsConfig?.RoutingPolicy === "WEIGHTED" ? { weight: 1 } : { multiValueAnswer: true };
	const own = { name, setIdentifier: instance.id, healthCheckId, healthy, ...routing };
	const records: ZoneRecord[] = [];
	for (const { Type: type = "A", TTL: ttlSeconds = 0 } of dnsConfig?.DnsRecords ?? []) {
		if (aliasName !== undefined && (type === "A" || type === "AAAA")) {
			records.push({ ...own, type, ttlSeconds: 0, values: [], alias: aliasOf(aliasName) });
		}
		const value = contentOf(type, instance, target);
		if (!value) continue;
		records.push({ ...own, type, ttlSeconds, values: [value] });
		if (type !== "SRV") continue;
		for (const addressType of ["A", "AAAA"]) {
			const address = addressOf(addressType, instance);
			if (address) records.push({ name: target, type: addressType, ttlSeconds, values: [address], healthy });
		}
	}
	return records;
}

/** The health in DiscoverInstances and GetInstancesHealthStatus: UNKNOWN without a health check. */
export function healthOf(registry: Registry, instance: Instance): "HEALTHY" | "UNHEALTHY" | "UNKNOWN" {
	return registry.healthCheckConfig || registry.healthCheckCustomConfig ? instance.health : "UNKNOWN";
}

function contentOf(type: string, instance: Instance, target: string): string | undefined {
	if (type !== "SRV") return addressOf(type, instance);
	const port = instance.attributes.AWS_INSTANCE_PORT;
	return port && `1 1 ${port} ${target}`;
}

function addressOf(type: string, { attributes }: Instance): string | undefined {
	if (type === "A") return attributes.AWS_INSTANCE_IPV4;
	return type === "AAAA" ? attributes.AWS_INSTANCE_IPV6 : attributes.AWS_INSTANCE_CNAME;
}
