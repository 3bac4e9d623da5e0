/**
 * Parses a record set of a request into the form of hosted zones. An error of its shape alone, such as two routing
 * policies, rejects the whole request with InvalidInput before the zone is read.
 */
import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { AwsError } from "../../../aws-error.ts";
import { canonicalName } from "../../../dns/domain-names.ts";
import type { Alias, RecordSet } from "../../../dns/record-set.ts";
import { isRecordType } from "./values.ts";

const longestTtlSeconds = 2_147_483_647;
const largestWeight = 255;
const longestSetIdentifier = 128;

const policyMembers = [
	"Weight",
	"Region",
	"Failover",
	"GeoLocation",
	"MultiValueAnswer",
	"GeoProximityLocation",
	"CidrRoutingConfig",
] as const;
const contents = "[AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]";
const policies =
	"[Weight, Region, Failover, GeoLocation, MultiValueAnswer, GeoProximityLocation, or CidrRoutingConfig]";

/** @param index the position of the change in its batch, starting at 1, for the message. */
export function readRecordSet(change: Change, index: number): RecordSet {
	const { Action, ResourceRecordSet: input } = change;
	const member = `changeBatch.changes.${index}.member`;
	if (Action !== "CREATE" && Action !== "DELETE" && Action !== "UPSERT") {
		throw notInSet(String(Action), `${member}.action`, "[CREATE, DELETE, UPSERT]");
	}
	if (!input || !isRecordType(input.Type ?? "")) {
		throw notInSet(String(input?.Type), `${member}.resourceRecordSet.type`, recordTypes);
	}
	checkRanges(input, `${member}.resourceRecordSet`);
	checkShape(input, `Change with [Action=${Action}, ${labelOf(input)}]`);
	return recordSetOf(input);
}

const recordTypes = "[SOA, A, TXT, NS, CNAME, MX, NAPTR, PTR, SRV, SPF, AAAA, CAA, DS, TLSA, SSHFP, SVCB, HTTPS]";

function recordSetOf(input: ResourceRecordSet): RecordSet {
	const { CidrRoutingConfig: cidr } = input;
	return {
		name: canonicalName(input.Name ?? ""),
		type: input.Type ?? "",
		ttlSeconds: input.TTL ?? 0,
		values: (input.ResourceRecords ?? []).map(({ Value }) => Value ?? ""),
		alias: aliasOf(input),
		setIdentifier: input.SetIdentifier,
		multiValueAnswer: input.MultiValueAnswer,
		weight: input.Weight,
		region: input.Region,
		failover: input.Failover,
		geoLocation: input.GeoLocation,
		geoProximity: input.GeoProximityLocation,
		cidr: cidr && { collectionId: cidr.CollectionId ?? "", locationName: cidr.LocationName ?? "" },
		healthCheckId: input.HealthCheckId,
		healthy: true,
	};
}

function aliasOf({ AliasTarget: target }: ResourceRecordSet): Alias | undefined {
	return (
		target && {
			zoneId: (target.HostedZoneId ?? "").replace(/^\/?hostedzone\//, ""),
			name: canonicalName(target.DNSName ?? ""),
			evaluateTargetHealth: target.EvaluateTargetHealth ?? false,
		}
	);
}

function checkShape(input: ResourceRecordSet, where: string): void {
	const hasValues = (input.ResourceRecords?.length ?? 0) > 0;
	const hasTtl = input.TTL !== undefined;
	const found = [input.AliasTarget !== undefined, hasTtl && hasValues].filter(Boolean).length;
	if (found !== 1 || (input.AliasTarget && (hasTtl || hasValues))) {
		throw invalidRequest(`Expected exactly one of ${contents}, but found ${countWord(found)} in ${where}`);
	}
	const chosen = policyMembers.filter((name) => input[name] !== undefined && input[name] !== false);
	if (chosen.length > 1 || (chosen.length === 0 && input.SetIdentifier !== undefined)) {
		throw invalidRequest(`Expected exactly one of ${policies}, but found ${countWord(chosen.length)} in ${where}`);
	}
	if (chosen.length === 1 && input.SetIdentifier === undefined) {
		throw invalidRequest(`Missing field 'SetIdentifier' in ${where}`);
	}
}

function checkRanges({ TTL, Weight, SetIdentifier }: ResourceRecordSet, path: string): void {
	const range = (value: number | undefined, name: string, largest: number) => {
		if (value === undefined || (value >= 0 && value <= largest)) return;
		const bound = value < 0 ? "greater than or equal to 0" : `less than or equal to ${largest}`;
		throw constraint(String(value), `${path}.${name}`, `Member must have value ${bound}`);
	};
	range(TTL, "tTL", longestTtlSeconds);
	range(Weight, "weight", largestWeight);
	if (SetIdentifier !== undefined && (SetIdentifier.length < 1 || SetIdentifier.length > longestSetIdentifier)) {
		const bound = `Member must have length between 1 and ${longestSetIdentifier}`;
		throw constraint(SetIdentifier, `${path}.setIdentifier`, bound);
	}
}

function countWord(found: number): string {
	return found === 0 ? "none" : "more than one";
}

function labelOf({ Name, Type, SetIdentifier }: ResourceRecordSet): string {
	return `Name=${Name}, Type=${Type}, SetIdentifier=${SetIdentifier ?? "null"}`;
}

function notInSet(value: string, path: string, values: string): AwsError {
	return constraint(value, path, `Member must satisfy enum value set: ${values}`);
}

function constraint(value: string, path: string, what: string): AwsError {
	const message = `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${what}`;
	return new AwsError("InvalidInput", message);
}

function invalidRequest(message: string): AwsError {
	return new AwsError("InvalidInput", `Invalid request: ${message}`);
}
