/** Tests hosted zones: lists, delegation sets, VPCs of other accounts, features, tags and limits. */
import {
	AssociateVPCWithHostedZoneCommand,
	ChangeTagsForResourceCommand,
	CreateHostedZoneCommand,
	type CreateHostedZoneCommandInput,
	CreateReusableDelegationSetCommand,
	CreateVPCAssociationAuthorizationCommand,
	DeleteHostedZoneCommand,
	DeleteReusableDelegationSetCommand,
	DeleteVPCAssociationAuthorizationCommand,
	GetAccountLimitCommand,
	GetHostedZoneCommand,
	GetHostedZoneCountCommand,
	GetHostedZoneLimitCommand,
	GetReusableDelegationSetCommand,
	GetReusableDelegationSetLimitCommand,
	ListHostedZonesByNameCommand,
	ListHostedZonesByVPCCommand,
	ListHostedZonesCommand,
	ListResourceRecordSetsCommand,
	ListReusableDelegationSetsCommand,
	ListTagsForResourceCommand,
	ListVPCAssociationAuthorizationsCommand,
	TestDNSAnswerCommand,
	UpdateHostedZoneCommentCommand,
	UpdateHostedZoneFeaturesCommand,
} from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { createWorld, refusal, type World } from "../../../world.ts";
import { record, VPC, withZone } from "../zone.ts";

const create = async ({ route53 }: World, Name: string, more: Partial<CreateHostedZoneCommandInput> = {}) => {
	const made = await route53.send(
		new CreateHostedZoneCommand({ Name, CallerReference: `${Name}-${JSON.stringify(more)}`, ...more }),
	);
	return { ...made, id: made.HostedZone?.Id?.replace("/hostedzone/", "") ?? "" };
};

describe("a hosted zone", () => {
	it("has its own name servers, or those of a reusable delegation set", async () => {
		const world = createWorld();
		const [first, second] = [await create(world, "a.com"), await create(world, "b.com")];
		expect(first.DelegationSet?.NameServers).toHaveLength(4);
		expect(first.DelegationSet?.NameServers).not.toEqual(second.DelegationSet?.NameServers);
		const made = await world.route53.send(
			new CreateReusableDelegationSetCommand({ CallerReference: "x", HostedZoneId: first.id }),
		);
		const DelegationSetId = made.DelegationSet?.Id;
		expect(made.DelegationSet?.NameServers).toEqual(first.DelegationSet?.NameServers);
		const third = await create(world, "c.com", { DelegationSetId });
		expect(third.DelegationSet).toEqual(made.DelegationSet);
		const { ResourceRecordSets } = await world.route53.send(
			new ListResourceRecordSetsCommand({ HostedZoneId: third.id }),
		);
		const values = ResourceRecordSets?.find(({ Type }) => Type === "NS")?.ResourceRecords?.map(({ Value }) => Value);
		expect(values).toEqual(made.DelegationSet?.NameServers?.map((name) => `${name}.`));
		const listed = await world.route53.send(new ListHostedZonesCommand({ DelegationSetId }));
		expect(listed.HostedZones).toMatchObject([{ Name: "c.com." }]);
		const limit = await world.route53.send(
			new GetReusableDelegationSetLimitCommand({ Type: "MAX_ZONES_BY_REUSABLE_DELEGATION_SET", DelegationSetId }),
		);
		expect(limit).toMatchObject({ Limit: { Value: 100 }, Count: 1 });
	});

	it("that is private has no delegation set, and requires a VPC", async () => {
		const world = createWorld();
		const { id } = await create(world, "a.com", { VPC });
		const found = await world.route53.send(new GetHostedZoneCommand({ Id: id }));
		expect(found).not.toHaveProperty("DelegationSet");
		expect(found).toMatchObject({ VPCs: [VPC], HostedZone: { Config: { PrivateZone: true } } });
		const bare = create(world, "b.com", { HostedZoneConfig: { PrivateZone: true } });
		await expect(bare).rejects.toMatchObject(
			refusal("InvalidInput", "you must also specify values for VPCId and VPCRegion"),
		);
	});

	it.each(["", "a..com", "a b.com", `${"x".repeat(64)}.com`, "*.com"])("cannot be named %j", async (name) => {
		await expect(create(createWorld(), name)).rejects.toMatchObject(refusal("InvalidDomainName"));
	});

	it("accepts a new comment and accelerated recovery", async () => {
		const world = createWorld();
		const { id } = await create(world, "a.com", { HostedZoneConfig: { Comment: "old" } });
		const updated = await world.route53.send(new UpdateHostedZoneCommentCommand({ Id: id, Comment: "new" }));
		expect(updated.HostedZone?.Config?.Comment).toBe("new");
		await world.route53.send(
			new UpdateHostedZoneFeaturesCommand({ HostedZoneId: id, EnableAcceleratedRecovery: true }),
		);
		const { HostedZone } = await world.route53.send(new GetHostedZoneCommand({ Id: id }));
		expect(HostedZone?.Features?.AcceleratedRecoveryStatus).toBe("ENABLED");
	});

	it("with record sets cannot be deleted", async () => {
		const { change, route53, zoneId } = await withZone();
		await change(record("CREATE", "a.example.com", "A", ["10.0.0.1"]));
		const message = "The specified hosted zone contains non-required resource record sets and so cannot be deleted.";
		const removed = route53.send(new DeleteHostedZoneCommand({ Id: zoneId }));
		await expect(removed).rejects.toMatchObject({ name: "HostedZoneNotEmpty", message });
		const unknown = route53.send(new DeleteHostedZoneCommand({ Id: "ZNONE" }));
		await expect(unknown).rejects.toMatchObject({
			...refusal("NoSuchHostedZone", "No hosted zone found with ID: ZNONE"),
			$metadata: { httpStatusCode: 404 },
		});
	});

	it("has validated tags, at most ten per request", async () => {
		const world = createWorld();
		const { id: ResourceId } = await create(world, "a.com");
		const tag = (AddTags: { Key: string; Value: string }[]) =>
			world.route53.send(new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId, AddTags }));
		const many = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
		await expect(tag(many)).rejects.toMatchObject(refusal("InvalidInput", "at most 10"));
		await expect(tag([{ Key: "aws:x", Value: "" }])).rejects.toMatchObject(refusal("InvalidInput", "reserved"));
		await expect(tag([{ Key: "", Value: "" }])).rejects.toMatchObject(refusal("InvalidInput", "1 to 128"));
		await expect(tag([])).rejects.toMatchObject(refusal("InvalidInput", "At least one tag"));
		await tag(many.slice(0, 10));
		const { ResourceTagSet } = await world.route53.send(
			new ListTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId }),
		);
		expect(ResourceTagSet?.Tags).toHaveLength(10);
	});

	it("answers a test query like its name servers", async () => {
		const { change, route53, zoneId } = await withZone("example.com", true);
		await change(record("CREATE", "www.example.com", "A", ["192.0.2.1"]));
		const ask = (RecordName: string) =>
			route53.send(new TestDNSAnswerCommand({ HostedZoneId: zoneId, RecordName, RecordType: "A" }));
		expect(await ask("www.example.com")).toMatchObject({
			Nameserver: expect.stringMatching(/^ns-\d+\.awsdns-/),
			RecordName: "www.example.com.",
			RecordData: ["192.0.2.1"],
			ResponseCode: "NOERROR",
			Protocol: "UDP",
		});
		expect((await ask("nobody.example.com")).ResponseCode).toBe("NXDOMAIN");
		await expect(ask("www.other.org")).rejects.toMatchObject(refusal("InvalidInput"));
		const hidden = await withZone("example.com");
		const asked = hidden.route53.send(
			new TestDNSAnswerCommand({ HostedZoneId: hidden.zoneId, RecordName: "a.example.com", RecordType: "A" }),
		);
		await expect(asked).rejects.toMatchObject(refusal("InvalidInput", "only supports querying public hosted zones"));
	});
});

