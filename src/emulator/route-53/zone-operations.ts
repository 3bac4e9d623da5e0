/**
 * The operations on hosted zones as wholes: creating, deleting, listing them, and which VPCs see them.
 */
import type {
	AssociateVPCWithHostedZoneRequest,
	AssociateVPCWithHostedZoneResponse,
	CreateHostedZoneRequest,
	CreateHostedZoneResponse,
	DeleteHostedZoneRequest,
	DeleteHostedZoneResponse,
	DisassociateVPCFromHostedZoneRequest,
	DisassociateVPCFromHostedZoneResponse,
	GetHostedZoneCountResponse,
	GetHostedZoneRequest,
	GetHostedZoneResponse,
	HostedZone,
	ListHostedZonesByNameRequest,
	ListHostedZonesByNameResponse,
	ListHostedZonesByVPCRequest,
	ListHostedZonesByVPCResponse,
	ListHostedZonesRequest,
	ListHostedZonesResponse,
	VPC,
} from "@aws-sdk/client-route-53";
import { AwsError, type Handlers } from "../failure.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Changes } from "./changes.ts";
import { canonicalName, compareText, reversedLabels } from "./record-set.ts";
import { countRecords, nameServers, type Vpc, type Zone, type ZoneTable } from "./zones.ts";

const DEFAULT_PAGE_SIZE = 100;
const SOA_TTL_SECONDS = 900;

export function zoneOperations({ account, region }: Surroundings, zones: ZoneTable, changes: Changes): Handlers {
	const create = (input: CreateHostedZoneRequest): CreateHostedZoneResponse => {
		const { CallerReference: callerReference = "", HostedZoneConfig: config } = input;
		if (!isDomainName(input.Name ?? "")) {
			throw new AwsError("InvalidDomainName", `The domain name ${input.Name} is not valid.`);
		}
		if (zones.all().some((zone) => zone.callerReference === callerReference && zone.namespaceArn === undefined)) {
			const message = `A hosted zone has already been created with the specified caller reference: ${callerReference}`;
			throw new AwsError("HostedZoneAlreadyExists", message);
		}
		const vpc = input.VPC && vpcOf(input.VPC, region);
		if (!vpc && config?.PrivateZone) {
			throw new AwsError(
				"InvalidInput",
				"When you're creating a private hosted zone (when you specify true for PrivateZone), you must also specify values for VPCId and VPCRegion.",
			);
		}
		if (vpc) refuseConflict(zones, input.Name ?? "", vpc);
		const zone = zones.create({
			name: input.Name ?? "",
			callerReference,
			comment: config?.Comment,
			vpcs: vpc && [vpc],
			soaTtlSeconds: SOA_TTL_SECONDS,
		});
		return {
			HostedZone: describeZone(zone),
			ChangeInfo: changes.submit(),
			DelegationSet: delegationSet,
			VPC: input.VPC,
			Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
		};
	};
	const remove = ({ Id = "" }: DeleteHostedZoneRequest): DeleteHostedZoneResponse => {
		const zone = zones.get(Id);
		refuseManaged(zone);
		if (countRecords(zone) > 2) {
			const message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
			throw new AwsError("HostedZoneNotEmpty", message);
		}
		zones.delete(zone.id);
		return { ChangeInfo: changes.submit() };
	};
	const get = ({ Id = "" }: GetHostedZoneRequest): GetHostedZoneResponse => {
		const zone = zones.get(Id);
		if (!zone.vpcs) return { HostedZone: describeZone(zone), DelegationSet: delegationSet };
		return { HostedZone: describeZone(zone), VPCs: zone.vpcs.map(describeVpc) };
	};
	const associate = ({
		HostedZoneId = "",
		VPC,
		Comment,
	}: AssociateVPCWithHostedZoneRequest): AssociateVPCWithHostedZoneResponse => {
		const zone = zones.get(HostedZoneId);
		if (!zone.vpcs) {
			throw new AwsError("PublicZoneVPCAssociation", "You're trying to associate a VPC with a public hosted zone.");
		}
		const vpc = vpcOf(VPC ?? {}, region);
		if (!zone.vpcs.some(({ id }) => id === vpc.id)) {
			refuseConflict(zones, zone.name, vpc);
			zone.vpcs = [...zone.vpcs, vpc];
		}
		return { ChangeInfo: changes.submit(Comment) };
	};
	const disassociate = (input: DisassociateVPCFromHostedZoneRequest): DisassociateVPCFromHostedZoneResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		const { id } = vpcOf(input.VPC ?? {}, region);
		if (!zone.vpcs?.some((vpc) => vpc.id === id)) {
			const message = "The specified VPC and hosted zone are not currently associated.";
			throw new AwsError("VPCAssociationNotFound", message);
		}
		if (zone.vpcs.length === 1) {
			const message =
				"The VPC that you are trying to disassociate is the last VPC that is associated with the hosted zone.";
			throw new AwsError("LastVPCAssociation", message);
		}
		zone.vpcs = zone.vpcs.filter((vpc) => vpc.id !== id);
		return { ChangeInfo: changes.submit(input.Comment) };
	};
	return {
		CreateHostedZone: create,
		DeleteHostedZone: remove,
		GetHostedZone: get,
		GetHostedZoneCount: (): GetHostedZoneCountResponse => ({ HostedZoneCount: zones.all().length }),
		ListHostedZones: (input: ListHostedZonesRequest) => listZones(zones, input),
		ListHostedZonesByName: (input: ListHostedZonesByNameRequest) => listZonesByName(zones, input),
		ListHostedZonesByVPC: (input: ListHostedZonesByVPCRequest) => listZonesByVpc(zones, account, input),
		AssociateVPCWithHostedZone: associate,
		DisassociateVPCFromHostedZone: disassociate,
	};
}

