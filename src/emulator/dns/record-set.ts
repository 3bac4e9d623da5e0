/** Defines the record sets of hosted zones, with the routing policies that select among sets of one name and type. */

/** A record set without a geographic or latency routing policy. */
export interface ZoneRecord {
	/** Fully qualified, with a trailing dot. */
	readonly name: string;
	readonly type: string;
	readonly ttlSeconds: number;
	readonly values: readonly string[];
	readonly setIdentifier?: string | undefined;
	/** A set identifier requires exactly one of the next two members. */
	readonly multiValueAnswer?: boolean | undefined;
	readonly weight?: number | undefined;
	/** A health check that must also be healthy. */
	readonly healthCheckId?: string | undefined;
	/** Instead of TTL and values. */
	readonly alias?: Alias | undefined;
	/** The health of the target, if a service reports one: DNS prefers healthy values. */
	readonly healthy: boolean;
}

/** The target of an alias record set. */
export interface Alias {
	/** The hosted zone of the target: one of the account's zones, including the record set's own, or one of an AWS service. */
	readonly zoneId: string;
	/** Fully qualified, in lower case. */
	readonly name: string;
	readonly evaluateTargetHealth: boolean;
}

/** A record set of a hosted zone, with its routing policy. */
export interface RecordSet extends ZoneRecord {
	/** The region of a latency record set. */
	readonly region?: string | undefined;
	readonly failover?: "PRIMARY" | "SECONDARY" | undefined;
	readonly geoLocation?: GeoLocation | undefined;
	readonly geoProximity?: GeoProximityLocation | undefined;
	readonly cidr?: CidrRouting | undefined;
	/** Instead of values: the branches of a traffic policy from which DNS selects. */
	readonly branches?: readonly RecordSet[] | undefined;
	/** The traffic policy instance that created the record set; only the instance changes it. */
	readonly trafficPolicyInstanceId?: string | undefined;
}

/** The CIDR collection and location that the record set serves. */
export interface CidrRouting {
	readonly collectionId: string;
	/** `*` is the default location. */
	readonly locationName: string;
}

/** Route 53's methods of selecting among record sets of one name and type. */
export type RoutingPolicy =
	| "simple"
	| "weighted"
	| "latency"
	| "failover"
	| "geolocation"
	| "geoproximity"
	| "multivalue"
	| "cidr";

/** The routing policy that the members of a record set imply. */
export function policyOf(record: RecordSet): RoutingPolicy {
	if (record.weight !== undefined) return "weighted";
	if (record.region !== undefined) return "latency";
	if (record.failover !== undefined) return "failover";
	if (record.geoLocation !== undefined) return "geolocation";
	if (record.geoProximity !== undefined) return "geoproximity";
	if (record.cidr !== undefined) return "cidr";
	return record.multiValueAnswer ? "multivalue" : "simple";
}

/** A geographic area by codes such as `EU` and `DE`; the country `*` is the default. */
export interface GeoLocation {
	readonly ContinentCode?: string | undefined;
	readonly CountryCode?: string | undefined;
	readonly SubdivisionCode?: string | undefined;
}

/** A geoproximity location: an AWS Region, a Local Zone or coordinates. */
export interface GeoProximityLocation {
	readonly AWSRegion?: string | undefined;
	readonly LocalZoneGroup?: string | undefined;
	readonly Coordinates?: { Latitude: string | undefined; Longitude: string | undefined } | undefined;
	readonly Bias?: number | undefined;
}
