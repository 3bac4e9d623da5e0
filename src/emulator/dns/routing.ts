/**
 * Implements Route 53's routing policies: selects among record sets of one name and type by the client's location and
 * by health. If no record set is healthy, Route 53 answers as if all were.
 */
import { type Random, shuffled } from "../../lib/random.ts";
import { policyOf, type RecordSet, type RoutingPolicy } from "./record-set.ts";
import type { Asker, DnsSources } from "./view.ts";

/** The inputs of a selection. */
export interface Choosing {
	readonly asker: Asker;
	readonly sources: Pick<DnsSources, "region" | "cidrLocation">;
	readonly random: Random;
	readonly isHealthy: (record: RecordSet) => boolean;
}

type Policy = (records: readonly RecordSet[], choosing: Choosing) => readonly RecordSet[];

/** Route 53 returns at most eight values of multivalue record sets. */
const maximumValues = 8;

/** The record sets that answer; empty if no geolocation or CIDR location matches and there is no default. */
export function choose(records: readonly RecordSet[], choosing: Choosing): readonly RecordSet[] {
	const [first] = records;
	return first ? policies[policyOf(first)](records, choosing) : [];
}

const policies: Readonly<Record<RoutingPolicy, Policy>> = {
	simple: (records) => records,
	multivalue: (records, choosing) =>
		shuffled(preferHealthy(records, choosing), choosing.random).slice(0, maximumValues),
	weighted,
	failover,
	latency: nearest(({ region }) => region),
	geoproximity: nearest(({ geoProximity }) => geoProximity?.AWSRegion),
	geolocation,
	cidr,
};

function preferHealthy(records: readonly RecordSet[], { isHealthy }: Choosing): readonly RecordSet[] {
	const healthy = records.filter(isHealthy);
	return healthy.length > 0 ? healthy : records;
}

/** Weight 0 is selected only if no weighted set is healthy; if all weights are 0, all sets are equal. */
function weighted(records: readonly RecordSet[], choosing: Choosing): readonly RecordSet[] {
	const candidates = preferHealthy(records, choosing);
	const total = candidates.reduce((sum, { weight = 0 }) => sum + weight, 0);
	const share = ({ weight = 0 }: RecordSet) => (total === 0 ? 1 : weight);
	let place = choosing.random() * (total === 0 ? candidates.length : total);
	const chosen = candidates.find((record) => {
		place -= share(record);
		return place < 0;
	});
	return chosen ? [chosen] : candidates.slice(0, 1);
}

/** The primary set, unless only the secondary set is healthy. */
function failover(records: readonly RecordSet[], { isHealthy }: Choosing): readonly RecordSet[] {
	const primary = records.filter((record) => record.failover === "PRIMARY");
	const secondary = records.filter((record) => record.failover === "SECONDARY");
	if (primary.some(isHealthy) || !secondary.some(isHealthy)) return primary.length > 0 ? primary : secondary;
	return secondary;
}

/**
 * Latencies between Regions are unknown here: the client's own Region is nearest, then the first Region with the same
 * continent prefix, then the first by name.
 */
function nearest(regionOf: (record: RecordSet) => string | undefined): Policy {
	return (records, choosing) => {
		const own = choosing.asker.region ?? choosing.sources.region;
		const distance = (region = "") => {
			if (region === own) return 0;
			return region.split("-")[0] === own.split("-")[0] ? 1 : 2;
		};
		const key = (record: RecordSet) => `${distance(regionOf(record))} ${regionOf(record)}`;
		const sorted = [...preferHealthy(records, choosing)].sort((a, b) => (key(a) < key(b) ? -1 : 1));
		return sorted.slice(0, 1);
	};
}

/** The smallest healthy area that contains the client: subdivision, country, continent, or the default. */
function geolocation(records: readonly RecordSet[], { asker, isHealthy }: Choosing): readonly RecordSet[] {
	const areas = [
		({ SubdivisionCode, CountryCode }: Area) =>
			SubdivisionCode !== undefined && SubdivisionCode === asker.subdivision && CountryCode === asker.country,
		({ SubdivisionCode, CountryCode }: Area) =>
			SubdivisionCode === undefined && CountryCode !== undefined && CountryCode === asker.country,
		({ ContinentCode }: Area) => ContinentCode !== undefined && ContinentCode === asker.continent,
		({ CountryCode, SubdivisionCode }: Area) => CountryCode === "*" && SubdivisionCode === undefined,
	];
	const fitting = areas.flatMap((fits) => records.filter(({ geoLocation = {} }) => fits(geoLocation)));
	return (fitting.some(isHealthy) ? fitting.filter(isHealthy) : fitting).slice(0, 1);
}

type Area = NonNullable<RecordSet["geoLocation"]>;

/** The location that contains the client's address, else the default location `*`. */
function cidr(records: readonly RecordSet[], choosing: Choosing): readonly RecordSet[] {
	const { asker, sources } = choosing;
	const isOf = (record: RecordSet, location: string | undefined) => record.cidr?.locationName === location;
	const located = records.filter(
		(record) =>
			record.cidr && asker.address && isOf(record, sources.cidrLocation(record.cidr.collectionId, asker.address)),
	);
	const fitting = [...located, ...records.filter((record) => isOf(record, "*"))];
	return preferHealthy(fitting, choosing).slice(0, 1);
}