describe("lists of hosted zones", () => {
	it("by name are sorted by labels from the right, in pages", async () => {
		const world = createWorld();
		for (const name of ["b.com", "a.org", "x.a.com", "a.com"]) await create(world, name);
		const seen: (string | undefined)[] = [];
		let next: { DNSName?: string | undefined; HostedZoneId?: string | undefined } = {};
		do {
			const page = await world.route53.send(new ListHostedZonesByNameCommand({ MaxItems: 1, ...next }));
			seen.push(...(page.HostedZones ?? []).map(({ Name }) => Name));
			next = { DNSName: page.NextDNSName, HostedZoneId: page.NextHostedZoneId };
		} while (next.DNSName);
		expect(seen).toEqual(["a.com.", "x.a.com.", "b.com.", "a.org."]);
		const bare = world.route53.send(new ListHostedZonesByNameCommand({ HostedZoneId: "Z1" }));
		await expect(bare).rejects.toMatchObject(refusal("InvalidInput"));
	});

	it("by VPC are paginated, and reject an invalid token", async () => {
		const world = createWorld();
		for (const name of ["a.com", "b.com"]) await create(world, name, { VPC });
		const first = await world.route53.send(new ListHostedZonesByVPCCommand({ ...VPC, MaxItems: 1 }));
		const second = await world.route53.send(new ListHostedZonesByVPCCommand({ ...VPC, NextToken: first.NextToken }));
		const names = [first, second].flatMap(({ HostedZoneSummaries }) => HostedZoneSummaries?.map(({ Name }) => Name));
		expect(names.sort()).toEqual(["a.com.", "b.com."]);
		const odd = world.route53.send(new ListHostedZonesByVPCCommand({ ...VPC, NextToken: "?" }));
		await expect(odd).rejects.toMatchObject(refusal("InvalidPaginationToken"));
	});

	it("of private zones omit the public ones", async () => {
		const world = createWorld();
		await create(world, "a.com");
		await create(world, "b.com", { VPC });
		const { HostedZones } = await world.route53.send(
			new ListHostedZonesCommand({ HostedZoneType: "PrivateHostedZone" }),
		);
		expect(HostedZones).toMatchObject([{ Name: "b.com." }]);
		expect((await world.route53.send(new GetHostedZoneCountCommand({}))).HostedZoneCount).toBe(2);
	});
});

