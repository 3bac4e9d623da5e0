/** Tests traffic policies: documents, versions, and the answers of their instances. */
import {
	ChangeResourceRecordSetsCommand,
	CreateTrafficPolicyCommand,
	CreateTrafficPolicyInstanceCommand,
	CreateTrafficPolicyVersionCommand,
	DeleteTrafficPolicyCommand,
	DeleteTrafficPolicyInstanceCommand,
	GetAccountLimitCommand,
	GetTrafficPolicyCommand,
	GetTrafficPolicyInstanceCountCommand,
	ListResourceRecordSetsCommand,
	ListTrafficPoliciesCommand,
	ListTrafficPolicyInstancesByHostedZoneCommand,
	ListTrafficPolicyInstancesByPolicyCommand,
	ListTrafficPolicyInstancesCommand,
	ListTrafficPolicyVersionsCommand,
	UpdateTrafficPolicyCommentCommand,
	UpdateTrafficPolicyInstanceCommand,
} from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../../world.ts";
import { record, withZone } from "../zone.ts";

const endpoints = { a: { Type: "value", Value: "192.0.2.1" }, b: { Type: "value", Value: "192.0.2.2" } };
const policy = (more: object) =>
	JSON.stringify({ AWSPolicyFormatVersion: "2015-10-01", RecordType: "A", Endpoints: endpoints, ...more });
const simple = policy({ StartEndpoint: "a" });
const byCountry = policy({
	StartRule: "where",
	Rules: {
		where: {
			RuleType: "geo",
			Locations: [
				{ Country: "DE", RuleReference: "balance" },
				{ IsDefault: true, EndpointReference: "a" },
			],
		},
		balance: {
			RuleType: "weighted",
			Items: [
				{ Weight: "0", EndpointReference: "a" },
				{ Weight: "1", EndpointReference: "b" },
			],
		},
	},
});

async function withInstance(document: string) {
	const zone = await withZone("example.com", true);
	const { TrafficPolicy } = await zone.route53.send(
		new CreateTrafficPolicyCommand({ Name: "flow", Document: document }),
	);
	const policyId = TrafficPolicy?.Id ?? "";
	const use = { TTL: 30, TrafficPolicyId: policyId, TrafficPolicyVersion: 1 };
	const command = new CreateTrafficPolicyInstanceCommand({
		HostedZoneId: zone.zoneId,
		Name: "www.example.com",
		...use,
	});
	const { TrafficPolicyInstance } = await zone.route53.send(command);
	return { ...zone, policyId, use, instanceId: TrafficPolicyInstance?.Id ?? "" };
}

describe("a traffic policy", () => {
	it("has numbered versions, which are deleted individually", async () => {
		const { route53 } = createWorld();
		const { TrafficPolicy } = await route53.send(
			new CreateTrafficPolicyCommand({ Name: "flow", Document: simple, Comment: "one" }),
		);
		const Id = TrafficPolicy?.Id ?? "";
		expect(TrafficPolicy).toMatchObject({ Version: 1, Type: "A", Document: simple, Comment: "one" });
		await route53.send(new CreateTrafficPolicyVersionCommand({ Id, Document: byCountry }));
		await route53.send(new DeleteTrafficPolicyCommand({ Id, Version: 2 }));
		const third = await route53.send(new CreateTrafficPolicyVersionCommand({ Id, Document: simple }));
		expect(third.TrafficPolicy?.Version).toBe(3);
		await route53.send(new UpdateTrafficPolicyCommentCommand({ Id, Version: 3, Comment: "three" }));
		expect((await route53.send(new GetTrafficPolicyCommand({ Id, Version: 3 }))).TrafficPolicy?.Comment).toBe("three");
		const versions = await route53.send(new ListTrafficPolicyVersionsCommand({ Id, MaxItems: 1 }));
		expect(versions).toMatchObject({ IsTruncated: true, TrafficPolicyVersionMarker: "3" });
		const { TrafficPolicySummaries } = await route53.send(new ListTrafficPoliciesCommand({}));
		expect(TrafficPolicySummaries).toEqual([{ Id, Name: "flow", Type: "A", LatestVersion: 3, TrafficPolicyCount: 2 }]);
		const taken = route53.send(new CreateTrafficPolicyCommand({ Name: "flow", Document: simple }));
		await expect(taken).rejects.toMatchObject(refusal("TrafficPolicyAlreadyExists"));
		const gone = route53.send(new GetTrafficPolicyCommand({ Id, Version: 2 }));
		await expect(gone).rejects.toMatchObject(refusal("NoSuchTrafficPolicy"));
	});

	it.each([
		["no JSON", "{", "not a JSON object"],
		[
			"an unsupported format version",
			JSON.stringify({ AWSPolicyFormatVersion: "2000-01-01" }),
			"AWSPolicyFormatVersion",
		],
		["an unknown record type", policy({ RecordType: "X", StartEndpoint: "a" }), "record type"],
		["no start", policy({}), "one endpoint or one rule"],
		["a missing endpoint", policy({ StartEndpoint: "c" }), "endpoint c does not exist"],
		["a missing rule", policy({ StartRule: "c" }), "rule c does not exist"],
		["an invalid value", policy({ StartEndpoint: "a", Endpoints: { a: { Type: "value", Value: "x" } } }), "IPv4"],
		["an unknown rule type", policy({ StartRule: "r", Rules: { r: { RuleType: "odd" } } }), "rule type odd"],
		["a rule without a list", policy({ StartRule: "r", Rules: { r: { RuleType: "latency" } } }), "holds a list"],
		[
			"a rule below itself",
			policy({ StartRule: "r", Rules: { r: { RuleType: "multivalue", Items: [{ RuleReference: "r" }] } } }),
			"below itself",
		],
	])("with %s is rejected", async (_, Document, message) => {
		const made = createWorld().route53.send(new CreateTrafficPolicyCommand({ Name: "flow", Document }));
		await expect(made).rejects.toMatchObject(refusal("InvalidTrafficPolicyDocument", message));
	});
});

