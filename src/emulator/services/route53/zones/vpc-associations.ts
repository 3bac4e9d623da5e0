/** Associations of private zones with VPCs, and authorizations for VPCs of other accounts. */
import type {
	AssociateVPCWithHostedZoneRequest,
	AssociateVPCWithHostedZoneResponse,
	CreateVPCAssociationAuthorizationRequest,
	CreateVPCAssociationAuthorizationResponse,
	DeleteVPCAssociationAuthorizationRequest,
	DisassociateVPCFromHostedZoneRequest,
	DisassociateVPCFromHostedZoneResponse,
	ListVPCAssociationAuthorizationsRequest,
	ListVPCAssociationAuthorizationsResponse,
	VPC,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";

import type { Changes } from "../changes.ts";
import { compareText } from "../domain-names.ts";
import { page } from "../pages.ts";
import type { Vpc, Zone, ZoneTable } from "./zones.ts";

/** The quota of VPCs per zone, which AWS raises on request. */
export const maximumVpcs = 300;
const maximumAuthorizations = 1000;
const authorizationsPerPage = 50;

/** The operations that associate VPCs with private zones or authorize associations. */
export function vpcOperations(context: AccountContext, zones: ZoneTable, changes: Changes): Handlers {
	const { region } = context;
	const associate = (input: AssociateVPCWithHostedZoneRequest): AssociateVPCWithHostedZoneResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		if (!zone.vpcs) {
			throw new AwsError("PublicZoneVPCAssociation", "You're trying to associate a VPC with a public hosted zone.");
		}
		const vpc = knownVpcOf(input.VPC, context);
		if (!zone.vpcs.some((other) => isSame(other, vpc))) {
			refuseConflict(zones, zone.name, vpc);
			if (zone.vpcs.length >= maximumVpcs) {
				const message = `The limit of ${maximumVpcs} VPCs for the hosted zone ${zone.id} is reached.`;
				throw new AwsError("LimitsExceeded", message);
			}
			zone.vpcs = [...zone.vpcs, vpc];
		}
		return { ChangeInfo: changes.submit(input.Comment) };
	};
	const disassociate = (input: DisassociateVPCFromHostedZoneRequest): DisassociateVPCFromHostedZoneResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		const vpc = vpcOf(input.VPC, region);
		const rest = zone.vpcs?.filter((other) => !isSame(other, vpc)) ?? [];
		if (rest.length === (zone.vpcs?.length ?? 0)) {
			const message = "The specified VPC and hosted zone are not currently associated.";
			throw new AwsError("VPCAssociationNotFound", message);
		}
		if (rest.length === 0) {
			const message =
				"The VPC that you are trying to disassociate is the last VPC that is associated with the hosted zone.";
			throw new AwsError("LastVPCAssociation", message);
		}
		zone.vpcs = rest;
		return { ChangeInfo: changes.submit(input.Comment) };
	};
	return {
		AssociateVPCWithHostedZone: associate,
		DisassociateVPCFromHostedZone: disassociate,
		...authorizationOperations(region, zones),
	};
}

/** An authorization allows another account to associate its VPC; there is only one account here, so it is only stored. */
function authorizationOperations(region: string, zones: ZoneTable): Handlers {
	const authorize = (input: CreateVPCAssociationAuthorizationRequest): CreateVPCAssociationAuthorizationResponse => {
		const zone = privateZone(zones, input.HostedZoneId);
		const vpc = vpcOf(input.VPC, region);
		const others = zone.authorizedVpcs.filter((other) => !isSame(other, vpc));
		if (others.length >= maximumAuthorizations) {
			const message = `The limit of ${maximumAuthorizations} authorizations for the hosted zone ${zone.id} is reached.`;
			throw new AwsError("TooManyVPCAssociationAuthorizations", message);
		}
		zone.authorizedVpcs = [...others, vpc];
		return { HostedZoneId: zone.id, VPC: describeVpc(vpc) };
	};
	const withdraw = (input: DeleteVPCAssociationAuthorizationRequest) => {
		const zone = zones.get(input.HostedZoneId ?? "");
		const vpc = vpcOf(input.VPC, region);
		const rest = zone.authorizedVpcs.filter((other) => !isSame(other, vpc));
		if (rest.length === zone.authorizedVpcs.length) {
			const message = `The VPC ${vpc.id} is not authorized to be associated with the hosted zone ${zone.id}.`;
			throw new AwsError("VPCAssociationAuthorizationNotFound", message);
		}
		zone.authorizedVpcs = rest;
		return {};
	};
	const list = (input: ListVPCAssociationAuthorizationsRequest): ListVPCAssociationAuthorizationsResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		const sorted = [...zone.authorizedVpcs].sort((a, b) => compareText(a.id, b.id));
		const { NextToken: token, MaxResults } = input;
		const start = token ? sorted.findIndex(({ id }) => id >= token) : 0;
		const { items, next } = page(sorted, start, MaxResults, authorizationsPerPage);
		return { HostedZoneId: zone.id, NextToken: next?.id, VPCs: items.map(describeVpc) };
	};
	return {
		CreateVPCAssociationAuthorization: authorize,
		DeleteVPCAssociationAuthorization: withdraw,
		ListVPCAssociationAuthorizations: list,
	};
}

/** Rejects a second zone with the same name for one VPC, with ConflictingDomainExists. */
export function refuseConflict(zones: ZoneTable, name: string, vpc: Vpc): void {
	const existing = zones.conflicting(name, vpc.id);
	if (!existing) return;
	const message = `The VPC ${vpc.id} in region ${vpc.region} has already been associated with the hosted zone ${existing.id} with the same domain name.`;
	throw new AwsError("ConflictingDomainExists", message);
}

/** The VPC to associate; rejects a VPC that does not exist, if the operator lists VPCs, with InvalidVPCId. */
export function knownVpcOf(input: VPC | undefined, context: Pick<AccountContext, "known" | "region">): Vpc {
	const vpc = vpcOf(input, context.region);
	if (context.known.has(vpc.id)) return vpc;
	throw new AwsError("InvalidVPCId", `The VPC ${vpc.id} does not exist, or this account may not use it.`);
}

/** Rejects a VPC without an ID, with InvalidVPCId; the Region defaults to the emulated one. */
function vpcOf(input: VPC | undefined, region: string): Vpc {
	if (!input?.VPCId) {
		throw new AwsError("InvalidVPCId", "The VPC ID that you specified either isn't a valid ID or is absent.");
	}
	return { id: input.VPCId, region: input.VPCRegion ?? region };
}

/** A VPC in responses. */
export function describeVpc({ id, region }: Vpc): VPC {
	return { VPCId: id, VPCRegion: region as VPC["VPCRegion"] };
}

function privateZone(zones: ZoneTable, id: string | undefined): Zone {
	const zone = zones.get(id ?? "");
	if (zone.vpcs) return zone;
	throw new AwsError("InvalidInput", `The hosted zone ${zone.id} is public; only private ones have VPCs.`);
}

function isSame(a: Vpc, b: Vpc): boolean {
	return a.id === b.id;
}
