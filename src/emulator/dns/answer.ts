/**
 * What DNS says to a question, from the record sets of the hosted zones alone: pure, with the randomness passed in, and
 * with values as text, so that a test can ask without a packet. Private zones answer everybody: there are no VPCs here.
 */
import { type Random, shuffled } from "../../lib/random.ts";
import { canonicalName, isWithin, type RecordSet } from "../route-53/record-set.ts";

export interface DnsQuestion {
	readonly name: string;
	/** `A`, `SRV`, … or `ANY`. */
	readonly type: string;
}

export interface DnsRecord {
	readonly name: string;
	readonly type: string;
	readonly ttlSeconds: number;
	/** As Route 53 writes it, such as `1 1 80 task.web.internal.`. */
	readonly value: string;
}

export interface DnsReply {
	readonly code: "NOERROR" | "NXDOMAIN" | "REFUSED";
	readonly answers: readonly DnsRecord[];
	readonly authorities: readonly DnsRecord[];
	readonly additionals: readonly DnsRecord[];
}

/** The part of a hosted zone that DNS looks at. */
export interface DnsZone {
	readonly name: string;
	readonly records: ReadonlyMap<string, readonly RecordSet[]>;
}

/** Route 53 gives at most eight values of multivalue record sets. */
const MAXIMUM_VALUES = 8;
const LONGEST_ALIAS_CHAIN = 8;
/** Route 53 files the asterisk as its octal code. */
const WILDCARD = "\\052";

/** The most specific zone answers; names in no zone are REFUSED, since there is nobody to ask further. */
export function answer(question: DnsQuestion, zones: readonly DnsZone[], random: Random): DnsReply {
	const answers: DnsRecord[] = [];
	let owner = question.name;
	for (let step = 0; step <= LONGEST_ALIAS_CHAIN; step += 1) {
		const name = canonicalName(owner);
		const zone = zoneOf(name, zones);
		if (!zone) return answers.length > 0 ? reply("NOERROR", answers) : reply("REFUSED");
		const present = recordsFor(zone, name);
		if (!present) return reply("NXDOMAIN", answers, [negative(zone)]);
		const found = pick(present, question.type, random, owner);
		if (found.length > 0) {
			const all = [...answers, ...found];
			return reply("NOERROR", all, [], targetAddresses(all, zones, random));
		}
		const [alias] = pick(present, "CNAME", random, owner);
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
	return { code, answers, authorities, additionals };
}

/** Of two zones with one name, which two VPCs may have, the older one answers. */
function zoneOf(name: string, zones: readonly DnsZone[]): DnsZone | undefined {
	let best: DnsZone | undefined;
	for (const zone of zones) {
		if (isWithin(name, zone.name) && zone.name.length > (best?.name.length ?? 0)) best = zone;
	}
	return best;
}

/** The record sets at a name or at the wildcard that covers it; undefined when the name does not exist. */
function recordsFor(zone: DnsZone, name: string): readonly RecordSet[] | undefined {
	const exact = zone.records.get(name);
	if (exact) return exact;
	if (hasNamesBelow(zone, name)) return [];
	// The closest ancestor that exists decides: a wildcard further up does not reach past it.
	for (let parent = parentOf(name); isWithin(parent, zone.name); parent = parentOf(parent)) {
		const wildcard = zone.records.get(`${WILDCARD}.${parent}`);
		if (wildcard) return wildcard;
		if (zone.records.has(parent) || hasNamesBelow(zone, parent)) return undefined;
	}
	return undefined;
}

function hasNamesBelow(zone: DnsZone, name: string): boolean {
	for (const other of zone.records.keys()) if (other.endsWith(`.${name}`)) return true;
	return false;
}

function parentOf(name: string): string {
	return name.slice(name.indexOf(".") + 1);
}

/** The values that a question of this type gets, under the spelling that the question used. */
function pick(present: readonly RecordSet[], type: string, random: Random, owner: string): readonly DnsRecord[] {
	const wanted = present.filter((record) => record.type === type || type === "ANY");
	const simple = wanted.filter(({ setIdentifier }) => setIdentifier === undefined);
	const weighted = wanted.filter(({ weight }) => weight !== undefined);
	const multivalue = wanted.filter(({ multiValueAnswer }) => multiValueAnswer);
	const chosen = [
		...simple,
		...byWeight(preferHealthy(weighted), random),
		...shuffled(preferHealthy(multivalue), random).slice(0, MAXIMUM_VALUES),
	];
	return chosen.flatMap(({ type: recordType, ttlSeconds, values }) =>
		shuffled(values, random).map((value) => ({ name: owner, type: recordType, ttlSeconds, value })),
	);
}

/** Healthy ones if there are any; when all are unhealthy Route 53 answers as if all were healthy. */
function preferHealthy(records: readonly RecordSet[]): readonly RecordSet[] {
	const healthy = records.filter((record) => record.healthy);
	return healthy.length > 0 ? healthy : records;
}

function byWeight(records: readonly RecordSet[], random: Random): readonly RecordSet[] {
	const total = records.reduce((sum, { weight = 0 }) => sum + weight, 0);
	let place = random() * total;
	const chosen = records.find(({ weight = 0 }) => {
		place -= weight;
		return place < 0;
	});
	return chosen ? [chosen] : records.slice(0, 1);
}

/** The addresses of SRV targets come along, so that a client need not ask twice. */
function targetAddresses(
	answers: readonly DnsRecord[],
	zones: readonly DnsZone[],
	random: Random,
): readonly DnsRecord[] {
	const targets = answers.flatMap(({ type, value }) => (type === "SRV" ? (value.split(" ")[3] ?? []) : []));
	return [...new Set(targets)].flatMap((target) => {
		const name = canonicalName(target);
		const present = zoneOf(name, zones)?.records.get(name) ?? [];
		return ["A", "AAAA"].flatMap((type) => pick(present, type, random, target));
	});
}

/** The zone's SOA, which tells for how long a "no" may be remembered. */
function negative(zone: DnsZone): DnsRecord {
	const soa = zone.records.get(zone.name)?.find(({ type }) => type === "SOA");
	const value = soa?.values[0] ?? "";
	const minimum = Number(value.split(" ")[6] ?? 0);
	return { name: zone.name, type: "SOA", ttlSeconds: Math.min(soa?.ttlSeconds ?? 0, minimum), value };
}
