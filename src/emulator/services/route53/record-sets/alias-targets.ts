/**
 * Validates alias targets: a record set of the same type in a hosted zone of the account, or a name of an AWS service,
 * which always exists because the embedded AWS has no load balancers or distributions.
 */
import { isWithin } from "../../../dns/domain-names.ts";
import type { RecordSet } from "../../../dns/record-set.ts";
import type { Zone, ZoneTable } from "../zones/zones.ts";

const awsDomains = [
	"amazonaws.com.",
	"amazonaws.com.cn.",
	"cloudfront.net.",
	"elasticbeanstalk.com.",
	"awsglobalaccelerator.com.",
	"on.aws.",
	"aws.",
];

/** Route 53's messages for an invalid alias; empty for a valid one and for other record sets. */
export function refusedAlias(
	{ type, alias }: RecordSet,
	zones: ZoneTable,
	recordsAt: (zone: Zone, name: string) => readonly RecordSet[],
): readonly string[] {
	if (!alias) return [];
	const target = `Tried to create an alias that targets ${alias.name}, type ${type} in zone ${alias.zoneId}`;
	const zone = zones.find(alias.zoneId);
	if (!zone && isAwsName(alias.name)) return [];
	const isInside = zone !== undefined && isWithin(alias.name, zone.name);
	const isThere = isInside && recordsAt(zone, alias.name).some((record) => record.type === type);
	return [
		...(isInside ? [] : [`${target}, but the alias target name does not lie within the target zone`]),
		...(isThere ? [] : [`${target}, but that target was not found`]),
	];
}

function isAwsName(name: string): boolean {
	return awsDomains.some((domain) => name.endsWith(`.${domain}`));
}
