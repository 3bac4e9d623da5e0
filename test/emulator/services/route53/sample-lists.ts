/** An account with several resources of each type that Route 53 lists, and all its lists. */
import {
	ChangeCidrCollectionCommand,
	ChangeResourceRecordSetsCommand,
	CreateCidrCollectionCommand,
	CreateHealthCheckCommand,
	CreateHostedZoneCommand,
	CreateQueryLoggingConfigCommand,
	CreateReusableDelegationSetCommand,
	CreateTrafficPolicyCommand,
	CreateTrafficPolicyInstanceCommand,
	CreateTrafficPolicyVersionCommand,
	CreateVPCAssociationAuthorizationCommand,
	ListCidrBlocksCommand,
	ListCidrCollectionsCommand,
	ListCidrLocationsCommand,
	ListGeoLocationsCommand,
	ListHealthChecksCommand,
	ListHostedZonesByNameCommand,
	ListHostedZonesByVPCCommand,
	ListHostedZonesCommand,
	ListQueryLoggingConfigsCommand,
	ListResourceRecordSetsCommand,
	ListReusableDelegationSetsCommand,
	ListTrafficPoliciesCommand,
	ListTrafficPolicyInstancesByHostedZoneCommand,
	ListTrafficPolicyInstancesByPolicyCommand,
	ListTrafficPolicyInstancesCommand,
	ListTrafficPolicyVersionsCommand,
	ListVPCAssociationAuthorizationsCommand,
	type Route53Client,
} from "@aws-sdk/client-route-53";
import { type List, type Page, type Start, startOf } from "../../sample-list.ts";
import type { World } from "../../world.ts";

const count = 5;
const numbers = Array.from({ length: count }, (_, index) => index);
const VPC = { VPCId: "vpc-paging", VPCRegion: "ap-northeast-1" as const };
const Document = JSON.stringify({
	AWSPolicyFormatVersion: "2015-10-01",
	RecordType: "A",
	Endpoints: { a: { Type: "value", Value: "192.0.2.1" } },
	StartEndpoint: "a",
});

interface Filled {
	readonly zone: string;
	readonly hidden: string;
	readonly collection: string;
	readonly policy: string;
}

async function fill(route53: Route53Client): Promise<Filled> {
	const zones: string[] = [];
	const hidden: string[] = [];
	const policies: string[] = [];
	for (const index of numbers) {
		const CallerReference = String(index);
		const open = new CreateHostedZoneCommand({ Name: `zone-${index}.com`, CallerReference });
		const closed = new CreateHostedZoneCommand({ Name: `hidden-${index}.com`, CallerReference: `h${index}`, VPC });
		zones.push((await route53.send(open)).HostedZone?.Id ?? "");
		hidden.push((await route53.send(closed)).HostedZone?.Id ?? "");
		await route53.send(new CreateReusableDelegationSetCommand({ CallerReference }));
		const HealthCheckConfig = { Type: "TCP" as const, IPAddress: `192.0.2.${index + 1}`, Port: 80 };
		await route53.send(new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig }));
		const policy = await route53.send(new CreateTrafficPolicyCommand({ Name: `policy-${index}`, Document }));
		policies.push(policy.TrafficPolicy?.Id ?? "");
		await route53.send(
			new CreateQueryLoggingConfigCommand({
				HostedZoneId: zones[index],
				CloudWatchLogsLogGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/route53/x:*",
			}),
		);
		await route53.send(new CreateCidrCollectionCommand({ Name: `collection-${index}`, CallerReference }));
	}
	const [zone = ""] = zones;
	const [policy = ""] = policies;
	const { CidrCollections } = await route53.send(new ListCidrCollectionsCommand({}));
	const collection = CidrCollections?.[0]?.Id ?? "";
	for (const index of numbers) {
		const CidrList = [`10.${index}.0.0/24`, `10.${index}.1.0/24`];
		const put = { Action: "PUT" as const, LocationName: `location-${index}`, CidrList };
		await route53.send(new ChangeCidrCollectionCommand({ Id: collection, Changes: [put] }));
		await route53.send(new CreateTrafficPolicyVersionCommand({ Id: policy, Document }));
		await route53.send(
			new CreateVPCAssociationAuthorizationCommand({
				HostedZoneId: hidden[0],
				VPC: { ...VPC, VPCId: `vpc-${index}` },
			}),
		);
		await route53.send(
			new CreateTrafficPolicyInstanceCommand({
				HostedZoneId: zone,
				Name: `flow-${index}.zone-0.com`,
				TTL: 30,
				TrafficPolicyId: policy,
				TrafficPolicyVersion: 1,
			}),
		);
		const weighted = {
			Name: "weighted.zone-0.com",
			Type: "A" as const,
			TTL: 30,
			SetIdentifier: `set-${index}`,
			Weight: 1,
			ResourceRecords: [{ Value: `192.0.2.${index}` }],
		};
		const Changes = [{ Action: "CREATE" as const, ResourceRecordSet: weighted }];
		await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
	}
	return { zone, hidden: hidden[0] ?? "", collection, policy };
}

