/**
 * Applies a batch of changes to a zone atomically. A deletion must match the existing record set exactly, so a batch of
 * a deletion and a creation is a compare-and-swap. The error messages are Route 53's.
 */
import type { Change } from "@aws-sdk/client-route-53";
import { AwsError } from "../../../aws-error.ts";
import { isWithin, wildcardLabel } from "../../../dns/domain-names.ts";
import { policyOf, type RecordSet } from "../../../dns/record-set.ts";
import { nameProblem } from "../domain-names.ts";
import { countRecords, recordsAt, setRecords, type Zone, type ZoneTable } from "../zones/zones.ts";
import { refusedAlias } from "./alias-targets.ts";
import { conflictOf, groupProblems } from "./conflicts.ts";
import { isPlace } from "./geo-locations.ts";
import { readRecordSet } from "./input.ts";
import { sameContent, samePosition } from "./record-set.ts";
import { refusedValue } from "./values.ts";

/** Other resources that a record set can refer to. */
export interface References {
	readonly zones: ZoneTable;
	readonly hasHealthCheck: (id: string) => boolean;
	readonly hasCidrLocation: (collectionId: string, locationName: string) => boolean;
}

/** A zone with the changes so far; names that are not in `names` are unchanged. */
interface Draft {
	readonly zone: Zone;
	readonly names: Map<string, readonly RecordSet[]>;
}

interface ReadChange {
	readonly action: Change["Action"];
	/** In the client's spelling. */
	readonly writtenName: string;
	readonly record: RecordSet;
}

const maximumValues = 1000;
const maximumValueCharacters = 32_000;
const maximumRecordValues = 400;
/** The quota of record sets in a zone, which AWS raises on request. */
export const maximumZoneRecords = 10_000;

/**
 * Applies the changes in order. Rejects with InvalidChangeBatch and one message for each invalid change, with
 * InvalidInput for malformed changes, and with NoSuchHealthCheck.
 */
export function applyChanges(zone: Zone, changes: readonly Change[], references: References): void {
	if (changes.length === 0) throw new AwsError("InvalidInput", "1 validation error detected: the batch has no change");
	const read = changes.map((change, index) => ({
		action: change.Action,
		writtenName: change.ResourceRecordSet?.Name ?? "",
		record: readRecordSet(change, index + 1),
	}));
	refuseOversized(read);
	refuseUnknownHealthChecks(read, references);
	const draft: Draft = { zone, names: new Map() };
	const messages = read.flatMap((change) => applyChange(draft, change, references) ?? []);
	if (messages.length === 0) messages.push(...finalProblems(draft, read, references));
	if (messages.length > 0) throw invalidBatch(messages);
	for (const [name, records] of draft.names) setRecords(zone, name, records);
}

/** The reason to reject the change; undefined if it was added to the draft. */
function applyChange(draft: Draft, change: ReadChange, references: References): string | undefined {
	const { action, record } = change;
	const problem = recordProblem(draft.zone, change, references);
	if (problem) return problem;
	const present = recordsIn(draft, record.name);
	const existing = present.find((other) => samePosition(other, record));
	const label = labelOf(record);
	const others = present.filter((other) => other !== existing);
	if (existing?.trafficPolicyInstanceId) {
		return `${label} was made by the traffic policy instance ${existing.trafficPolicyInstanceId} and can only be changed through it`;
	}
	if (action === "DELETE") {
		if (!existing) return `Tried to delete resource record set ${label} but it was not found`;
		if (!sameContent(existing, record)) {
			return `Tried to delete resource record set ${label} but the values provided do not match the current values`;
		}
		draft.names.set(record.name, others);
		return undefined;
	}
	if (action === "CREATE" && existing) return `Tried to create resource record set ${label} but it already exists`;
	const conflict = conflictOf(draft.zone, record, others);
	if (conflict) return conflict;
	draft.names.set(record.name, [...others, record]);
	return undefined;
}

