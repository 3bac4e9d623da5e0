/**
 * Answers DNS queries from the record sets of the hosted zones. The function is pure: randomness is a parameter and
 * values are text, so tests need no packets.
 */
import { type Random, shuffled } from "../../lib/random.ts";
import { canonicalName } from "./domain-names.ts";
import { delegationOf, recordsFor } from "./names.ts";
import type { RecordSet } from "./record-set.ts";
import { choose } from "./routing.ts";
import { type Asker, type DnsSources, type DnsZone, visibleZones, zoneOf } from "./view.ts";

/** A query and the location of its client. */
export interface DnsQuestion {
	readonly name: string;
	/** `A`, `SRV`, … or `ANY`. */
	readonly type: string;
	readonly asker?: Asker | undefined;
}

/** One record of an answer, with its value as text. */
export interface DnsRecord {
	readonly name: string;
	readonly type: string;
	readonly ttlSeconds: number;
	/** In Route 53's format, such as `1 1 80 task.web.internal.`. */
	readonly value: string;
}

/** The sections of an answer. */
export interface DnsReply {
	readonly code: "NOERROR" | "NXDOMAIN" | "REFUSED";
	/** False for delegated names and for names outside all zones. */
	readonly authoritative: boolean;
	readonly answers: readonly DnsRecord[];
	readonly authorities: readonly DnsRecord[];
	readonly additionals: readonly DnsRecord[];
}

/** The state of a query while it is being answered. */
interface Asking {
	readonly sources: DnsSources;
	readonly zones: readonly DnsZone[];
	readonly asker: Asker;
	readonly random: Random;
}

const longestChain = 8;

/**
 * Names outside all zones are REFUSED, because there is no upstream resolver. A delegated name gets a referral to its
 * name servers.
 */
export function answer(question: DnsQuestion, sources: DnsSources, random: Random): DnsReply {
	const { type, asker = {} } = question;
	const asking: Asking = { sources, zones: visibleZones(sources.zones, asker), asker, random };
	const answers: DnsRecord[] = [];
	let owner = question.name;
	for (let step = 0; step <= longestChain; step += 1) {
		const name = canonicalName(owner);
		const zone = zoneOf(name, asking.zones);
		if (!zone) return answers.length > 0 ? reply("NOERROR", answers) : { ...reply("REFUSED"), authoritative: false };
		const delegation = delegationOf(zone, name);
		if (delegation && !(delegation.name === name && (type === "NS" || type === "DS"))) {
			return referral(asking, zone, delegation, answers);
		}
		const present = recordsFor(zone, name);
		if (!present) return reply("NXDOMAIN", answers, [negative(zone)]);
		const found = pick(asking, present, type, owner);
		if (found.length > 0) {
			const all = [...answers, ...found];
			return reply("NOERROR", all, [], targetAddresses(asking, all));
		}
		const [alias] = pick(asking, present, "CNAME", owner);
		if (!alias) return reply("NOERROR", answers, [negative(zone)]);
		answers.push(alias);
		owner = alias.value;
	}
	return reply("NOERROR", answers);
}

function reply(
	code: DnsReply["code"],
	answers: readonly DnsRecord[] = [],
	authorities: readonly DnsRecord[] = [],
	additionals: readonly DnsRecord[] = [],
): DnsReply {
	return { code, authoritative: true, answers, authorities, additionals };
}

/** The name servers of a delegation, with their addresses if the zone contains them. */
function referral(asking: Asking, zone: DnsZone, delegation: RecordSet, answers: readonly DnsRecord[]): DnsReply {
	const servers = valuesOf(asking, delegation, delegation.name);
	const glue = servers.flatMap(({ value }) => addressesAt(asking, zone, canonicalName(value), value));
	return { ...reply("NOERROR", answers, servers, glue), authoritative: answers.length > 0 };
}

/** The values for a query of this type, under the spelling of the query. */
function pick(asking: Asking, present: readonly RecordSet[], type: string, owner: string): readonly DnsRecord[] {
	const types = type === "ANY" ? [...new Set(present.map((record) => record.type))] : [type];
	return types.flatMap((wanted) => {
		const group = present.filter((record) => record.type === wanted);
		return chosen(asking, group).flatMap((record) => valuesOf(asking, record, owner));
	});
}

function chosen(asking: Asking, group: readonly RecordSet[]): readonly RecordSet[] {
	return choose(group, { ...asking, isHealthy: (record) => isHealthy(asking, record) });
}

/** The values of a record set, of its alias target, or of the selected branch of its traffic policy. */
function valuesOf(asking: Asking, record: RecordSet, owner: string, depth = 0): readonly DnsRecord[] {
	const { type, ttlSeconds, values, alias, branches } = record;
	if (depth > longestChain) return [];
	if (branches) {
		const found = chosen(asking, branches).flatMap((branch) => valuesOf(asking, branch, owner, depth + 1));
		return found.map((one) => ({ ...one, ttlSeconds }));
	}
	if (alias) {
		return chosen(asking, targetsOf(asking, record)).flatMap((target) => valuesOf(asking, target, owner, depth + 1));
	}
	return shuffled(values, asking.random).map((value) => ({ name: owner, type, ttlSeconds, value }));
}

/** The record sets of an alias target; empty for names of other AWS services, whose addresses are unknown. */
function targetsOf({ sources }: Asking, { type, alias }: RecordSet): readonly RecordSet[] {
	const zone = alias && sources.zones.find(({ id }) => id === alias.zoneId);
	const present = zone && recordsFor(zone, alias.name);
	return present?.filter((record) => record.type === type) ?? [];
}

function isHealthy(asking: Asking, record: RecordSet, depth = 0): boolean {
	const { healthy, healthCheckId, alias, branches } = record;
	if (!healthy || (healthCheckId !== undefined && !asking.sources.isHealthy(healthCheckId))) return false;
	if (depth > longestChain) return true;
	if (branches) return branches.some((branch) => isHealthy(asking, branch, depth + 1));
	if (!alias?.evaluateTargetHealth) return true;
	const targets = targetsOf(asking, record);
	return targets.length === 0 || targets.some((target) => isHealthy(asking, target, depth + 1));
}

/** Includes the addresses of SRV targets, so that a client needs no second query. */
function targetAddresses(asking: Asking, answers: readonly DnsRecord[]): readonly DnsRecord[] {
	const targets = answers.flatMap(({ type, value }) => (type === "SRV" ? (value.split(" ")[3] ?? []) : []));
	return [...new Set(targets)].flatMap((target) => {
		const name = canonicalName(target);
		const zone = zoneOf(name, asking.zones);
		return zone ? addressesAt(asking, zone, name, target) : [];
	});
}

function addressesAt(asking: Asking, zone: DnsZone, name: string, owner: string): readonly DnsRecord[] {
	const present = zone.records.get(name) ?? [];
	return ["A", "AAAA"].flatMap((type) => pick(asking, present, type, owner));
}

/** The zone's SOA record, which limits negative caching (RFC 2308). */
function negative(zone: DnsZone): DnsRecord {
	const soa = zone.records.get(zone.name)?.find(({ type }) => type === "SOA");
	const value = soa?.values[0] ?? "";
	const minimum = Number(value.split(" ")[6] ?? 0);
	return { name: zone.name, type: "SOA", ttlSeconds: Math.min(soa?.ttlSeconds ?? 0, minimum), value };
}