/** Fills `world` and returns all Route 53 lists in it. */
export async function sampleLists({ route53 }: World): Promise<List[]> {
	const { zone, hidden, collection, policy } = await fill(route53);
	const list = (
		name: string,
		page: (size: number, start: Start) => Promise<Page>,
		{ least = count, largest = 100 } = {},
	): List => ({ name, page, least, largest });
	const instances = (
		name: string,
		send: (page: Start) => Promise<{
			TrafficPolicyInstances: readonly unknown[] | undefined;
			HostedZoneIdMarker?: string | undefined;
			TrafficPolicyInstanceNameMarker?: string | undefined;
			TrafficPolicyInstanceTypeMarker?: string | undefined;
		}>,
	) =>
		list(name, async (MaxItems, start) => {
			const found = await send({ MaxItems, ...start });
			const { HostedZoneIdMarker, TrafficPolicyInstanceNameMarker, TrafficPolicyInstanceTypeMarker } = found;
			const markers = { HostedZoneIdMarker, TrafficPolicyInstanceNameMarker, TrafficPolicyInstanceTypeMarker };
			return { items: found.TrafficPolicyInstances ?? [], next: startOf(markers) };
		});
	return [
		list("ListHostedZones", async (MaxItems, start) => {
			const found = await route53.send(new ListHostedZonesCommand({ MaxItems, ...start }));
			return { items: found.HostedZones ?? [], next: startOf({ Marker: found.NextMarker }) };
		}),
		list("ListHostedZonesByName", async (MaxItems, start) => {
			const found = await route53.send(new ListHostedZonesByNameCommand({ MaxItems, ...start }));
			const next = startOf({ DNSName: found.NextDNSName, HostedZoneId: found.NextHostedZoneId });
			return { items: found.HostedZones ?? [], next };
		}),
		list("ListHostedZonesByVPC", async (MaxItems, start) => {
			const found = await route53.send(new ListHostedZonesByVPCCommand({ ...VPC, MaxItems, ...start }));
			return { items: found.HostedZoneSummaries ?? [], next: startOf({ NextToken: found.NextToken }) };
		}),
		list(
			"ListResourceRecordSets",
			async (MaxItems, start) => {
				const found = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, MaxItems, ...start }));
				const next = startOf({
					StartRecordName: found.NextRecordName,
					StartRecordType: found.NextRecordType,
					StartRecordIdentifier: found.NextRecordIdentifier,
				});
				return { items: found.ResourceRecordSets ?? [], next };
			},
			{ least: 2 + 2 * count, largest: 300 },
		),
		list(
			"ListHealthChecks",
			async (MaxItems, start) => {
				const found = await route53.send(new ListHealthChecksCommand({ MaxItems, ...start }));
				return { items: found.HealthChecks ?? [], next: startOf({ Marker: found.NextMarker }) };
			},
			{ largest: 1_000 },
		),
		list("ListReusableDelegationSets", async (MaxItems, start) => {
			const found = await route53.send(new ListReusableDelegationSetsCommand({ MaxItems, ...start }));
			return { items: found.DelegationSets ?? [], next: startOf({ Marker: found.NextMarker }) };
		}),
		list("ListQueryLoggingConfigs", async (MaxResults, start) => {
			const found = await route53.send(new ListQueryLoggingConfigsCommand({ MaxResults, ...start }));
			return { items: found.QueryLoggingConfigs ?? [], next: startOf({ NextToken: found.NextToken }) };
		}),
		list(
			"ListVPCAssociationAuthorizations",
			async (MaxResults, start) => {
				const command = new ListVPCAssociationAuthorizationsCommand({ HostedZoneId: hidden, MaxResults, ...start });
				const found = await route53.send(command);
				return { items: found.VPCs ?? [], next: startOf({ NextToken: found.NextToken }) };
			},
			{ largest: 50 },
		),
		list("ListCidrCollections", async (MaxResults, start) => {
			const found = await route53.send(new ListCidrCollectionsCommand({ MaxResults, ...start }));
			return { items: found.CidrCollections ?? [], next: startOf({ NextToken: found.NextToken }) };
		}),
		list("ListCidrLocations", async (MaxResults, start) => {
			const command = new ListCidrLocationsCommand({ CollectionId: collection, MaxResults, ...start });
			const found = await route53.send(command);
			return { items: found.CidrLocations ?? [], next: startOf({ NextToken: found.NextToken }) };
		}),
		list(
			"ListCidrBlocks",
			async (MaxResults, start) => {
				const command = new ListCidrBlocksCommand({ CollectionId: collection, MaxResults, ...start });
				const found = await route53.send(command);
				return { items: found.CidrBlocks ?? [], next: startOf({ NextToken: found.NextToken }) };
			},
			{ least: 2 * count },
		),
		list("ListTrafficPolicies", async (MaxItems, start) => {
			const found = await route53.send(new ListTrafficPoliciesCommand({ MaxItems, ...start }));
			const { TrafficPolicyIdMarker, IsTruncated } = found;
			return { items: found.TrafficPolicySummaries ?? [], next: IsTruncated ? { TrafficPolicyIdMarker } : undefined };
		}),
		list("ListTrafficPolicyVersions", async (MaxItems, start) => {
			const found = await route53.send(new ListTrafficPolicyVersionsCommand({ Id: policy, MaxItems, ...start }));
			const { TrafficPolicyVersionMarker, IsTruncated } = found;
			return { items: found.TrafficPolicies ?? [], next: IsTruncated ? { TrafficPolicyVersionMarker } : undefined };
		}),
		instances("ListTrafficPolicyInstances", (page) => route53.send(new ListTrafficPolicyInstancesCommand(page))),
		instances("ListTrafficPolicyInstancesByHostedZone", (page) =>
			route53.send(new ListTrafficPolicyInstancesByHostedZoneCommand({ HostedZoneId: zone, ...page })),
		),
		instances("ListTrafficPolicyInstancesByPolicy", (page) =>
			route53.send(
				new ListTrafficPolicyInstancesByPolicyCommand({
					TrafficPolicyId: policy,
					TrafficPolicyVersion: 1,
					...page,
				}),
			),
		),
		list(
			"ListGeoLocations",
			async (MaxItems, start) => {
				const found = await route53.send(new ListGeoLocationsCommand({ MaxItems, ...start }));
				const next = startOf({
					StartContinentCode: found.NextContinentCode,
					StartCountryCode: found.NextCountryCode,
					StartSubdivisionCode: found.NextSubdivisionCode,
				});
				return { items: found.GeoLocationDetailsList ?? [], next };
			},
			{ least: 100 },
		),
	];
}