function recordProblem(zone: Zone, { writtenName, record }: ReadChange, references: References): string | undefined {
	const { name, type, values, alias, cidr } = record;
	const wrongName = nameProblem(writtenName);
	if (wrongName) return wrongName;
	if (!isWithin(name, zone.name)) return `RRSet with DNS name ${name} is not permitted in zone ${zone.name}`;
	const isRouted = policyOf(record) !== "simple";
	if ((type === "SOA" || type === "NS") && (isRouted || alias)) {
		return `RRSet with DNS name ${name}, type ${type} must be a simple record set with values`;
	}
	if (type === "NS" && name.startsWith(`${wildcardLabel}.`))
		return `RRSet with DNS name ${name}, type NS can't be a wildcard`;
	if (type === "SOA" && name !== zone.name)
		return `RRSet of type SOA with DNS name ${name} is not permitted in zone ${zone.name}`;
	if (record.multiValueAnswer && (alias || type === "CNAME")) {
		return `RRSet with DNS name ${name}, type ${type} can't be a multivalue answer record set`;
	}
	if (cidr && !references.hasCidrLocation(cidr.collectionId, cidr.locationName)) {
		return `The CIDR location ${cidr.locationName} of the collection ${cidr.collectionId} does not exist`;
	}
	if (record.geoLocation && !isPlace(record.geoLocation))
		return `The geolocation of ${name}, type ${type} is not supported`;
	return valuesProblem(type, values, record.multiValueAnswer ?? false);
}

function valuesProblem(type: string, values: readonly string[], isMultivalue: boolean): string | undefined {
	const isSingle = type === "CNAME" || type === "SOA" || isMultivalue;
	if (isSingle && values.length > 1) return `A ${isMultivalue ? "multivalue answer" : type} record set holds one value`;
	if (values.length > maximumRecordValues) return `A record set holds at most ${maximumRecordValues} values`;
	const seen = new Set<string>();
	for (const value of values) {
		const refused = refusedValue(type, value);
		if (refused) return refused;
		if (seen.has(value)) return `Duplicate Resource Record: '${value}'`;
		seen.add(value);
	}
	return undefined;
}

/** Checks that need the whole batch: the apex, related record sets, and alias targets. */
function finalProblems(draft: Draft, changes: readonly ReadChange[], { zones }: References): readonly string[] {
	const problems = [...apexProblems(draft)];
	for (const [name, records] of draft.names) {
		const types = new Set(records.map(({ type }) => type));
		for (const type of types)
			problems.push(...groupProblems(recordsIn(draft, name).filter((record) => record.type === type)));
	}
	const targetRecords = (zone: Zone, name: string) =>
		zone === draft.zone ? recordsIn(draft, name) : recordsAt(zone, name);
	for (const { action, record } of changes) {
		if (action !== "DELETE") problems.push(...refusedAlias(record, zones, targetRecords));
	}
	let total = countRecords(draft.zone);
	for (const [name, records] of draft.names) total += records.length - recordsAt(draft.zone, name).length;
	if (total > maximumZoneRecords) problems.push(`Number of records limit of ${maximumZoneRecords} exceeded.`);
	return problems;
}

function apexProblems(draft: Draft): readonly string[] {
	const apex = recordsIn(draft, draft.zone.name);
	const problems: string[] = [];
	if (!apex.some(({ type }) => type === "SOA")) problems.push("A HostedZone must contain exactly one SOA record.");
	if (!apex.some(({ type }) => type === "NS")) {
		problems.push("A HostedZone must contain at least one NS record for the zone itself.");
	}
	return problems;
}

function recordsIn({ zone, names }: Draft, name: string): readonly RecordSet[] {
	return names.get(name) ?? recordsAt(zone, name);
}

function labelOf({ name, type, setIdentifier }: RecordSet): string {
	const identifier = setIdentifier === undefined ? "" : `, set-identifier='${setIdentifier}'`;
	return `[name='${name}', type='${type}'${identifier}]`;
}

function refuseUnknownHealthChecks(changes: readonly ReadChange[], { hasHealthCheck }: References): void {
	for (const { action, record } of changes) {
		if (action === "DELETE" || record.healthCheckId === undefined || hasHealthCheck(record.healthCheckId)) continue;
		throw new AwsError("NoSuchHealthCheck", `A health check with id ${record.healthCheckId} does not exist.`);
	}
}

/** UPSERT counts twice: Route 53 counts it as a deletion and a creation. */
function refuseOversized(changes: readonly ReadChange[]): void {
	let values = 0;
	let characters = 0;
	for (const { action, record } of changes) {
		const factor = action === "UPSERT" ? 2 : 1;
		values += factor * record.values.length;
		for (const value of record.values) characters += factor * value.length;
	}
	if (values > maximumValues) throw invalidBatch([`Number of records limit of ${maximumValues} exceeded.`]);
	if (characters > maximumValueCharacters) {
		throw invalidBatch([`Number of characters limit of ${maximumValueCharacters} exceeded.`]);
	}
}

function invalidBatch(messages: readonly string[]): AwsError {
	return new AwsError("InvalidChangeBatch", `[${messages.join(", ")}]`, { messages });
}
