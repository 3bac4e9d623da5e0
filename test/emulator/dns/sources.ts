/** Creates zones and other DNS data directly, so that a test of answers needs neither Route 53 nor packets. */

import type { RecordSet } from "../../../src/emulator/dns/record-set.ts";
import type { DnsSources, DnsZone } from "../../../src/emulator/dns/view.ts";

export const soa = "ns-1536.awsdns-00.co.uk. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400";

export type RecordInput = Partial<RecordSet> & Pick<RecordSet, "name" | "type">;

/** A zone with a SOA and these record sets; private if VPCs are given. */
export function dnsZone(name: string, records: readonly RecordInput[], vpcs?: readonly string[]): DnsZone {
	const byName = new Map<string, readonly RecordSet[]>();
	for (const record of [{ name, type: "SOA", ttlSeconds: 15, values: [soa] }, ...records]) {
		const complete = { ttlSeconds: 60, healthy: true, values: [], ...record };
		byName.set(record.name, [...(byName.get(record.name) ?? []), complete]);
	}
	return { id: `Z-${name}`, name, vpcs: vpcs?.map((id) => ({ id })), records: byName };
}

/** An account with these zones, in which every health check except the named ones is healthy. */
export function sourcesOf(zones: readonly DnsZone[], unhealthy: readonly string[] = []): DnsSources {
	return {
		zones,
		region: "ap-northeast-1",
		isHealthy: (id) => !unhealthy.includes(id),
		cidrLocation: (_, address) => (address.startsWith("10.1.") ? "office" : undefined),
	};
}
