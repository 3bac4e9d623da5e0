/**
 * Parses traffic policy documents: trees of rules and endpoints, converted to record sets from which DNS selects branch
 * by branch. The format is that of Route 53's API reference, version 2015-10-01.
 */
import { isRecord, valueAt } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { canonicalName } from "../../../dns/domain-names.ts";
import type { RecordSet } from "../../../dns/record-set.ts";
import { isRecordType, refusedValue } from "../record-sets/values.ts";

/** A parsed document. */
export interface TrafficDocument {
	readonly recordType: string;
	/** The record sets at the start of the document. */
	readonly branches: readonly RecordSet[];
}

type Members = Readonly<Record<string, unknown>>;

interface Reading {
	readonly recordType: string;
	readonly endpoints: Members;
	readonly rules: Members;
	/** The rules on the path to the current one; a rule below itself is a cycle. */
	readonly way: readonly string[];
}

const formatVersion = "2015-10-01";

/** Rejects with InvalidTrafficPolicyDocument. */
export function readDocument(text: string): TrafficDocument {
	const document = parse(text);
	if (document.AWSPolicyFormatVersion !== formatVersion)
		throw refused(`AWSPolicyFormatVersion must be ${formatVersion}`);
	const recordType = String(document.RecordType);
	if (!isRecordType(recordType)) throw refused(`the record type ${recordType} is not known`);
	const endpoints = isRecord(document.Endpoints) ? document.Endpoints : {};
	const rules = isRecord(document.Rules) ? document.Rules : {};
	const start = { EndpointReference: document.StartEndpoint, RuleReference: document.StartRule };
	return { recordType, branches: [branchOf({ recordType, endpoints, rules, way: [] }, start, {})] };
}

/** The record set of a reference to an endpoint or a rule, with the routing of its position. */
function branchOf(reading: Reading, reference: Members, routing: Partial<RecordSet>): RecordSet {
	const { EndpointReference: endpoint, RuleReference: rule, HealthCheck: healthCheck } = reference;
	const plain = { name: "", type: reading.recordType, ttlSeconds: 0, values: [], healthy: true, ...routing };
	const common = typeof healthCheck === "string" ? { ...plain, healthCheckId: healthCheck } : plain;
	if (typeof endpoint === "string" && rule === undefined) {
		return { ...common, ...endpointOf(reading, endpoint, reference.EvaluateTargetHealth === true) };
	}
	if (typeof rule !== "string" || endpoint !== undefined) throw refused("a reference names one endpoint or one rule");
	if (reading.way.includes(rule)) throw refused(`the rule ${rule} stands below itself`);
	const found = valueAt(reading.rules, rule);
	if (!isRecord(found)) throw refused(`the rule ${rule} does not exist`);
	return { ...common, branches: branchesOf({ ...reading, way: [...reading.way, rule] }, found) };
}

function endpointOf(reading: Reading, id: string, evaluateTargetHealth: boolean): Partial<RecordSet> {
	const endpoint = valueAt(reading.endpoints, id);
	if (!isRecord(endpoint)) throw refused(`the endpoint ${id} does not exist`);
	const value = String(endpoint.Value);
	if (endpoint.Type !== "value") return { alias: { zoneId: "", name: canonicalName(value), evaluateTargetHealth } };
	const problem = refusedValue(reading.recordType, value);
	if (problem) throw refused(problem);
	return { values: [value] };
}

function branchesOf(reading: Reading, rule: Members): readonly RecordSet[] {
	const branch = (item: unknown, routing: (item: Members) => Partial<RecordSet>) => {
		if (!isRecord(item)) throw refused("a rule holds objects");
		return branchOf(reading, item, { setIdentifier: "-", ...routing(item) });
	};
	const list = (items: unknown, routing: (item: Members) => Partial<RecordSet>) => {
		if (!Array.isArray(items) || items.length === 0) throw refused(`a rule of type ${rule.RuleType} holds a list`);
		return items.map((item) => branch(item, routing));
	};
	switch (rule.RuleType) {
		case "failover":
			return [
				branch(rule.Primary, () => ({ failover: "PRIMARY" })),
				branch(rule.Secondary, () => ({ failover: "SECONDARY" })),
			];
		case "weighted":
			return list(rule.Items, ({ Weight }) => ({ weight: Number(Weight) }));
		case "multivalue":
			return list(rule.Items, () => ({ multiValueAnswer: true }));
		case "latency":
			return list(rule.Regions, ({ Region }) => ({ region: String(Region) }));
		case "geo":
			return list(rule.Locations, (location) => ({ geoLocation: locationOf(location) }));
		case "geoproximity":
			return list(rule.GeoproximityLocations, ({ Region, Bias }) => ({
				geoProximity: { AWSRegion: String(Region).replace(/^aws:route53:/, ""), Bias: Number(Bias ?? 0) },
			}));
		default:
			throw refused(`the rule type ${rule.RuleType} is not known`);
	}
}

function locationOf({ IsDefault, Continent, Country, Subdivision }: Members): RecordSet["geoLocation"] {
	if (IsDefault === true || IsDefault === "true") return { CountryCode: "*" };
	const code = (value: unknown) => (value === undefined ? undefined : String(value));
	return { ContinentCode: code(Continent), CountryCode: code(Country), SubdivisionCode: code(Subdivision) };
}

function parse(text: string): Members {
	try {
		const document: unknown = JSON.parse(text);
		if (isRecord(document)) return document;
	} catch {
		// Invalid JSON is rejected like a value that is not an object.
	}
	throw refused("it is not a JSON object");
}

function refused(what: string): AwsError {
	return new AwsError("InvalidTrafficPolicyDocument", `The traffic policy document is not valid: ${what}.`);
}
