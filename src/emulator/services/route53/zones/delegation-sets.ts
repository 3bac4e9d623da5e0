/**
 * Delegation sets of four name servers: every public zone has one, and a reusable one can be shared by several zones.
 * They only affect NS and SOA records, because the embedded AWS answers DNS itself.
 */
import type {
	CreateReusableDelegationSetRequest,
	CreateReusableDelegationSetResponse,
	DelegationSet,
	DeleteReusableDelegationSetRequest,
	GetReusableDelegationSetRequest,
	GetReusableDelegationSetResponse,
	ListReusableDelegationSetsRequest,
	ListReusableDelegationSetsResponse,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../../account-context.ts";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import { canonicalName } from "../../../dns/domain-names.ts";
import { compareText } from "../domain-names.ts";
import { newId } from "../identifiers.ts";
import { page } from "../pages.ts";
import { drawNameServers } from "./name-servers.ts";
import type { NewZone, Zone, ZoneTable } from "./zones.ts";

/** All reusable delegation sets. */
export interface DelegationSets {
	readonly handlers: Handlers;
	/** The delegation set of a new zone; rejects with NoSuchDelegationSet, InvalidInput or ConflictingDomainExists. */
	readonly forNewZone: (id: string | undefined, zoneName: string, isPrivate: boolean) => NewZone["delegationSet"];
	/** The delegation set in responses about a public zone; undefined for a private one. */
	readonly ofZone: (zone: Zone) => DelegationSet | undefined;
	/** The number of zones with the set; rejects with NoSuchDelegationSet. */
	readonly zonesOf: (id: string) => readonly Zone[];
	readonly count: () => number;
}

interface ReusableSet {
	readonly id: string;
	readonly callerReference: string;
	readonly nameServers: readonly string[];
}

/** The quota, which AWS raises on request. */
export const maximumDelegationSets = 100;
/** The quota of zones with the same reusable set. */
export const maximumZonesOfSet = 100;

/** Creates an account without reusable delegation sets. */
export function createDelegationSets({ random }: AccountContext, zones: ZoneTable): DelegationSets {
	const sets = new Map<string, ReusableSet>();
	const get = (id = ""): ReusableSet => {
		const set = sets.get(bareId(id));
		if (set) return set;
		throw new AwsError("NoSuchDelegationSet", `A reusable delegation set with the ID ${bareId(id)} does not exist.`);
	};
	const zonesOf = (id: string) => zones.all().filter(({ delegationSetId }) => delegationSetId === get(id).id);
	const create = (input: CreateReusableDelegationSetRequest): CreateReusableDelegationSetResponse => {
		const { CallerReference: callerReference = "", HostedZoneId } = input;
		if ([...sets.values()].some((set) => set.callerReference === callerReference)) {
			const message = `A delegation set with the caller reference ${callerReference} has already been created.`;
			throw new AwsError("DelegationSetAlreadyCreated", message);
		}
		if (sets.size >= maximumDelegationSets) {
			throw new AwsError(
				"LimitsExceeded",
				`The limit of ${maximumDelegationSets} reusable delegation sets is reached.`,
			);
		}
		const nameServers = HostedZoneId ? publicZone(zones, HostedZoneId).nameServers : drawNameServers(random);
		const set = { id: newId(random, "N", 20), callerReference, nameServers };
		sets.set(set.id, set);
		return {
			DelegationSet: describe(set),
			Location: `https://route53.amazonaws.com/2013-04-01/delegationset/${set.id}`,
		};
	};
	const remove = ({ Id }: DeleteReusableDelegationSetRequest) => {
		const set = get(Id);
		if (zonesOf(set.id).length > 0) {
			throw new AwsError("DelegationSetInUse", `The delegation set ${set.id} is in use by at least one hosted zone.`);
		}
		sets.delete(set.id);
		return {};
	};
	const list = ({ Marker, MaxItems }: ListReusableDelegationSetsRequest): ListReusableDelegationSetsResponse => {
		const sorted = [...sets.values()].sort((a, b) => compareText(a.id, b.id));
		const start = Marker ? sorted.findIndex(({ id }) => id >= bareId(Marker)) : 0;
		const { items, next, size } = page(sorted, start, MaxItems);
		const DelegationSets = items.map(describe);
		return {
			DelegationSets,
			Marker: Marker ?? "",
			IsTruncated: next !== undefined,
			NextMarker: next?.id,
			MaxItems: size,
		};
	};
	return {
		handlers: {
			CreateReusableDelegationSet: create,
			GetReusableDelegationSet: ({ Id }: GetReusableDelegationSetRequest): GetReusableDelegationSetResponse => ({
				DelegationSet: describe(get(Id)),
			}),
			DeleteReusableDelegationSet: remove,
			ListReusableDelegationSets: list,
		},
		forNewZone: (id, zoneName, isPrivate) => {
			if (!id) return undefined;
			const set = get(id);
			if (isPrivate) throw new AwsError("InvalidInput", "A private hosted zone can't have a reusable delegation set.");
			const others = zonesOf(set.id);
			if (others.some(({ name }) => name === canonicalName(zoneName))) {
				const message = `A hosted zone with the name ${zoneName} already has the delegation set ${set.id}.`;
				throw new AwsError("ConflictingDomainExists", message);
			}
			if (others.length >= maximumZonesOfSet) {
				throw new AwsError(
					"TooManyHostedZones",
					`The limit of ${maximumZonesOfSet} hosted zones of a delegation set is reached.`,
				);
			}
			return set;
		},
		ofZone: ({ vpcs, delegationSetId, nameServers }) => {
			if (vpcs) return undefined;
			const set = delegationSetId ? sets.get(delegationSetId) : undefined;
			return set ? describe(set) : { NameServers: undotted(nameServers) };
		},
		zonesOf,
		count: () => sets.size,
	};
}

function publicZone(zones: ZoneTable, id: string): Zone {
	const zone = zones.find(id);
	if (!zone) throw new AwsError("HostedZoneNotFound", `The specified hosted zone ${id} can't be found.`);
	if (zone.vpcs) throw new AwsError("InvalidArgument", "A private hosted zone has no reusable delegation set.");
	if (!zone.delegationSetId) return zone;
	throw new AwsError(
		"DelegationSetAlreadyReusable",
		`The delegation set of the hosted zone ${zone.id} is already reusable.`,
	);
}

function describe({ id, callerReference, nameServers }: ReusableSet): DelegationSet {
	return { Id: `/delegationset/${id}`, CallerReference: callerReference, NameServers: undotted(nameServers) };
}

function undotted(names: readonly string[]): string[] {
	return names.map((name) => name.slice(0, -1));
}

function bareId(id: string): string {
	return id.replace(/^\/?delegationset\//, "");
}
