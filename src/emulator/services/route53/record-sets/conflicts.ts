/**
 * Detects record sets that cannot coexist at one name: a CNAME with any other, sets of one type with different routing
 * policies, and sets with the same selection criteria. The messages are Route 53's where known.
 */

import { policyOf, type RecordSet, type RoutingPolicy } from "../../../dns/record-set.ts";
import type { Zone } from "../zones/zones.ts";

/** Route 53's limit on weighted, and on multivalue, record sets of one name and type. */
const maximumSets = 100;

/** The message for a record set that conflicts with the others at its name. */
export function conflictOf(zone: Zone, record: RecordSet, others: readonly RecordSet[]): string | undefined {
	const { name, type } = record;
	const permitted = `RRSet of type ${type} with DNS name ${name} is not permitted`;
	if (type === "CNAME" && name === zone.name) return `${permitted} at apex in zone ${zone.name}`;
	if (type === "CNAME" && others.some((other) => other.type !== "CNAME")) {
		return `${permitted} as it conflicts with other records with the same DNS name in zone ${zone.name}`;
	}
	if (type !== "CNAME" && others.some((other) => other.type === "CNAME")) {
		return `${permitted} because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`;
	}
	const policy = policyOf(record);
	const isForeign = others.some((other) => other.type === type && policyOf(other) !== policy);
	return isForeign ? `${describe(record)} ${foreignSet[policy]}` : undefined;
}

/** The messages for the sets of one name and type after a batch. */
export function groupProblems(group: readonly RecordSet[]): readonly string[] {
	const [first] = group;
	if (!first) return [];
	const policy = policyOf(first);
	const problems: string[] = [];
	if (policy === "weighted" && group.some(({ ttlSeconds }) => ttlSeconds !== first.ttlSeconds)) {
		problems.push(`${describe(first)} cannot be created as weighted sets must contain the same TTL.`);
	}
	if ((policy === "weighted" || policy === "multivalue") && group.length > maximumSets) {
		problems.push(
			`${describe(first)} cannot be created as at most ${maximumSets} sets may have the same name and type.`,
		);
	}
	const seen = new Set<string>();
	for (const record of group) {
		const key = choiceOf(record);
		if (key !== undefined && seen.has(key)) {
			problems.push(
				`${describe(record)} cannot be created because another set with the same name and type has the same routing.`,
			);
		}
		if (key !== undefined) seen.add(key);
	}
	return problems;
}

const foreignSet: Readonly<Record<RoutingPolicy, string>> = {
	simple: "cannot be created as other RRSets exist with the same name and type.",
	weighted: "cannot be created as a non-weighted set exists with the same name and type.",
	latency: "cannot be created because a non-latency RRSet with the same name and type already exists.",
	failover: "cannot be created because a non-failover RRSet with the same name and type already exists.",
	geolocation: "cannot be created because a non-GEO RRSet with the same name and type already exists.",
	geoproximity: "cannot be created because a non-geoproximity RRSet with the same name and type already exists.",
	multivalue: "cannot be created as a non-multivalue answer RRSet exists with the same name and type.",
	cidr: "cannot be created because a non-CIDR RRSet with the same name and type already exists.",
};

function describe({ name, type, setIdentifier, region }: RecordSet): string {
	const identifier = setIdentifier === undefined ? "" : `, SetIdentifier ${setIdentifier}`;
	const latency = region === undefined ? "" : `, and Region Name=${region}`;
	return `RRSet with DNS name ${name}, type ${type}${identifier}${latency}`;
}

/** The value that must be unique among the sets of a name and type; undefined for random selection. */
function choiceOf({ region, failover, geoLocation, cidr }: RecordSet): string | undefined {
	if (geoLocation) {
		const { ContinentCode, CountryCode, SubdivisionCode } = geoLocation;
		return [ContinentCode, CountryCode, SubdivisionCode].join("/");
	}
	return region ?? failover ?? (cidr && `${cidr.collectionId}/${cidr.locationName}`);
}
