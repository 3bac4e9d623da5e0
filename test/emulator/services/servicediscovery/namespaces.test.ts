import { CreateHostedZoneCommand, GetHostedZoneCommand, ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import {
	CreateHttpNamespaceCommand,
	CreatePrivateDnsNamespaceCommand,
	CreatePublicDnsNamespaceCommand,
	CreateServiceCommand,
	DeleteNamespaceCommand,
	GetNamespaceCommand,
	GetOperationCommand,
	ListNamespacesCommand,
	ListOperationsCommand,
	ListServicesCommand,
	UpdateHttpNamespaceCommand,
	UpdatePrivateDnsNamespaceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal, VPC } from "../../world.ts";

describe("a private DNS namespace", () => {
	it("is SUBMITTED, PENDING and SUCCESS, and has a hosted zone associated with the VPC", async () => {
		const { cloudMap, clock, operation, route53, emulator } = createWorld();
		const Name = "httpd-service-discovery.internal";
		const { OperationId } = await cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name, Vpc: VPC }));
		expect(OperationId).toMatch(/^[a-z0-9]{32}-[a-z0-9]{8}$/);
		const submitted = await operation(OperationId);
		expect(submitted).toMatchObject({ Status: "SUBMITTED", Type: "CREATE_NAMESPACE" });
		expect(submitted.Targets?.NAMESPACE).toMatch(/^ns-[a-z0-9]{16}$/);
		const Id = submitted.Targets?.NAMESPACE;
		await expect(cloudMap.send(new GetNamespaceCommand({ Id }))).rejects.toMatchObject(refusal("NamespaceNotFound"));
		await clock.advance(1000);
		expect((await operation(OperationId)).Status).toBe("PENDING");
		expect((await cloudMap.send(new GetNamespaceCommand({ Id }))).Namespace?.Name).toBe(Name);
		const early = cloudMap.send(new CreateServiceCommand({ Name: "web", NamespaceId: Id }));
		await expect(early).rejects.toMatchObject(refusal("NamespaceNotFound", "pending"));
		await clock.advance(38_999);
		expect((await operation(OperationId)).Status).toBe("PENDING");
		await clock.advance(1);
		expect((await operation(OperationId)).Status).toBe("SUCCESS");

		const { Namespace: made } = await cloudMap.send(new GetNamespaceCommand({ Id }));
		expect(made).toMatchObject({
			Arn: `arn:aws:servicediscovery:${emulator.region}:${emulator.account}:namespace/${Id}`,
			Type: "DNS_PRIVATE",
			ServiceCount: 0,
			Properties: { DnsProperties: { SOA: { TTL: 15 } }, HttpProperties: { HttpName: Name } },
		});
		const zoneId = made?.Properties?.DnsProperties?.HostedZoneId;
		const zone = await route53.send(new GetHostedZoneCommand({ Id: zoneId }));
		expect(zone).toMatchObject({
			HostedZone: {
				Name: `${Name}.`,
				Config: { PrivateZone: true },
				ResourceRecordSetCount: 2,
				LinkedService: { ServicePrincipal: "servicediscovery.amazonaws.com" },
			},
			VPCs: [{ VPCId: VPC, VPCRegion: emulator.region }],
		});
		const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
		expect(ResourceRecordSets?.map(({ Type, TTL }) => [Type, TTL])).toEqual([
			["NS", 172_800],
			["SOA", 15],
		]);
	});

	it("becomes FAIL and is removed if the VPC already sees a zone of its name", async () => {
		const { cloudMap, finished, route53 } = createWorld();
		await route53.send(
			new CreateHostedZoneCommand({
				Name: "Internal",
				CallerReference: "mine",
				VPC: { VPCId: VPC, VPCRegion: "ap-northeast-1" },
			}),
		);
		const command = new CreatePrivateDnsNamespaceCommand({ Name: "internal", Vpc: VPC, CreatorRequestId: "one" });
		const failed = await finished(cloudMap.send(command));
		expect(failed).toMatchObject({ Status: "FAIL", ErrorCode: "CANNOT_CREATE_HOSTED_ZONE" });
		expect(failed.ErrorMessage).toContain("ConflictingDomainExists");
		expect((await cloudMap.send(new ListNamespacesCommand({}))).Namespaces).toEqual([]);
		const again = await cloudMap.send(command);
		expect(again.OperationId).not.toBe(failed.Id);
		const elsewhere = new CreatePrivateDnsNamespaceCommand({ Name: "internal", Vpc: "vpc-2" });
		expect((await finished(cloudMap.send(elsewhere))).Status).toBe("SUCCESS");
	});

	it("changes its description and the TTL of its SOA, and keeps omitted members", async () => {
		const { cloudMap, privateNamespace, finished, emulator } = createWorld();
		const Id = await privateNamespace("internal");
		const soaTtl = () => emulator.resolveDns({ name: "nobody.internal", type: "A" }).authorities[0]?.ttlSeconds;
		expect(soaTtl()).toBe(15);
		const change = { Description: "ours", Properties: { DnsProperties: { SOA: { TTL: 60 } } } };
		const updated = await finished(cloudMap.send(new UpdatePrivateDnsNamespaceCommand({ Id, Namespace: change })));
		expect(updated).toMatchObject({ Status: "SUCCESS", Type: "UPDATE_NAMESPACE", Targets: { NAMESPACE: Id } });
		expect(soaTtl()).toBe(60);
		await finished(
			cloudMap.send(new UpdatePrivateDnsNamespaceCommand({ Id, Namespace: { Description: "still ours" } } as never)),
		);
		expect((await cloudMap.send(new GetNamespaceCommand({ Id }))).Namespace).toMatchObject({
			Description: "still ours",
			Properties: { DnsProperties: { SOA: { TTL: 60 } } },
		});
		const wrongType = cloudMap.send(new UpdateHttpNamespaceCommand({ Id, Namespace: { Description: "x" } }));
		await expect(wrongType).rejects.toMatchObject(refusal("InvalidInput"));
	});

	it("is deleted with its zone, but not while it has registries", async () => {
		const { cloudMap, privateNamespace, registry, finished, route53, dns } = createWorld();
		const Id = await privateNamespace("internal");
		const { Namespace: made } = await cloudMap.send(new GetNamespaceCommand({ Id }));
		await registry({ Name: "web", NamespaceId: Id });
		const inUse = cloudMap.send(new DeleteNamespaceCommand({ Id }));
		await expect(inUse).rejects.toMatchObject(refusal("ResourceInUse", "Namespace has associated services"));

		const empty = await privateNamespace("empty");
		const deletion = cloudMap.send(new DeleteNamespaceCommand({ Id: empty }));
		const { OperationId } = await deletion;
		const twice = cloudMap.send(new DeleteNamespaceCommand({ Id: empty }));
		await expect(twice).rejects.toMatchObject({ name: "DuplicateRequest", DuplicateOperationId: OperationId });
		expect(dns("empty", "SOA")).toHaveLength(1);
		expect(await finished(deletion)).toMatchObject({ Status: "SUCCESS", Targets: { NAMESPACE: empty } });
		expect(dns("empty", "SOA")).toBe("REFUSED");
		const gone = cloudMap.send(new GetNamespaceCommand({ Id: empty }));
		await expect(gone).rejects.toMatchObject(refusal("NamespaceNotFound"));
		const zoneId = made?.Properties?.DnsProperties?.HostedZoneId;
		expect((await route53.send(new GetHostedZoneCommand({ Id: zoneId }))).HostedZone?.Name).toBe("internal.");
	});
});

