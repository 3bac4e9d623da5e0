/**
 * Route 53 of the embedded AWS: hosted zones and their record sets, with the zones of Cloud Map among them, which are
 * read-only here. What the zones hold is what DNS answers.
 */
import type {
	ChangeResourceRecordSetsRequest,
	ChangeResourceRecordSetsResponse,
	GetChangeRequest,
	GetChangeResponse,
	ListResourceRecordSetsRequest,
	TestDNSAnswerRequest,
} from "@aws-sdk/client-route-53";
import type { DnsSources } from "../../dns/view.ts";
import type { Handlers } from "../../failure.ts";
import type { Surroundings, ZonesForCloudMap } from "../../surroundings.ts";
import { createChanges } from "./changes.ts";
import { zonesForCloudMap } from "./for-cloud-map.ts";
import { createHealthChecks, type HealthChecks } from "./health-checks/health-checks.ts";
import { limitOperations } from "./limits.ts";
import { applyChanges } from "./record-sets/change-batch.ts";
import { createCidrCollections } from "./record-sets/cidr-collections.ts";
import { geoLocationOperations } from "./record-sets/geo-locations.ts";
import { listRecords } from "./record-sets/list.ts";
import { testAnswer } from "./record-sets/test-answer.ts";
import { tagOperations } from "./tags.ts";
import { createTrafficFlow } from "./traffic-policies/instances.ts";
import { createDelegationSets } from "./zones/delegation-sets.ts";
import { createZoneSigning } from "./zones/dnssec.ts";
import { zoneLists } from "./zones/lists.ts";
import { refuseManaged, zoneOperations } from "./zones/operations.ts";
import { queryLoggingOperations } from "./zones/query-logging.ts";
import { vpcOperations } from "./zones/vpc-associations.ts";
import { countRecords, createZoneTable, type ZoneTable } from "./zones/zones.ts";

/** The emulated Route 53: what requests reach, and what Cloud Map, DNS, people and tests do with it directly. */
export interface Route53 {
	readonly handlers: Handlers;
	readonly forCloudMap: ZonesForCloudMap;
	/** What DNS answers from. */
	readonly dnsSources: () => DnsSources;
	/** Lets the endpoint behind a health check fail or recover. */
	readonly tellHealth: HealthChecks["tell"];
	/** How much there is, for people who look. */
	readonly overview: () => { readonly zones: readonly object[]; readonly healthChecks: readonly object[] };
}

/** An account without zones. */
export function createRoute53(surroundings: Surroundings): Route53 {
	const zones = createZoneTable(surroundings);
	const changes = createChanges(surroundings);
	const healthChecks = createHealthChecks(surroundings);
	const delegationSets = createDelegationSets(surroundings, zones);
	const cidrCollections = createCidrCollections(surroundings, changes);
	const signing = createZoneSigning(surroundings, zones, changes);
	const trafficFlow = createTrafficFlow(surroundings, zones);
	const dnsSources = (): DnsSources => ({
		zones: zones.all(),
		region: surroundings.region,
		isHealthy: healthChecks.isHealthy,
		cidrLocation: cidrCollections.locationOf,
	});
	const references = { zones, hasHealthCheck: healthChecks.has, hasCidrLocation: cidrCollections.hasLocation };
	const changeRecords = (input: ChangeResourceRecordSetsRequest): ChangeResourceRecordSetsResponse => {
		const zone = zones.get(input.HostedZoneId ?? "");
		refuseManaged(zone);
		applyChanges(zone, input.ChangeBatch?.Changes ?? [], references);
		return { ChangeInfo: changes.submit(input.ChangeBatch?.Comment) };
	};
	const handlers: Handlers = {
		...zoneOperations(surroundings, { zones, changes, delegationSets, signing }),
		...zoneLists(surroundings, zones),
		...vpcOperations(surroundings, zones, changes),
		...tagOperations(zones, healthChecks),
		...limitOperations({ zones, healthChecks, delegationSets, trafficFlow }),
		...queryLoggingOperations(surroundings, zones),
		...geoLocationOperations(),
		...healthChecks.handlers,
		...delegationSets.handlers,
		...cidrCollections.handlers,
		...signing.handlers,
		...trafficFlow.handlers,
		ChangeResourceRecordSets: changeRecords,
		ListResourceRecordSets: (input: ListResourceRecordSetsRequest) => listRecords(zones, input),
		GetChange: ({ Id = "" }: GetChangeRequest): GetChangeResponse => ({ ChangeInfo: changes.get(Id) }),
		TestDNSAnswer: (input: TestDNSAnswerRequest) => testAnswer(zones, dnsSources(), surroundings.random, input),
	};
	return {
		handlers,
		forCloudMap: zonesForCloudMap(surroundings, zones, healthChecks),
		dnsSources,
		tellHealth: healthChecks.tell,
		overview: () => ({ zones: zonesAtAGlance(zones), healthChecks: healthChecks.overview() }),
	};
}

function zonesAtAGlance(zones: ZoneTable): readonly object[] {
	return zones.all().map((zone) => ({
		id: zone.id,
		name: zone.name,
		private: zone.vpcs !== undefined,
		recordSets: countRecords(zone),
	}));
}
