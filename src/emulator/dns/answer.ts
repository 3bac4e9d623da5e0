/**
 * What DNS says to a question, from the record sets of the hosted zones alone: pure, with the randomness passed in, and
 * with values as text, so that a test can ask without a packet.
 */
import { type Random, shuffled } from "../../lib/random.ts";
import { canonicalName } from "./domain-names.ts";
import { delegationOf, recordsFor } from "./names.ts";
import type { RecordSet } from "./record-set.ts";
import { choose } from "./routing.ts";
import { type Asker, type DnsSources, type DnsZone, visibleZones, zoneOf } from "./view.ts";

/** What is asked, and from where. */
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
	/** As Route 53 writes it, such as `1 1 80 task.web.internal.`. */
	readonly value: string;
}

/** The sections of an answer. */
export interface DnsReply {
	readonly code: "NOERROR" | "NXDOMAIN" | "REFUSED";
	/** False for what a zone gives away to other servers, and for names in no zone. */
	readonly authoritative: boolean;
	readonly answers: readonly DnsRecord[];
	readonly authorities: readonly DnsRecord[];
	readonly additionals: readonly DnsRecord[];
}

/** A question as it is being answered. */
interface Asking {
	readonly sources: DnsSources;
	readonly zones: readonly DnsZone[];
	readonly asker: Asker;
	readonly random: Random;
}

const longestChain = 8;

/**
 * Names in no zone are REFUSED, since there is nobody to ask further; a name that a zone delegates to servers elsewhere gets
 * those servers' names, as a referral.
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

/** The servers that answer for the name, with their addresses where the zone holds them. */
function referral(asking: Asking, zone: DnsZone, delegation: RecordSet, answers: readonly DnsRecord[]): DnsReply {
	const servers = valuesOf(asking, delegation, delegation.name);
	const glue = servers.flatMap(({ value }) => addressesAt(asking, zone, canonicalName(value), value));
	return { ...reply("NOERROR", answers, servers, glue), authoritative: answers.length > 0 };
}

/** The values that a question of this type gets, under the spelling that the question used. */
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

/** The values of a record set, of what it is an alias of, or of the branch of its traffic policy. */
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

/** The record sets that an alias stands for; none for a name of another AWS service, whose addresses are not known here. */
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

/** The addresses of SRV targets come along, so that a client need not ask twice. */
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

/** The zone's SOA, which tells for how long a "no" may be remembered (RFC 2308). */
function negative(zone: DnsZone): DnsRecord {
	const soa = zone.records.get(zone.name)?.find(({ type }) => type === "SOA");
	const value = soa?.values[0] ?? "";
	const minimum = Number(value.split(" ")[6] ?? 0);
	return { name: zone.name, type: "SOA", ttlSeconds: Math.min(soa?.ttlSeconds ?? 0, minimum), value };
}
