/**
 * Route 53 as used by Cloud Map: zones, record sets and health checks that belong to a namespace and that only Cloud
 * Map changes.
 */
import type { AccountContext } from "../../account-context.ts";
import { canonicalName, isWithin } from "../../dns/domain-names.ts";
import type { ManagedZones } from "../../ports.ts";
import type { HealthChecks } from "./health-checks/health-checks.ts";
import { samePosition } from "./record-sets/record-set.ts";
import { recordsAt, setRecords, type ZoneTable } from "./zones/zones.ts";

/**
 * AWS's hosted zone of Application Load Balancers in ap-northeast-1. Each Region has its own, but the emulator does not
 * distinguish them.
 */
const loadBalancerZoneId = "Z14GRHDCWA56QT";

/** Cloud Map's access to Route 53, on the same zones as requests. */
export function managedZones({ region }: AccountContext, zones: ZoneTable, healthChecks: HealthChecks): ManagedZones {
	return {
		createZone: ({ name, vpc, soaTtlSeconds, description, namespaceArn }) => {
			if (vpc && zones.conflicting(name, vpc)) return undefined;
			return zones.create({
				name,
				callerReference: namespaceArn.slice(namespaceArn.lastIndexOf("/") + 1),
				comment: description,
				vpcs: vpc ? [{ id: vpc, region }] : undefined,
				namespaceArn,
				soaTtlSeconds,
			});
		},
		setSoaTtl: (zoneId, seconds) => {
			const zone = zones.find(zoneId);
			if (!zone) return;
			const apex = recordsAt(zone, zone.name);
			const changed = apex.map((record) => (record.type === "SOA" ? { ...record, ttlSeconds: seconds } : record));
			setRecords(zone, zone.name, changed);
		},
		deleteZone: (zoneId) => zones.delete(zoneId),
		putRecord: (zoneId, input) => {
			const zone = zones.find(zoneId);
			if (!zone) return;
			const record = { ...input, name: canonicalName(input.name) };
			const others = recordsAt(zone, record.name).filter((other) => !samePosition(other, record));
			setRecords(zone, record.name, [...others, record]);
		},
		deleteRecord: (zoneId, name, type, setIdentifier) => {
			const zone = zones.find(zoneId);
			if (!zone) return;
			const position = { name: canonicalName(name), type, setIdentifier };
			const others = recordsAt(zone, position.name).filter((other) => !samePosition(other, position));
			setRecords(zone, position.name, others);
		},
		aliasOf: (dnsName) => {
			const name = canonicalName(dnsName);
			const inside = zones.all().filter((zone) => isWithin(name, zone.name));
			const zoneId = inside.sort((a, b) => b.name.length - a.name.length)[0]?.id ?? loadBalancerZoneId;
			// Cloud Map always enables target health evaluation (API reference, HealthCheckConfig).
			return { zoneId, name, evaluateTargetHealth: true };
		},
		createHealthCheck: healthChecks.createManaged,
		deleteHealthCheck: healthChecks.deleteManaged,
		isHealthy: healthChecks.isHealthy,
	};
}
