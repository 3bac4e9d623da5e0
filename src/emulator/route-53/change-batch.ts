/**
 * A batch of changes to a zone: all of it or nothing. Deletions must name exactly what is there, which makes a batch of an
 * exact deletion and a creation a compare-and-swap; the refusals are Route 53's, word for word.
 */
import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { AwsError } from "../failure.ts";
import { canonicalName, isWithin, type RecordSet, sameContent, samePosition } from "./record-set.ts";
import { refusedValue } from "./record-values.ts";
import { recordsAt, type Zone } from "./zones.ts";

/** Zones with the changes so far; what is not in `names` is as the zone has it. */
interface Draft {
	readonly zone: Zone;
	readonly names: Map<string, readonly RecordSet[]>;
}

const MAXIMUM_VALUES = 1000;
const MAXIMUM_VALUE_CHARACTERS = 32_000;

/** Applies the changes in order, or refuses with InvalidChangeBatch and one message for each change that is wrong. */
export function applyChanges(zone: Zone, changes: readonly Change[]): void {
	if (changes.length === 0) throw new AwsError("InvalidInput", "1 validation error detected: the batch has no change");
	refuseOversized(changes);
	const draft: Draft = { zone, names: new Map() };
	const messages = changes.flatMap((change) => applyChange(draft, change) ?? []);
	if (messages.length === 0) messages.push(...apexProblems(draft));
	if (messages.length > 0) throw new AwsError("InvalidChangeBatch", `[${messages.join(", ")}]`, { messages });
	for (const [name, records] of draft.names) {
		if (records.length === 0) zone.records.delete(name);
		else zone.records.set(name, records);
	}
}

/** The reason why the change cannot be; undefined when it is in the draft. */
function applyChange(draft: Draft, { Action, ResourceRecordSet: input }: Change): string | undefined {
	if (!input) return "A change has no resource record set.";
	const record = readRecordSet(input);
	const problem = recordProblem(draft.zone, record);
	if (problem) return problem;
	const present = draft.names.get(record.name) ?? recordsAt(draft.zone, record.name);
	const existing = present.find((other) => samePosition(other, record));
	const label = labelOf(record);
	const others = present.filter((other) => other !== existing);
	if (Action === "DELETE") {
		if (!existing) return `Tried to delete resource record set ${label} but it was not found`;
		if (!sameContent(existing, record)) {
			return `Tried to delete resource record set ${label} but the values provided do not match the current values`;
		}
		draft.names.set(record.name, others);
		return undefined;
	}
	if (Action === "CREATE" && existing) return `Tried to create resource record set ${label} but it already exists`;
	if (Action !== "CREATE" && Action !== "UPSERT") return `The action ${Action} is not known.`;
	const conflict = conflictOf(draft.zone, record, others);
	if (conflict) return conflict;
	draft.names.set(record.name, [...others, record]);
	return undefined;
}

function readRecordSet(input: ResourceRecordSet): RecordSet {
	const unsupported = (
		["AliasTarget", "Region", "GeoLocation", "Failover", "CidrRoutingConfig", "GeoProximityLocation"] as const
	).find((member) => input[member] !== undefined);
	if (unsupported) {
		const message = `The embedded AWS has no record sets with ${unsupported}: only simple, weighted and multivalue ones.`;
		throw new AwsError("InvalidInput", message);
	}
	return {
		name: canonicalName(input.Name ?? ""),
		type: input.Type ?? "",
		ttlSeconds: input.TTL ?? -1,
		values: (input.ResourceRecords ?? []).map(({ Value }) => Value ?? ""),
		setIdentifier: input.SetIdentifier,
		multiValueAnswer: input.MultiValueAnswer,
		weight: input.Weight,
		healthy: true,
	};
}

function recordProblem(zone: Zone, record: RecordSet): string | undefined {
	const { name, type, ttlSeconds, values, setIdentifier, multiValueAnswer, weight } = record;
	const invalid = "Invalid request: ";
	if (!isWithin(name, zone.name)) return `RRSet with DNS name ${name} is not permitted in zone ${zone.name}`;
	if (ttlSeconds < 0 || values.length === 0) {
		return `${invalid}Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=${name}, Type=${type}, SetIdentifier=${setIdentifier ?? "null"}]`;
	}
	const routed = multiValueAnswer === true || weight !== undefined;
	if (routed !== (setIdentifier !== undefined)) {
		return `${invalid}Missing field '${routed ? "SetIdentifier" : "Weight or MultiValueAnswer"}' in Change with [Name=${name}, Type=${type}]`;
	}
	if (multiValueAnswer && values.length > 1) return `${invalid}A multivalue answer record set holds one value: ${name}`;
	if (type === "CNAME" && values.length > 1) return `${invalid}A CNAME record set holds one value: ${name}`;
	if (new Set(values).size < values.length) return `Duplicate Resource Record: '${values.at(-1)}'`;
	for (const value of values) {
		const refused = refusedValue(type, value);
		if (refused) return refused;
	}
	return undefined;
}

/** A name with a CNAME holds nothing else, and a name's record sets of one type are all simple or all routed alike. */
function conflictOf(
	zone: Zone,
	{ name, type, setIdentifier }: RecordSet,
	others: readonly RecordSet[],
): string | undefined {
	const permitted = `RRSet of type ${type} with DNS name ${name} is not permitted`;
	if (type === "CNAME" && name === zone.name) return `${permitted} at apex in zone ${zone.name}`;
	if (type === "CNAME" && others.some((other) => other.type !== "CNAME")) {
		return `${permitted} as it conflicts with other records with the same DNS name in zone ${zone.name}`;
	}
	if (type !== "CNAME" && others.some((other) => other.type === "CNAME")) {
		return `${permitted} because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`;
	}
	const sameType = others.filter((other) => other.type === type);
	if (sameType.some((other) => (other.setIdentifier === undefined) !== (setIdentifier === undefined))) {
		return `${permitted} because a conflicting RRSet with the same name and type exists in zone ${zone.name}`;
	}
	return undefined;
}

function apexProblems({ zone, names }: Draft): readonly string[] {
	const apex = names.get(zone.name);
	if (!apex) return [];
	const problems: string[] = [];
	if (!apex.some(({ type }) => type === "SOA")) problems.push("A HostedZone must contain exactly one SOA record.");
	if (!apex.some(({ type }) => type === "NS")) {
		problems.push("A HostedZone must contain at least one NS record for the zone itself.");
	}
	return problems;
}

function labelOf({ name, type, setIdentifier }: RecordSet): string {
	const identifier = setIdentifier === undefined ? "" : `, set-identifier='${setIdentifier}'`;
	return `[name='${name}', type='${type}'${identifier}]`;
}

/** UPSERT counts double: Route 53 reckons it as a deletion and a creation. */
function refuseOversized(changes: readonly Change[]): void {
	let values = 0;
	let characters = 0;
	for (const { Action, ResourceRecordSet: record } of changes) {
		const factor = Action === "UPSERT" ? 2 : 1;
		for (const { Value } of record?.ResourceRecords ?? []) {
			values += factor;
			characters += factor * (Value?.length ?? 0);
		}
	}
	if (values > MAXIMUM_VALUES || characters > MAXIMUM_VALUE_CHARACTERS) {
		const messages = [
			`Number of records limit of ${MAXIMUM_VALUES} or ${MAXIMUM_VALUE_CHARACTERS} characters exceeded.`,
		];
		throw new AwsError("InvalidChangeBatch", `[${messages[0]}]`, { messages });
	}
}
