/** The sort order and the response format of record sets. */
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { sameJson } from "../../../../lib/json.ts";
import type { RecordSet } from "../../../dns/record-set.ts";
import { compareText, reversedLabels } from "../domain-names.ts";

/** The position of a record set in a zone's list. */
export type RecordPosition = Pick<RecordSet, "name" | "type" | "setIdentifier">;

/** Route 53 sorts by labels from the right, then by type, then by set identifier. */
export function compareRecordSets(a: RecordPosition, b: RecordPosition): number {
	return (
		compareText(reversedLabels(a.name), reversedLabels(b.name)) ||
		compareText(a.type, b.type) ||
		compareText(a.setIdentifier ?? "", b.setIdentifier ?? "")
	);
}

/** Whether two record sets have the same position in a zone. */
export function samePosition(a: RecordPosition, b: RecordPosition): boolean {
	return a.name === b.name && a.type === b.type && a.setIdentifier === b.setIdentifier;
}

/** Whether a deletion matches the existing record set exactly; the order of values is ignored. */
export function sameContent(a: RecordSet, b: RecordSet): boolean {
	const content = ({ name: _, type: __, setIdentifier: ___, healthy: ____, ...rest }: RecordSet) => ({
		...rest,
		multiValueAnswer: rest.multiValueAnswer ?? false,
		trafficPolicyInstanceId: undefined,
		values: [...rest.values].sort(compareText),
	});
	return sameJson(content(a), content(b));
}

/** The record set in Route 53's response format. */
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