describe("the account that owns a namespace", () => {
	it("is the only one that finds it: an ARN of another account or Region matches nothing, and nothing is shared", async () => {
		const { cloudMap, privateNamespace, registry, operation, emulator } = createWorld();
		const Id = await privateNamespace("internal");
		const { Arn } = await registry({ Name: "web", NamespaceId: Id });
		const namespaceArn = Arn.replace(/service\/.*/, `namespace/${Id}`);
		const find = (arn: string) => cloudMap.send(new GetNamespaceCommand({ Id: arn }));
		expect((await find(namespaceArn)).Namespace).toMatchObject({ Id, ResourceOwner: emulator.account });
		for (const foreign of [
			namespaceArn.replace(emulator.account, "999999999999"),
			namespaceArn.replace(emulator.region, "eu-west-1"),
			`anything/${Id}`,
		]) {
			await expect(find(foreign)).rejects.toMatchObject(refusal("NamespaceNotFound"));
		}
		const OperationId = (await cloudMap.send(new ListOperationsCommand({}))).Operations?.[0]?.Id;
		expect((await operation(OperationId)).OwnerAccount).toBe(emulator.account);
		const foreign = cloudMap.send(new GetOperationCommand({ OperationId, OwnerAccount: "999999999999" }));
		await expect(foreign).rejects.toMatchObject(refusal("OperationNotFound"));
		const Filters = [{ Name: "RESOURCE_OWNER" as const, Values: ["OTHER_ACCOUNTS"] }];
		expect((await cloudMap.send(new ListServicesCommand({ Filters }))).Services).toEqual([]);
	});
});

