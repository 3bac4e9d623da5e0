/**
 * Route 53 of the embedded AWS: hosted zones and their record sets, with the zones of Cloud Map among them, which are
 * read-only here. What the zones hold is what DNS answers.
 */
import type {
	ChangeResourceRecordSetsRequest,
	ChangeResourceRecordSetsResponse,
	ChangeTagsForResourceRequest,
	GetChangeRequest,
	GetChangeResponse,
	ListResourceRecordSetsRequest,
	ListResourceRecordSetsResponse,
	ListTagsForResourceRequest,
	ListTagsForResourceResponse,
} from "@aws-sdk/client-route-53";
import { AwsError, type Handlers } from "../failure.ts";
import type { Surroundings, ZonesForCloudMap } from "../surroundings.ts";
import { applyChanges } from "./change-batch.ts";
import { createChanges } from "./changes.ts";
import { canonicalName, compareRecordSets, toResourceRecordSet } from "./record-set.ts";
import { page, refuseManaged, zoneOperations } from "./zone-operations.ts";
import { countRecords, createZoneTable, type Zone, type ZoneTable } from "./zones.ts";

export interface Route53 {
	readonly handlers: Handlers;
	readonly forCloudMap: ZonesForCloudMap;
	/** What DNS answers from. */
	readonly zones: () => readonly Zone[];
	/** How much there is, for people who look. */
	readonly overview: () => readonly object[];
}

const RECORDS_PER_PAGE = 300;

export function createRoute53(surroundings: Surroundings): Route53 {
	const zones = createZoneTable(surroundings);
	const changes = createChanges(surroundings);
	const changeRecords = (input: ChangeResourceRecordSetsRequest): ChangeResourceRecordSetsResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		refuseManaged(zone);
		applyChanges(zone, input.ChangeBatch?.Changes ?? []);
		return { ChangeInfo: changes.submit(input.ChangeBatch?.Comment) };
	};
	const handlers: Handlers = {
		...zoneOperations(surroundings, zones, changes),
		ChangeResourceRecordSets: changeRecords,
		ListResourceRecordSets: (input: ListResourceRecordSetsRequest) => listRecords(zones, input),
		GetChange: ({ Id = "" }: GetChangeRequest): GetChangeResponse => ({ ChangeInfo: changes.get(Id) }),
		ChangeTagsForResource: (input: ChangeTagsForResourceRequest) => changeTags(zones, input),
		ListTagsForResource: (input: ListTagsForResourceRequest) => listTags(zones, input),
	};
	const overview = () =>
		zones.all().map((zone) => ({
			id: zone.id,
			name: zone.name,
			private: zone.vpcs !== undefined,
			recordSets: countRecords(zone),
		}));
	return { handlers, forCloudMap: zones.forCloudMap, zones: zones.all, overview };
}

/** Changes are seen here at once, also while GetChange says PENDING. */
function listRecords(zones: ZoneTable, input: ListResourceRecordSetsRequest): ListResourceRecordSetsResponse {
	const { HostedZoneId = "", StartRecordName, StartRecordType, StartRecordIdentifier, MaxItems } = input;
	if (StartRecordType && !StartRecordName) {
		throw new AwsError("InvalidInput", "A start type needs a start name.");
	}
	if (StartRecordIdentifier && !StartRecordType) {
		throw new AwsError("InvalidInput", "A start identifier needs a start name and a start type.");
	}
	const sorted = [...zones.get(HostedZoneId).records.values()].flat().sort(compareRecordSets);
	const from = StartRecordName && {
		name: canonicalName(StartRecordName),
		type: StartRecordType ?? "",
		setIdentifier: StartRecordIdentifier,
	};
	const start = from ? sorted.findIndex((record) => compareRecordSets(record, from) >= 0) : 0;
	const { items, next, size } = page(sorted, start, MaxItems, RECORDS_PER_PAGE);
	return {
		ResourceRecordSets: items.map(toResourceRecordSet),
		IsTruncated: next !== undefined,
		NextRecordName: next?.name,
		NextRecordType: next?.type as ListResourceRecordSetsResponse["NextRecordType"],
		NextRecordIdentifier: next?.setIdentifier,
		MaxItems: size,
	};
}

function changeTags(zones: ZoneTable, input: ChangeTagsForResourceRequest): Record<string, never> {
	const { tags } = taggedZone(zones, input);
	for (const { Key = "", Value = "" } of input.AddTags ?? []) tags.set(Key, Value);
	for (const key of input.RemoveTagKeys ?? []) tags.delete(key);
	return {};
}

function listTags(zones: ZoneTable, input: ListTagsForResourceRequest): ListTagsForResourceResponse {
	const zone = taggedZone(zones, input);
	const Tags = [...zone.tags].map(([Key, Value]) => ({ Key, Value }));
	return { ResourceTagSet: { ResourceType: "hostedzone", ResourceId: zone.id, Tags } };
}

function taggedZone(zones: ZoneTable, { ResourceType, ResourceId = "" }: ListTagsForResourceRequest): Zone {
	if (ResourceType !== "hostedzone") {
		throw new AwsError("InvalidInput", "The embedded AWS has no health checks, so only hosted zones have tags.");
	}
	return zones.get(ResourceId);
}
