/**
 * Determines which hosted zones a DNS client sees. As in a VPC resolver, private zones take precedence over public ones
 * and the most specific zone over its parents.
 */
import { isWithin } from "./domain-names.ts";
import type { RecordSet } from "./record-set.ts";

/** The location of a DNS client, as far as it is known. A client without a known location sees all private zones. */
export interface Asker {
	/** A VPC ID, or `public` for a client on the internet. */
	readonly vpc?: string | undefined;
	/** The AWS Region nearest to the client, for latency and geoproximity routing; the emulated Region if absent. */
	readonly region?: string | undefined;
	/** Geolocation codes of Route 53, such as `EU` and `DE`. */
	readonly continent?: string | undefined;
	readonly country?: string | undefined;
	readonly subdivision?: string | undefined;
	/** An address of the client's subnet, for CIDR routing. */
	readonly address?: string | undefined;
}

/** The part of a hosted zone that DNS uses. */
export interface DnsZone {
	readonly id: string;
	readonly name: string;
	/** The VPCs that see a private zone; undefined for a public zone. */
	readonly vpcs: readonly { readonly id: string }[] | undefined;
	readonly records: ReadonlyMap<string, readonly RecordSet[]>;
}

/** The data from which DNS answers. */
export interface DnsSources {
	/** Oldest first. */
	readonly zones: readonly DnsZone[];
	readonly region: string;
	/** The status of a Route 53 health check. */
	readonly isHealthy: (healthCheckId: string) => boolean;
	/** The location of a CIDR collection that contains an address; undefined if there is none. */
	readonly cidrLocation: (collectionId: string, address: string) => string | undefined;
}

/** The VPC value of a client on the internet. */
export const fromInternet = "public";

/** The zones that the client sees. */
export function visibleZones(zones: readonly DnsZone[], { vpc }: Asker): readonly DnsZone[] {
	return zones.filter((zone) => !zone.vpcs || vpc === undefined || zone.vpcs.some(({ id }) => id === vpc));
}

/**
 * The zone that answers for a canonical name: the most specific private zone, else the most specific public zone. If a
 * private zone lacks the name, public zones are not consulted. Of two zones with the same name the older one answers.
 */
export function zoneOf(name: string, visible: readonly DnsZone[]): DnsZone | undefined {
	let best: DnsZone | undefined;
	for (const zone of visible) {
		if (!isWithin(name, zone.name)) continue;
		if (!best || precedence(zone) > precedence(best)) best = zone;
	}
	return best;
}

/** Names have at most 255 characters. */
function precedence({ name, vpcs }: DnsZone): number {
	return name.length + (vpcs ? 256 : 0);
}