describe("reusable delegation sets", () => {
	it("are created once per caller reference, and can be deleted if no zone uses them", async () => {
		const world = createWorld();
		const make = (input: { CallerReference: string; HostedZoneId?: string }) =>
			world.route53.send(new CreateReusableDelegationSetCommand(input));
		const { DelegationSet } = await make({ CallerReference: "one" });
		const Id = DelegationSet?.Id;
		await expect(make({ CallerReference: "one" })).rejects.toMatchObject(refusal("DelegationSetAlreadyCreated"));
		await expect(make({ CallerReference: "two", HostedZoneId: "Z1" })).rejects.toMatchObject(
			refusal("HostedZoneNotFound"),
		);
		const { id } = await create(world, "a.com", { DelegationSetId: Id });
		await expect(make({ CallerReference: "two", HostedZoneId: id })).rejects.toMatchObject(
			refusal("DelegationSetAlreadyReusable"),
		);
		const twin = create(world, "a.com", { DelegationSetId: Id, CallerReference: "twin" });
		await expect(twin).rejects.toMatchObject(refusal("ConflictingDomainExists"));
		const hidden = create(world, "b.com", { DelegationSetId: Id, VPC });
		await expect(hidden).rejects.toMatchObject(refusal("InvalidInput"));
		expect((await world.route53.send(new ListReusableDelegationSetsCommand({}))).DelegationSets).toEqual([
			DelegationSet,
		]);
		const remove = () => world.route53.send(new DeleteReusableDelegationSetCommand({ Id }));
		await expect(remove()).rejects.toMatchObject(refusal("DelegationSetInUse"));
		await world.route53.send(new DeleteHostedZoneCommand({ Id: id }));
		await remove();
		const gone = world.route53.send(new GetReusableDelegationSetCommand({ Id }));
		await expect(gone).rejects.toMatchObject(refusal("NoSuchDelegationSet"));
	});
});

describe("VPCs of other accounts", () => {
	it("can be authorized and unauthorized, and public zones accept none", async () => {
		const world = createWorld();
		const { id: HostedZoneId } = await create(world, "a.com", { VPC });
		const other = { VPCId: "vpc-other", VPCRegion: "eu-west-1" as const };
		const authorize = (zone: string) =>
			world.route53.send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId: zone, VPC: other }));
		await authorize(HostedZoneId);
		await authorize(HostedZoneId);
		const list = async () =>
			(await world.route53.send(new ListVPCAssociationAuthorizationsCommand({ HostedZoneId }))).VPCs;
		expect(await list()).toEqual([other]);
		const withdraw = () =>
			world.route53.send(new DeleteVPCAssociationAuthorizationCommand({ HostedZoneId, VPC: other }));
		await withdraw();
		expect(await list()).toEqual([]);
		await expect(withdraw()).rejects.toMatchObject(refusal("VPCAssociationAuthorizationNotFound"));
		const open = await create(world, "b.com");
		await expect(authorize(open.id)).rejects.toMatchObject(refusal("InvalidInput"));
		const associated = world.route53.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: open.id, VPC: other }));
		await expect(associated).rejects.toMatchObject(refusal("PublicZoneVPCAssociation"));
	});
});

describe("limits", () => {
	it("return quotas and usage", async () => {
		const world = createWorld();
		const { id: HostedZoneId } = await create(world, "a.com", { VPC });
		const open = await create(world, "b.com");
		const ofZone = (Type: "MAX_RRSETS_BY_ZONE" | "MAX_VPCS_ASSOCIATED_BY_ZONE", zone = HostedZoneId) =>
			world.route53.send(new GetHostedZoneLimitCommand({ Type, HostedZoneId: zone }));
		expect(await ofZone("MAX_RRSETS_BY_ZONE")).toMatchObject({ Limit: { Value: 10_000 }, Count: 2 });
		expect(await ofZone("MAX_VPCS_ASSOCIATED_BY_ZONE")).toMatchObject({ Limit: { Value: 300 }, Count: 1 });
		await expect(ofZone("MAX_VPCS_ASSOCIATED_BY_ZONE", open.id)).rejects.toMatchObject(refusal("HostedZoneNotPrivate"));
		const zones = await world.route53.send(new GetAccountLimitCommand({ Type: "MAX_HOSTED_ZONES_BY_OWNER" }));
		expect(zones).toMatchObject({ Limit: { Type: "MAX_HOSTED_ZONES_BY_OWNER", Value: 500 }, Count: 2 });
		const odd = world.route53.send(new GetAccountLimitCommand({ Type: "MAX_NOTHING" as "MAX_HOSTED_ZONES_BY_OWNER" }));
		await expect(odd).rejects.toMatchObject(refusal("InvalidInput"));
	});
});