describe("the quota of namespaces", () => {
	const create = ({ cloudMap }: ReturnType<typeof createWorld>, Name: string) =>
		cloudMap.send(new CreateHttpNamespaceCommand({ Name }));

	it("is 50 per Region, including those in creation", async () => {
		const world = createWorld();
		for (let count = 0; count < 50; count += 1) await create(world, `n${count}`);
		await expect(create(world, "one-more")).rejects.toMatchObject(refusal("ResourceLimitExceeded", "50"));
	});

	it("can be raised, as AWS does on request", async () => {
		const world = createWorld({ settings: { servicediscovery: { quotas: { namespaces: 51 } } } });
		for (let count = 0; count < 51; count += 1) await create(world, `n${count}`);
		await expect(create(world, "one-more")).rejects.toMatchObject(refusal("ResourceLimitExceeded", "51"));
	});
});

describe("a repeated creation", () => {
	it("with the same creator ID and arguments returns the same operation while its namespace exists", async () => {
		const { cloudMap, finished } = createWorld();
		const create = () =>
			cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: "internal", Vpc: VPC, CreatorRequestId: "one" }));
		const first = await create();
		expect(await create()).toMatchObject({ OperationId: first.OperationId });
		const { Targets } = await finished(Promise.resolve(first));
		expect(await create()).toMatchObject({ OperationId: first.OperationId });
		await finished(cloudMap.send(new DeleteNamespaceCommand({ Id: Targets?.NAMESPACE })));
		expect((await create()).OperationId).not.toBe(first.OperationId);
	});

	it("with another creator ID is a duplicate while the first runs, and finds the namespace afterwards", async () => {
		const { cloudMap, finished } = createWorld();
		const create = (CreatorRequestId: string) =>
			cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: "internal", Vpc: VPC, CreatorRequestId }));
		const first = create("one");
		const { OperationId } = await first;
		await expect(create("two")).rejects.toMatchObject({
			name: "DuplicateRequest",
			DuplicateOperationId: OperationId,
			message: `Another operation of type CreatePrivateDnsNamespace and id ${OperationId} is in progress`,
		});
		const { Targets } = await finished(first);
		await expect(create("two")).rejects.toMatchObject({
			name: "NamespaceAlreadyExists",
			NamespaceId: Targets?.NAMESPACE,
			CreatorRequestId: "one",
		});
	});
});

describe("other namespaces", () => {
	it("an HTTP namespace has no zone, and a hash in its HTTP name if the name is in use", async () => {
		const { cloudMap, privateNamespace, httpNamespace, route53 } = createWorld();
		await privateNamespace("passmate.private");
		const Id = await httpNamespace("passmate.private");
		const { Namespace: made } = await cloudMap.send(new GetNamespaceCommand({ Id }));
		expect(made?.Type).toBe("HTTP");
		expect(made?.Properties?.DnsProperties).toBeUndefined();
		expect(made?.Properties?.HttpProperties?.HttpName).toMatch(/^passmate\.private-[a-z0-9]{16}$/);
		await expect(route53.send(new GetHostedZoneCommand({ Id: "Z1" }))).rejects.toMatchObject(
			refusal("NoSuchHostedZone"),
		);
	});

	it("a public namespace has a zone without VPCs", async () => {
		const { cloudMap, finished, route53 } = createWorld();
		const { Targets } = await finished(cloudMap.send(new CreatePublicDnsNamespaceCommand({ Name: "example.com" })));
		const { Namespace: made } = await cloudMap.send(new GetNamespaceCommand({ Id: Targets?.NAMESPACE }));
		const zone = await route53.send(new GetHostedZoneCommand({ Id: made?.Properties?.DnsProperties?.HostedZoneId }));
		expect(zone.HostedZone?.Config?.PrivateZone).toBe(false);
		expect(zone.VPCs).toBeUndefined();
	});

	it.each([
		["starts like an ARN", "arn:aws:x"],
		["has an empty label", "a..b"],
		["has a label of 64 characters", `${"a".repeat(64)}.internal`],
		["has a space", "a b"],
		["is longer than 253 characters", Array.from({ length: 64 }, () => "abcd").join(".")],
	])("a name that %s is rejected", async (_, Name) => {
		const { cloudMap } = createWorld();
		const command = new CreatePrivateDnsNamespaceCommand({ Name, Vpc: VPC });
		await expect(cloudMap.send(command)).rejects.toMatchObject(
			refusal("InvalidInput", "at 'name' failed to satisfy constraint"),
		);
	});

	it("tags are validated before the namespace is created", async () => {
		const { cloudMap } = createWorld();
		const withTags = (tags: readonly string[]) =>
			cloudMap.send(new CreateHttpNamespaceCommand({ Name: "h", Tags: tags.map((Key) => ({ Key, Value: "v" })) }));
		await expect(withTags(["aws:mine"])).rejects.toMatchObject(refusal("InvalidInput"));
		await expect(withTags(Array.from({ length: 51 }, (_, index) => `k${index}`))).rejects.toMatchObject(
			refusal("TooManyTagsException"),
		);
		expect((await cloudMap.send(new ListOperationsCommand({}))).Operations).toEqual([]);
	});
});
