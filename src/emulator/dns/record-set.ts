/** Record sets as zones hold them: what DNS answers from, and how Route 53 chooses among several of one name and type. */

/** A record set without a geographic or latency routing policy. */
export interface ZoneRecord {
	/** Fully qualified, with the dot at its end. */
	readonly name: string;
	readonly type: string;
	readonly ttlSeconds: number;
	readonly values: readonly string[];
	readonly setIdentifier?: string | undefined;
	/** Exactly one of these two where there is a set identifier. */
	readonly multiValueAnswer?: boolean | undefined;
	readonly weight?: number | undefined;
	/** A health check that must be healthy as well. */
	readonly healthCheckId?: string | undefined;
	/** In place of TTL and values. */
	readonly alias?: Alias | undefined;
	/** Whether what it leads to is healthy, where a service says so: DNS prefers healthy values. */
	readonly healthy: boolean;
}

/** The target of an alias record set. */
export interface Alias {
	/** The hosted zone of the target: one of the account, the record set's own among them, or one of an AWS service. */
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
	/** In place of values: what a traffic policy lets DNS choose from, branch by branch. */
	readonly branches?: readonly RecordSet[] | undefined;
	/** The traffic policy instance that made it, and that alone changes it. */
	readonly trafficPolicyInstanceId?: string | undefined;
}

/** The location of a CIDR collection that a record set is for. */
export interface CidrRouting {
	readonly collectionId: string;
	/** `*` is the default location. */
	readonly locationName: string;
}

/** How Route 53 chooses among record sets of one name and type. */
export type RoutingPolicy =
	| "simple"
	| "weighted"
	| "latency"
	| "failover"
	| "geolocation"
	| "geoproximity"
	| "multivalue"
	| "cidr";

/** The routing policy that the members of a record set mean. */
export function policyOf(record: RecordSet): RoutingPolicy {
	if (record.weight !== undefined) return "weighted";
	if (record.region !== undefined) return "latency";
	if (record.failover !== undefined) return "failover";
	if (record.geoLocation !== undefined) return "geolocation";
	if (record.geoProximity !== undefined) return "geoproximity";
	if (record.cidr !== undefined) return "cidr";
	return record.multiValueAnswer ? "multivalue" : "simple";
}

/** An area of the world, by codes such as `EU`, `DE`; the country `*` is the default. */
export interface GeoLocation {
	readonly ContinentCode?: string | undefined;
	readonly CountryCode?: string | undefined;
	readonly SubdivisionCode?: string | undefined;
}

/** A place in the world: an AWS region, a local zone or coordinates. */
export interface GeoProximityLocation {
	readonly AWSRegion?: string | undefined;
	readonly LocalZoneGroup?: string | undefined;
	readonly Coordinates?: { Latitude: string | undefined; Longitude: string | undefined } | undefined;
	readonly Bias?: number | undefined;
}
