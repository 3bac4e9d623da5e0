/** Operations on hosted zones as a whole: create, describe, delete and count. */
import type {
	CreateHostedZoneRequest,
	CreateHostedZoneResponse,
	DeleteHostedZoneRequest,
	DeleteHostedZoneResponse,
	GetHostedZoneCountResponse,
	GetHostedZoneRequest,
	GetHostedZoneResponse,
	HostedZone,
	UpdateHostedZoneCommentRequest,
	UpdateHostedZoneCommentResponse,
	UpdateHostedZoneFeaturesRequest,
	UpdateHostedZoneFeaturesResponse,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import { canonicalName } from "../../../dns/domain-names.ts";
import type { Changes } from "../changes.ts";
import { nameProblem } from "../domain-names.ts";
import type { DelegationSets } from "./delegation-sets.ts";
import type { ZoneSigning } from "./dnssec.ts";
import { describeVpc, knownVpcOf, refuseConflict } from "./vpc-associations.ts";
import { countRecords, type Zone, type ZoneTable } from "./zones.ts";

/** The quota, which AWS raises on request. */
export const maximumZones = 500;
const defaultSoaTtlSeconds = 900;
/** The SOA and NS record sets of the apex, which are created and deleted with the zone. */
const requiredRecords = 2;

/** The parts of Route 53 that the creation or deletion of a zone affects. */
interface AffectedParts {
	readonly zones: ZoneTable;
	readonly changes: Changes;
	readonly delegationSets: DelegationSets;
	readonly signing: ZoneSigning;
}

/** The operations that create, change, read and delete hosted zones. */
export function zoneOperations(context: AccountContext, parts: AffectedParts): Handlers {
	const { zones, changes, delegationSets, signing } = parts;
	const create = (input: CreateHostedZoneRequest): CreateHostedZoneResponse => {
		const { CallerReference: callerReference = "", HostedZoneConfig: config, Name: name = "" } = input;
		refuseName(name);
		refuseRepeated(zones, callerReference);
		const vpc = input.VPC && knownVpcOf(input.VPC, context);
		if (!vpc && config?.PrivateZone) throw new AwsError("InvalidInput", privateWithoutVpc);
		if (vpc) refuseConflict(zones, name, vpc);
		const delegationSet = delegationSets.forNewZone(input.DelegationSetId, name, vpc !== undefined);
		const own = zones.all().filter(({ namespaceArn }) => namespaceArn === undefined);
		if (own.length >= maximumZones)
			throw new AwsError("TooManyHostedZones", `The limit of ${maximumZones} hosted zones is reached.`);
		const zone = zones.create({
			name,
			callerReference,
			comment: config?.Comment,
			vpcs: vpc && [vpc],
			delegationSet,
			soaTtlSeconds: defaultSoaTtlSeconds,
		});
		return {
			HostedZone: describeZone(zone),
			ChangeInfo: changes.submit(),
			DelegationSet: delegationSets.ofZone(zone),
			VPC: vpc && describeVpc(vpc),
			Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
		};
	};
	const remove = ({ Id = "" }: DeleteHostedZoneRequest): DeleteHostedZoneResponse => {
		const zone = zones.get(Id);
		refuseManaged(zone);
		const contents = signing.hasKeys(zone)
			? "DNSSEC Key Signing Keys"
			: countRecords(zone) > requiredRecords && "non-required resource record sets";
		if (contents) {
			const message = `The specified hosted zone contains ${contents} and so cannot be deleted.`;
			throw new AwsError("HostedZoneNotEmpty", message);
		}
		zones.delete(zone.id);
		return { ChangeInfo: changes.submit() };
	};
	const get = ({ Id = "" }: GetHostedZoneRequest): GetHostedZoneResponse => {
		const zone = zones.get(Id);
		if (!zone.vpcs) return { HostedZone: describeZone(zone), DelegationSet: delegationSets.ofZone(zone) };
		return { HostedZone: describeZone(zone), VPCs: zone.vpcs.map(describeVpc) };
	};
	const comment = ({ Id = "", Comment }: UpdateHostedZoneCommentRequest): UpdateHostedZoneCommentResponse => {
		const zone = zones.get(Id);
		refuseManaged(zone);
		zone.comment = Comment;
		return { HostedZone: describeZone(zone) };
	};
	const features = (input: UpdateHostedZoneFeaturesRequest): UpdateHostedZoneFeaturesResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		if (zone.vpcs) throw new AwsError("InvalidInput", "Accelerated recovery is for public hosted zones.");
		zone.acceleratedRecovery = input.EnableAcceleratedRecovery ?? zone.acceleratedRecovery;
		return {};
	};
	return {
		CreateHostedZone: create,
		DeleteHostedZone: remove,
		GetHostedZone: get,
		GetHostedZoneCount: (): GetHostedZoneCountResponse => ({ HostedZoneCount: zones.all().length }),
		UpdateHostedZoneComment: comment,
		UpdateHostedZoneFeatures: features,
	};
}

/** Rejects a change of a zone that Cloud Map created, with AWS's own text. */
export function refuseManaged(zone: Zone): void {
	if (!zone.namespaceArn) return;
	const message = `The resource hostedzone/${zone.id} can only be managed through AWS Cloud Map (${zone.namespaceArn})`;
	throw new AwsError("AccessDenied", message);
}

/** A zone in Route 53's response format. */
export function describeZone(zone: Zone): HostedZone {
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
		Features: zone.acceleratedRecovery ? { AcceleratedRecoveryStatus: "ENABLED" } : undefined,
	};
}

const privateWithoutVpc =
	"When you're creating a private hosted zone (when you specify true for PrivateZone), you must also specify values for VPCId and VPCRegion.";

function refuseRepeated(zones: ZoneTable, callerReference: string): void {
	const isKnown = zones.all().some((zone) => zone.callerReference === callerReference && !zone.namespaceArn);
	if (!isKnown) return;
	const message = `A hosted zone has already been created with the specified caller reference: ${callerReference}`;
	throw new AwsError("HostedZoneAlreadyExists", message);
}

function refuseName(name: string): void {
	const problem = nameProblem(name);
	const isWildcard = canonicalName(name).startsWith("\\052");
	if (problem || isWildcard)
		throw new AwsError("InvalidDomainName", problem ?? `The domain name ${name} is not valid.`);
}