/** Refuses to change a zone that Cloud Map made, with AWS's own text. */
export function refuseManaged(zone: Zone): void {
	if (!zone.namespaceArn) return;
	const message = `The resource hostedzone/${zone.id} can only be managed through AWS Cloud Map (${zone.namespaceArn})`;
	throw new AwsError("AccessDenied", message);
}

function listZones(
	zones: ZoneTable,
	{ Marker, MaxItems, HostedZoneType }: ListHostedZonesRequest,
): ListHostedZonesResponse {
	const wanted = zones
		.all()
		.filter((zone) => HostedZoneType !== "PrivateHostedZone" || zone.vpcs)
		.sort((a, b) => compareText(a.id, b.id));
	const start = Marker ? wanted.findIndex((zone) => zone.id >= Marker) : 0;
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
	const key = (zone: Pick<Zone, "name" | "id">) => `${reversedLabels(zone.name)} ${zone.id}`;
	const sorted = [...zones.all()].sort((a, b) => compareText(key(a), key(b)));
	const from = DNSName && key({ name: canonicalName(DNSName), id: HostedZoneId ?? "" });
	const start = from ? sorted.findIndex((zone) => key(zone) >= from) : 0;
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

/** @param start the index of the first item; negative when the list ends before it. */
export function page<Item>(
	sorted: readonly Item[],
	start: number,
	maxItems: number | undefined,
	largest = DEFAULT_PAGE_SIZE,
) {
	const size = maxItems === undefined ? largest : Math.min(maxItems, largest);
	if (!(size >= 1))
		throw new AwsError("InvalidInput", `The maximum of ${maxItems} items is not valid: it must be 1 or more.`);
	const items = start < 0 ? [] : sorted.slice(start, start + size);
	return { items, next: start < 0 ? undefined : sorted[start + size], size };
}

function describeZone(zone: Zone): HostedZone {
	const { id, name, callerReference, comment, vpcs, namespaceArn } = zone;
	return {
		Id: `/hostedzone/${id}`,
		Name: name,
		CallerReference: callerReference,
		Config: { Comment: comment, PrivateZone: vpcs !== undefined },
		ResourceRecordSetCount: countRecords(zone),
		LinkedService: namespaceArn
			? { ServicePrincipal: "servicediscovery.amazonaws.com", Description: namespaceArn }
			: undefined,
	};
}

const delegationSet = { NameServers: nameServers.map((name) => name.slice(0, -1)) };

function refuseConflict(zones: ZoneTable, name: string, vpc: Vpc): void {
	const existing = zones.conflicting(name, vpc.id);
	if (!existing) return;
	const message = `The VPC ${vpc.id} in region ${vpc.region} has already been associated with the hosted zone ${existing.id} with the same domain name.`;
	throw new AwsError("ConflictingDomainExists", message);
}

function vpcOf({ VPCId, VPCRegion }: VPC, region: string): Vpc {
	if (!VPCId) throw new AwsError("InvalidVPCId", "The VPC ID that you specified either isn't a valid ID or is absent.");
	return { id: VPCId, region: VPCRegion ?? region };
}

function describeVpc({ id, region }: Vpc): VPC {
	return { VPCId: id, VPCRegion: region as VPC["VPCRegion"] };
}

function isDomainName(name: string): boolean {
	return name.length <= 253 && /^[^\s.]{1,63}(\.[^\s.]{1,63})*\.?$/.test(name);
}
