/**
 * A record set as a zone holds it, with its routing policy and what it is an alias of, its place in a zone's list, and how
 * Route 53 answers it.
 */
import type { GeoLocation, GeoProximityLocation, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { sameJson } from "../../../../lib/json.ts";
import type { ZoneRecord } from "../../../surroundings.ts";
import { compareText, reversedLabels } from "../domain-names.ts";

/** One record set; what Cloud Map puts into a zone is one without the further members. */
export interface RecordSet extends ZoneRecord {
	/** The region of a latency record set. */
	readonly region?: string | undefined;
	readonly failover?: "PRIMARY" | "SECONDARY" | undefined;
	readonly geoLocation?: GeoLocation | undefined;
	readonly geoProximity?: GeoProximityLocation | undefined;
	readonly cidr?: CidrRouting | undefined;
	/** In place of values: what a traffic policy lets DNS choose from, branch by branch. */
	readonly branches?: readonly RecordSet[] | undefined;
	/** The traffic policy instance that made it; nobody else may change it. */
	readonly trafficPolicyInstanceId?: string | undefined;
}

/** The location of a CIDR collection that a record set is for. */
export interface CidrRouting {
	readonly collectionId: string;
	/** `*` is the location of everybody who is in no other. */
	readonly locationName: string;
}

/** How Route 53 chooses among record sets of one name and type. */
export type RoutingPolicy =
	| "simple"
	| "weighted"
	| "latency"
	| "failover"
	| "geolocation"
	| "geoproximity"
	| "multivalue"
	| "cidr";

/** The routing policy that the members of a record set mean. */
export function policyOf(record: RecordSet): RoutingPolicy {
	if (record.weight !== undefined) return "weighted";
	if (record.region !== undefined) return "latency";
	if (record.failover !== undefined) return "failover";
	if (record.geoLocation !== undefined) return "geolocation";
	if (record.geoProximity !== undefined) return "geoproximity";
	if (record.cidr !== undefined) return "cidr";
	return record.multiValueAnswer ? "multivalue" : "simple";
}

/** Where a record set stands in a zone's list. */
export type RecordPosition = Pick<RecordSet, "name" | "type" | "setIdentifier">;

/** Route 53 sorts by labels from the right, then by type, then by set identifier. */
export function compareRecordSets(a: RecordPosition, b: RecordPosition): number {
	return (
		compareText(reversedLabels(a.name), reversedLabels(b.name)) ||
		compareText(a.type, b.type) ||
		compareText(a.setIdentifier ?? "", b.setIdentifier ?? "")
	);
}

/** Whether two record sets would have the same place in a zone. */
export function samePosition(a: RecordPosition, b: RecordPosition): boolean {
	return a.name === b.name && a.type === b.type && a.setIdentifier === b.setIdentifier;
}

/** Whether a deletion names exactly what is there; the order of values does not matter. */
export function sameContent(a: RecordSet, b: RecordSet): boolean {
	const content = ({ name: _, type: __, setIdentifier: ___, healthy: ____, ...rest }: RecordSet) => ({
		...rest,
		multiValueAnswer: rest.multiValueAnswer ?? false,
		trafficPolicyInstanceId: undefined,
		values: [...rest.values].sort(compareText),
	});
	return sameJson(content(a), content(b));
}

/** The record set as Route 53 answers it. */
export function toResourceRecordSet(record: RecordSet): ResourceRecordSet {
	const { alias, cidr } = record;
	return {
		Name: record.name,
		Type: record.type as ResourceRecordSet["Type"],
		SetIdentifier: record.setIdentifier,
		Weight: record.weight,
		Region: record.region as ResourceRecordSet["Region"],
		GeoLocation: record.geoLocation,
		Failover: record.failover,
		MultiValueAnswer: record.multiValueAnswer || undefined,
		TTL: alias ? undefined : record.ttlSeconds,
		ResourceRecords: alias || record.branches ? undefined : record.values.map((Value) => ({ Value })),
		AliasTarget: alias && {
			HostedZoneId: alias.zoneId,
			DNSName: alias.name,
			EvaluateTargetHealth: alias.evaluateTargetHealth,
		},
		HealthCheckId: record.healthCheckId,
		TrafficPolicyInstanceId: record.trafficPolicyInstanceId,
		CidrRoutingConfig: cidr && { CollectionId: cidr.collectionId, LocationName: cidr.locationName },
		GeoProximityLocation: record.geoProximity,
	};
}
