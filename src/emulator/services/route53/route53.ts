/**
 * The emulated Route 53: hosted zones and their record sets, from which DNS answers. Zones of Cloud Map are included
 * and are read-only for clients.
 */
import type {
	ChangeResourceRecordSetsRequest,
	ChangeResourceRecordSetsResponse,
	GetChangeRequest,
	GetChangeResponse,
	ListResourceRecordSetsRequest,
	TestDNSAnswerRequest,
} from "@aws-sdk/client-route-53";
import type { AccountContext } from "../../account-context.ts";
import type { Handlers } from "../../aws-error.ts";
import type { DnsSources } from "../../dns/view.ts";
import type { RunningService } from "../../service.ts";
import { createChanges } from "./changes.ts";
import { healthCheckRoutes } from "./health-checks/control-routes.ts";
import { createHealthChecks, type HealthChecks } from "./health-checks/health-checks.ts";
import { limitOperations } from "./limits.ts";
import { managedZones } from "./managed-zones.ts";
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

/** Tools for users and tests beyond AWS's operations. */
export interface Route53Tools {
	/** Makes the endpoint of a health check fail or recover; returns false if the check does not exist. */
	readonly setEndpointHealth: HealthChecks["setEndpointHealth"];
}

/** Starts without zones. */
export function startRoute53(context: AccountContext): RunningService<Route53Tools> {
	const zones = createZoneTable(context);
	const changes = createChanges(context);
	const healthChecks = createHealthChecks(context);
	const delegationSets = createDelegationSets(context, zones);
	const cidrCollections = createCidrCollections(context, changes);
	const signing = createZoneSigning(context, zones, changes);
	const trafficFlow = createTrafficFlow(context, zones);
	const dnsSources = (): DnsSources => ({
		zones: zones.all(),
		region: context.region,
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
		...zoneOperations(context, { zones, changes, delegationSets, signing }),
		...zoneLists(context, zones),
		...vpcOperations(context, zones, changes),
		...tagOperations(zones, healthChecks),
		...limitOperations({ zones, healthChecks, delegationSets, trafficFlow }),
		...queryLoggingOperations(context, zones),
		...geoLocationOperations(),
		...healthChecks.handlers,
		...delegationSets.handlers,
		...cidrCollections.handlers,
		...signing.handlers,
		...trafficFlow.handlers,
		ChangeResourceRecordSets: changeRecords,
		ListResourceRecordSets: (input: ListResourceRecordSetsRequest) => listRecords(zones, input),
		GetChange: ({ Id = "" }: GetChangeRequest): GetChangeResponse => ({ ChangeInfo: changes.get(Id) }),
		TestDNSAnswer: (input: TestDNSAnswerRequest) => testAnswer(zones, dnsSources(), context.random, input),
	};
	const tools: Route53Tools = { setEndpointHealth: healthChecks.setEndpointHealth };
	return {
		handlers,
		tools,
		offers: { managedZones: managedZones(context, zones, healthChecks), dnsSources },
		routes: healthCheckRoutes(tools),
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