describe("a traffic policy instance", () => {
	it("is a record set whose answers follow the rules, with the instance's TTL", async () => {
		const { emulator, route53, zoneId, instanceId } = await withInstance(byCountry);
		const ask = (country: string) =>
			emulator.resolveDns({ name: "www.example.com", type: "A", asker: { country } }).answers;
		expect(ask("DE")).toEqual([{ name: "www.example.com", type: "A", ttlSeconds: 30, value: "192.0.2.2" }]);
		expect(ask("FR")).toMatchObject([{ value: "192.0.2.1" }]);
		const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
		expect(ResourceRecordSets).toContainEqual({
			Name: "www.example.com.",
			Type: "A",
			TTL: 30,
			TrafficPolicyInstanceId: instanceId,
		});
	});

	it.each([
		[
			"failover",
			{ r: { RuleType: "failover", Primary: { EndpointReference: "a" }, Secondary: { EndpointReference: "b" } } },
			["192.0.2.1"],
		],
		[
			"multivalue",
			{ r: { RuleType: "multivalue", Items: [{ EndpointReference: "a" }, { EndpointReference: "b" }] } },
			["192.0.2.1", "192.0.2.2"],
		],
		[
			"latency",
			{
				r: {
					RuleType: "latency",
					Regions: [
						{ Region: "eu-west-1", EndpointReference: "a" },
						{ Region: "ap-northeast-1", EndpointReference: "b" },
					],
				},
			},
			["192.0.2.2"],
		],
		[
			"geoproximity",
			{
				r: {
					RuleType: "geoproximity",
					GeoproximityLocations: [
						{ Region: "aws:route53:ap-northeast-1", EndpointReference: "b" },
						{ Region: "aws:route53:eu-west-1", EndpointReference: "a" },
					],
				},
			},
			["192.0.2.2"],
		],
	])("answers by a rule of type %s", async (_, Rules, expected) => {
		const { dns } = await withInstance(policy({ StartRule: "r", Rules }));
		expect(dns("www.example.com")).toEqual(expected);
	});

	it("is the only way to change its record set, and accepts another version", async () => {
		const { route53, zoneId, change, dns, policyId, use, instanceId } = await withInstance(simple);
		await expect(change(record("UPSERT", "www.example.com", "A", ["192.0.2.9"]))).rejects.toThrow(
			"traffic policy instance",
		);
		const second = policy({ StartEndpoint: "b" });
		await route53.send(new CreateTrafficPolicyVersionCommand({ Id: policyId, Document: second }));
		await route53.send(new UpdateTrafficPolicyInstanceCommand({ Id: instanceId, ...use, TrafficPolicyVersion: 2 }));
		expect(dns("www.example.com")).toEqual(["192.0.2.2"]);
		const remove = (Version: number) => route53.send(new DeleteTrafficPolicyCommand({ Id: policyId, Version }));
		await expect(remove(2)).rejects.toMatchObject(refusal("TrafficPolicyInUse"));
		await remove(1);
		await route53.send(new DeleteTrafficPolicyInstanceCommand({ Id: instanceId }));
		expect(dns("www.example.com")).toBe("NXDOMAIN");
		await remove(2);
		const empty = new ChangeResourceRecordSetsCommand({
			HostedZoneId: zoneId,
			ChangeBatch: { Changes: [record("CREATE", "www.example.com", "A", ["192.0.2.9"])] },
		});
		await route53.send(empty);
	});

	it("is listed by zone and by policy, counted, and requires a free name", async () => {
		const { route53, zoneId, use, instanceId, policyId } = await withInstance(simple);
		const create = (Name: string) =>
			route53.send(new CreateTrafficPolicyInstanceCommand({ HostedZoneId: zoneId, Name, ...use }));
		await expect(create("WWW.example.com.")).rejects.toMatchObject(refusal("TrafficPolicyInstanceAlreadyExists"));
		await expect(create("www.other.org")).rejects.toMatchObject(refusal("InvalidInput"));
		await create("api.example.com");
		const first = await route53.send(new ListTrafficPolicyInstancesCommand({ MaxItems: 1 }));
		expect(first).toMatchObject({
			IsTruncated: true,
			TrafficPolicyInstances: [{ Name: "api.example.com.", State: "Applied" }],
		});
		const { HostedZoneIdMarker, TrafficPolicyInstanceNameMarker, TrafficPolicyInstanceTypeMarker } = first;
		const markers = { HostedZoneIdMarker, TrafficPolicyInstanceNameMarker, TrafficPolicyInstanceTypeMarker };
		const rest = await route53.send(new ListTrafficPolicyInstancesCommand(markers));
		expect(rest.TrafficPolicyInstances).toMatchObject([{ Id: instanceId }]);
		const byZone = await route53.send(new ListTrafficPolicyInstancesByHostedZoneCommand({ HostedZoneId: zoneId }));
		expect(byZone.TrafficPolicyInstances).toHaveLength(2);
		const byPolicy = new ListTrafficPolicyInstancesByPolicyCommand({
			TrafficPolicyId: policyId,
			TrafficPolicyVersion: 1,
		});
		expect((await route53.send(byPolicy)).TrafficPolicyInstances).toHaveLength(2);
		expect((await route53.send(new GetTrafficPolicyInstanceCountCommand({}))).TrafficPolicyInstanceCount).toBe(2);
		const limit = await route53.send(new GetAccountLimitCommand({ Type: "MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER" }));
		expect(limit).toMatchObject({ Limit: { Value: 5 }, Count: 2 });
	});
});
