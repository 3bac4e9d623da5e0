/**
 * Who asks, and which zones they see: public ones, and the private ones of the VPC that they ask from. As the resolver of a
 * VPC does, a private zone goes before every public one, and the most specific one before its parents.
 */
import { isWithin } from "./domain-names.ts";
import type { RecordSet } from "./record-set.ts";

/** Where a question comes from, as far as it is known; an asker of whom nothing is known sees all private zones. */
export interface Asker {
	/** The id of a VPC, or `public` for somebody on the internet. */
	readonly vpc?: string | undefined;
	/** The AWS region that is nearest to the asker, for latency and geoproximity; the emulated one when absent. */
	readonly region?: string | undefined;
	/** Codes as Route 53's geolocations have them, such as `EU`, `DE`. */
	readonly continent?: string | undefined;
	readonly country?: string | undefined;
	readonly subdivision?: string | undefined;
	/** For CIDR routing: an address of the client's subnet. */
	readonly address?: string | undefined;
}

/** The part of a hosted zone that DNS looks at. */
export interface DnsZone {
	readonly id: string;
	readonly name: string;
	/** The VPCs that see a private zone; undefined for a public zone. */
	readonly vpcs: readonly { readonly id: string }[] | undefined;
	readonly records: ReadonlyMap<string, readonly RecordSet[]>;
}

/** What DNS answers from. */
export interface DnsSources {
	/** The oldest first. */
	readonly zones: readonly DnsZone[];
	readonly region: string;
	/** What a Route 53 health check says. */
	readonly isHealthy: (healthCheckId: string) => boolean;
	/** The location of a CIDR collection that an address is in; undefined for none. */
	readonly cidrLocation: (collectionId: string, address: string) => string | undefined;
}

/** The asker's VPC that is none: who asks from the internet. */
export const fromInternet = "public";

/** The zones that the asker sees. */
export function visibleZones(zones: readonly DnsZone[], { vpc }: Asker): readonly DnsZone[] {
	return zones.filter((zone) => !zone.vpcs || vpc === undefined || zone.vpcs.some(({ id }) => id === vpc));
}

/**
 * The zone that answers for a canonical name: among private zones the most specific one, else among public ones. A private
 * zone that lacks the name says so, and no public one is asked. Of two zones with one name the older one answers.
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
