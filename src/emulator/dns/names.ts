/** Finds the record sets of a name in a zone: at the name, at the wildcard that covers it, or at a delegation above it. */
import { isWithin, parentOf, wildcardLabel } from "./domain-names.ts";
import type { RecordSet } from "./record-set.ts";
import type { DnsZone } from "./view.ts";

/** The record sets at a canonical name or at its wildcard; undefined if the name does not exist. */
export function recordsFor(zone: DnsZone, name: string): readonly RecordSet[] | undefined {
	const exact = zone.records.get(name);
	if (exact) return exact;
	if (hasNamesBelow(zone, name)) return [];
	// The closest existing ancestor decides: it blocks wildcards further up.
	for (let parent = parentOf(name); isWithin(parent, zone.name); parent = parentOf(parent)) {
		const wildcard = zone.records.get(`${wildcardLabel}.${parent}`);
		if (wildcard) return wildcard;
		if (zone.records.has(parent) || hasNamesBelow(zone, parent)) return undefined;
	}
	return undefined;
}

/** The NS record set that delegates the name: the nearest one at or above it, below the apex. */
export function delegationOf(zone: DnsZone, name: string): RecordSet | undefined {
	let found: RecordSet | undefined;
	for (let owner = name; owner !== zone.name && isWithin(owner, zone.name); owner = parentOf(owner)) {
		found = zone.records.get(owner)?.find(({ type }) => type === "NS") ?? found;
	}
	return found;
}

function hasNamesBelow(zone: DnsZone, name: string): boolean {
	for (const other of zone.records.keys()) if (other.endsWith(`.${name}`)) return true;
	return false;
}
