/** The default quotas of Route 53 and their current usage. */
import type {
	GetAccountLimitRequest,
	GetAccountLimitResponse,
	GetHostedZoneLimitRequest,
	GetHostedZoneLimitResponse,
	GetReusableDelegationSetLimitRequest,
	GetReusableDelegationSetLimitResponse,
} from "@aws-sdk/client-route-53";
import { AwsError, type Handlers } from "../../aws-error.ts";
import { type HealthChecks, maximumHealthChecks } from "./health-checks/health-checks.ts";
import { maximumZoneRecords } from "./record-sets/change-batch.ts";
import { maximumInstances, type TrafficFlow } from "./traffic-policies/instances.ts";
import { maximumPolicies } from "./traffic-policies/traffic-policies.ts";
import { type DelegationSets, maximumDelegationSets, maximumZonesOfSet } from "./zones/delegation-sets.ts";
import { maximumZones } from "./zones/operations.ts";
import { maximumVpcs } from "./zones/vpc-associations.ts";
import { countRecords, type ZoneTable } from "./zones/zones.ts";

/** The resources that are counted. */
interface Counted {
	readonly zones: ZoneTable;
	readonly healthChecks: HealthChecks;
	readonly delegationSets: DelegationSets;
	readonly trafficFlow: TrafficFlow;
}

/** GetAccountLimit, GetHostedZoneLimit and GetReusableDelegationSetLimit. */
export function limitOperations({ zones, healthChecks, delegationSets, trafficFlow }: Counted): Handlers {
	const ofAccount: Readonly<Record<string, () => readonly [value: number, count: number]>> = {
		MAX_HEALTH_CHECKS_BY_OWNER: () => [maximumHealthChecks, healthChecks.count()],
		MAX_HOSTED_ZONES_BY_OWNER: () => [maximumZones, zones.all().length],
		MAX_REUSABLE_DELEGATION_SETS_BY_OWNER: () => [maximumDelegationSets, delegationSets.count()],
		MAX_TRAFFIC_POLICIES_BY_OWNER: () => [maximumPolicies, trafficFlow.policyCount()],
		MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER: () => [maximumInstances, trafficFlow.instanceCount()],
	};
	return {
		GetAccountLimit: ({ Type }: GetAccountLimitRequest): GetAccountLimitResponse => {
			const known = ofAccount[Type ?? ""];
			if (!known) throw unknownType(Type, Object.keys(ofAccount));
			const [Value, Count] = known();
			return { Limit: { Type, Value }, Count };
		},
		GetHostedZoneLimit: ({ Type, HostedZoneId }: GetHostedZoneLimitRequest): GetHostedZoneLimitResponse => {
			const zone = zones.get(HostedZoneId ?? "");
			if (Type === "MAX_RRSETS_BY_ZONE") {
				return { Limit: { Type, Value: maximumZoneRecords }, Count: countRecords(zone) };
			}
			if (Type !== "MAX_VPCS_ASSOCIATED_BY_ZONE") {
				throw unknownType(Type, ["MAX_RRSETS_BY_ZONE", "MAX_VPCS_ASSOCIATED_BY_ZONE"]);
			}
			if (!zone.vpcs) throw new AwsError("HostedZoneNotPrivate", "The specified hosted zone is a public hosted zone.");
			return { Limit: { Type, Value: maximumVpcs }, Count: zone.vpcs.length };
		},
		GetReusableDelegationSetLimit: (
			input: GetReusableDelegationSetLimitRequest,
		): GetReusableDelegationSetLimitResponse => ({
			Limit: { Type: "MAX_ZONES_BY_REUSABLE_DELEGATION_SET", Value: maximumZonesOfSet },
			Count: delegationSets.zonesOf(input.DelegationSetId ?? "").length,
		}),
	};
}

function unknownType(type: string | undefined, values: readonly string[]): AwsError {
	const constraint = `failed to satisfy constraint: Member must satisfy enum value set: [${values.join(", ")}]`;
	return new AwsError("InvalidInput", `1 validation error detected: Value '${type}' at 'type' ${constraint}`);
}
