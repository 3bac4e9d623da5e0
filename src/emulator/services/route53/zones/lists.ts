/** Lists hosted zones by ID, by name and by VPC, each with its own order and pagination. */
import type {
	ListHostedZonesByNameRequest,
	ListHostedZonesByNameResponse,
	ListHostedZonesByVPCRequest,
	ListHostedZonesByVPCResponse,
	ListHostedZonesRequest,
	ListHostedZonesResponse,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import { canonicalName } from "../../../dns/domain-names.ts";
import { compareText, reversedLabels } from "../domain-names.ts";
import { page } from "../pages.ts";
import { describeZone } from "./operations.ts";
import { bareZoneId, type Zone, type ZoneTable } from "./zones.ts";

/** ListHostedZones, ListHostedZonesByName and ListHostedZonesByVPC. */
export function zoneLists({ account }: AccountContext, zones: ZoneTable): Handlers {
	return {
		ListHostedZones: (input: ListHostedZonesRequest) => listZones(zones, input),
		ListHostedZonesByName: (input: ListHostedZonesByNameRequest) => listZonesByName(zones, input),
		ListHostedZonesByVPC: (input: ListHostedZonesByVPCRequest) => listZonesByVpc(zones, account, input),
	};
}

function listZones(zones: ZoneTable, input: ListHostedZonesRequest): ListHostedZonesResponse {
	const { Marker, MaxItems, HostedZoneType, DelegationSetId } = input;
	const delegationSet = DelegationSetId?.replace(/^\/?delegationset\//, "");
	const wanted = zones
		.all()
		.filter((zone) => HostedZoneType !== "PrivateHostedZone" || zone.vpcs)
		.filter((zone) => delegationSet === undefined || zone.delegationSetId === delegationSet)
		.sort((a, b) => compareText(a.id, b.id));
	const start = Marker ? wanted.findIndex((zone) => zone.id >= bareZoneId(Marker)) : 0;
	const { items, next, size } = page(wanted, start, MaxItems);
	return {
		HostedZones: items.map(describeZone),
		Marker: Marker ?? "",
		IsTruncated: next !== undefined,
		NextMarker: next?.id,
		MaxItems: size,
	};
}

function listZonesByName(zones: ZoneTable, input: ListHostedZonesByNameRequest): ListHostedZonesByNameResponse {
	const { DNSName, HostedZoneId } = input;
	if (HostedZoneId && !DNSName) throw new AwsError("InvalidInput", "A hosted zone ID to start at needs a DNS name.");
	const compare = (a: Pick<Zone, "name" | "id">, b: Pick<Zone, "name" | "id">) =>
		compareText(reversedLabels(a.name), reversedLabels(b.name)) || compareText(a.id, b.id);
	const sorted = [...zones.all()].sort(compare);
	const from = DNSName && { name: canonicalName(DNSName), id: bareZoneId(HostedZoneId ?? "") };
	const start = from ? sorted.findIndex((zone) => compare(zone, from) >= 0) : 0;
	const { items, next, size } = page(sorted, start, input.MaxItems);
	return {
		HostedZones: items.map(describeZone),
		DNSName,
		HostedZoneId,
		IsTruncated: next !== undefined,
		NextDNSName: next?.name,
		NextHostedZoneId: next?.id,
		MaxItems: size,
	};
}

function listZonesByVpc(
	zones: ZoneTable,
	account: string,
	input: ListHostedZonesByVPCRequest,
): ListHostedZonesByVPCResponse {
	const { VPCId, VPCRegion, MaxItems, NextToken } = input;
	if (NextToken && !/^Z[A-Z0-9]+$/.test(NextToken)) {
		throw new AwsError("InvalidPaginationToken", "The value that you specified to get the next page isn't valid.");
	}
	const seen = zones
		.all()
		.filter((zone) => zone.vpcs?.some((vpc) => vpc.id === VPCId && vpc.region === VPCRegion))
		.sort((a, b) => compareText(a.id, b.id));
	const start = NextToken ? seen.findIndex((zone) => zone.id >= NextToken) : 0;
	const { items, next, size } = page(seen, start, MaxItems);
	const owner = (zone: Zone) =>
		zone.namespaceArn ? { OwningService: "servicediscovery.amazonaws.com" } : { OwningAccount: account };
	return {
		HostedZoneSummaries: items.map((zone) => ({ HostedZoneId: zone.id, Name: zone.name, Owner: owner(zone) })),
		MaxItems: size,
		NextToken: next?.id,
	};
}
