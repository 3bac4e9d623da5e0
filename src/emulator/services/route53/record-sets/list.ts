/** Lists the record sets of a zone in pages that start at a name, type and set identifier. */
import type { ListResourceRecordSetsRequest, ListResourceRecordSetsResponse } from "@aws-sdk/client-route-53";
import { AwsError } from "../../../aws-error.ts";
import { canonicalName } from "../../../dns/domain-names.ts";
import { page } from "../pages.ts";
import { recordsInOrder, type ZoneTable } from "../zones/zones.ts";
import { compareRecordSets, toResourceRecordSet } from "./record-set.ts";

const recordsPerPage = 300;

/** Changes are visible immediately, even while GetChange returns PENDING. Rejects an incomplete start with InvalidInput. */
export function listRecords(zones: ZoneTable, input: ListResourceRecordSetsRequest): ListResourceRecordSetsResponse {
	const { HostedZoneId = "", StartRecordName, StartRecordType, StartRecordIdentifier, MaxItems } = input;
	if (StartRecordType && !StartRecordName) {
		throw new AwsError("InvalidInput", "A start type needs a start name.");
	}
	if (StartRecordIdentifier && !StartRecordType) {
		throw new AwsError("InvalidInput", "A start identifier needs a start name and a start type.");
	}
	const sorted = recordsInOrder(zones.get(HostedZoneId));
	const from = StartRecordName && {
		name: canonicalName(StartRecordName),
		type: StartRecordType ?? "",
		setIdentifier: StartRecordIdentifier,
	};
	const start = from ? sorted.findIndex((record) => compareRecordSets(record, from) >= 0) : 0;
	const { items, next, size } = page(sorted, start, MaxItems, recordsPerPage);
	return {
		ResourceRecordSets: items.map(toResourceRecordSet),
		IsTruncated: next !== undefined,
		NextRecordName: next?.name,
		NextRecordType: next?.type as ListResourceRecordSetsResponse["NextRecordType"],
		NextRecordIdentifier: next?.setIdentifier,
		MaxItems: size,
	};
}
