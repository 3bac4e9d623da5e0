import {
	CreatePublicDnsNamespaceCommand,
	CreateServiceCommand,
	type CreateServiceCommandInput,
	DeleteServiceAttributesCommand,
	DeleteServiceCommand,
	GetNamespaceCommand,
	GetServiceAttributesCommand,
	GetServiceCommand,
	type HealthCheckConfig,
	ListServicesCommand,
	ListTagsForResourceCommand,
	RegisterInstanceCommand,
	type ServiceChange,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateServiceAttributesCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../world.ts";

const aRecord = { DnsRecords: [{ Type: "A" as const, TTL: 30 }] };
const customCheck = { HealthCheckCustomConfig: { FailureThreshold: 1 } };

describe("a registry", () => {
	it("exists immediately, with AWS's defaults", async () => {
		const { cloudMap, privateNamespace, registry, clock } = createWorld();
		const NamespaceId = await privateNamespace("test-local");
		const { Id } = await registry({ Name: "test-ecs-service", NamespaceId, DnsConfig: aRecord, ...customCheck });
		const { Service: found } = await cloudMap.send(new GetServiceCommand({ Id }));
		expect(found).toMatchObject({
			Name: "test-ecs-service",
			NamespaceId,
			Type: "DNS_HTTP",
			InstanceCount: 0,
			DnsConfig: { NamespaceId, RoutingPolicy: "MULTIVALUE", DnsRecords: [{ Type: "A", TTL: 30 }] },
			HealthCheckCustomConfig: { FailureThreshold: 1 },
			CreateDate: new Date(clock.now()),
		});
		expect(Id).toMatch(/^srv-[a-z0-9]{16}$/);
		expect((await cloudMap.send(new GetNamespaceCommand({ Id: NamespaceId }))).Namespace?.ServiceCount).toBe(1);
	});

	it("has the same ID when it is recreated under its name", async () => {
		const { cloudMap, privateNamespace, registry } = createWorld();
		const NamespaceId = await privateNamespace("internal");
		const first = await registry({ Name: "web", NamespaceId });
		const other = await registry({ Name: "api", NamespaceId });
		await cloudMap.send(new DeleteServiceCommand({ Id: first.Id }));
		await expect(cloudMap.send(new GetServiceCommand({ Id: first.Id }))).rejects.toMatchObject(
			refusal("ServiceNotFound"),
		);
		expect((await registry({ Name: "web", NamespaceId })).Id).toBe(first.Id);
		expect(other.Id).not.toBe(first.Id);
	});

	it("is found by its ARN", async () => {
		const { cloudMap, httpNamespace, registry } = createWorld();
		const { Id, Arn } = await registry({ Name: "web", NamespaceId: await httpNamespace("local") });
		expect((await cloudMap.send(new GetServiceCommand({ Id: Arn }))).Service?.Id).toBe(Id);
	});

	it("created twice is returned only for the same creator ID and arguments", async () => {
		const { cloudMap, privateNamespace, registry } = createWorld();
		const NamespaceId = await privateNamespace("internal");
		const input = { Name: "web", NamespaceId, CreatorRequestId: "one", DnsConfig: aRecord };
		const { Id, Arn } = await registry(input);
		expect((await registry(input)).Id).toBe(Id);
		const others: Partial<CreateServiceCommandInput>[] = [
			{ CreatorRequestId: "two" },
			{ Description: "other" },
			{ Name: "WEB" },
		];
		for (const change of others) {
			await expect(cloudMap.send(new CreateServiceCommand({ ...input, ...change }))).rejects.toMatchObject({
				name: "ServiceAlreadyExists",
				ServiceId: Id,
				ServiceArn: Arn,
				CreatorRequestId: "one",
			});
		}
	});

	it("can differ by case only in an HTTP namespace", async () => {
		const { httpNamespace, registry } = createWorld();
		const NamespaceId = await httpNamespace("local");
		const lower = await registry({ Name: "web", NamespaceId });
		expect((await registry({ Name: "WEB", NamespaceId })).Id).not.toBe(lower.Id);
	});

	it("is not deleted while instances are registered or in registration", async () => {
		const { cloudMap, httpNamespace, registry, finished } = createWorld();
		const { Id } = await registry({ Name: "web", NamespaceId: await httpNamespace("local") });
		const registration = cloudMap.send(new RegisterInstanceCommand({ ServiceId: Id, InstanceId: "i", Attributes: {} }));
		await registration;
		const message = "Service contains registered instances; delete the instances before deleting the service";
		const remove = () => cloudMap.send(new DeleteServiceCommand({ Id }));
		await expect(remove()).rejects.toMatchObject({ name: "ResourceInUse", message });
		await finished(registration);
		await expect(remove()).rejects.toMatchObject({ name: "ResourceInUse", message });
	});
});

describe("the settings of a registry", () => {
	const dns = (...types: string[]) => ({ DnsConfig: { DnsRecords: types.map((Type) => ({ Type, TTL: 10 })) } });
	const weighted = (...types: string[]) => ({ DnsConfig: { RoutingPolicy: "WEIGHTED", ...dns(...types).DnsConfig } });
	const routeCheck = { HealthCheckConfig: { Type: "HTTP" } };

	it.each([
		["A", dns("A")],
		["AAAA", dns("AAAA")],
		["A and AAAA", dns("AAAA", "A")],
		["SRV", dns("SRV")],
		["A and SRV", dns("A", "SRV")],
		["a weighted CNAME", weighted("CNAME")],
		["no records", {}],
	])("%s is accepted", async (_, settings) => {
		const { privateNamespace, registry } = createWorld();
		const NamespaceId = await privateNamespace("internal");
		await expect(
			registry({ Name: "web", NamespaceId, ...settings } as CreateServiceCommandInput),
		).resolves.toBeTruthy();
	});

	it.each([
		["a CNAME that is not weighted", dns("CNAME")],
		["a CNAME with A", weighted("CNAME", "A")],
		["a duplicate type", dns("A", "A")],
		["an empty list of records", dns()],
		["an unknown type", dns("MX")],
		["a negative TTL", { DnsConfig: { DnsRecords: [{ Type: "A", TTL: -1 }] } }],
		["a TTL beyond 2147483647", { DnsConfig: { DnsRecords: [{ Type: "A", TTL: 2_147_483_648 }] } }],
		["a Route 53 health check in a private namespace", { ...dns("A"), ...routeCheck }],
		["both kinds of health check", { ...routeCheck, ...customCheck }],
		["records of a registry of type HTTP", { Type: "HTTP", ...dns("A") }],
		["a name with a space", { Name: "a b" }],
		["a name of 128 characters", { Name: "a".repeat(128) }],
		["a label that ends with a hyphen", { Name: "web-" }],
	])("%s is rejected", async (_, settings) => {
		const { privateNamespace, registry } = createWorld();
		const NamespaceId = await privateNamespace("internal");
		const made = registry({ Name: "web", NamespaceId, ...settings } as CreateServiceCommandInput);
		await expect(made).rejects.toMatchObject(refusal("InvalidInput"));
	});

	it("an HTTP namespace accepts no records, but a Route 53 health check", async () => {
		const { httpNamespace, registry } = createWorld();
		const NamespaceId = await httpNamespace("local");
		await expect(registry({ Name: "web", NamespaceId, DnsConfig: aRecord })).rejects.toMatchObject(
			refusal("InvalidInput"),
		);
		const made = await registry({ Name: "web", NamespaceId, HealthCheckConfig: { Type: "HTTP" } });
		expect(made).toMatchObject({ Type: "HTTP", HealthCheckConfig: { ResourcePath: "/", FailureThreshold: 1 } });
	});

	it("names of SRV conventions are accepted", async () => {
		const { privateNamespace, registry } = createWorld();
		const made = await registry({
			Name: "_web._tcp",
			NamespaceId: await privateNamespace("internal"),
			...dns("SRV"),
		} as never);
		expect(made.Name).toBe("_web._tcp");
	});
});

describe("an update", () => {
	async function updated(change: ServiceChange, create: Partial<CreateServiceCommandInput> = {}) {
		const world = createWorld();
		const NamespaceId = await world.privateNamespace("internal");
		const { Id } = await world.registry({ Name: "web", NamespaceId, DnsConfig: aRecord, ...customCheck, ...create });
		const Attributes = { AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INSTANCE_IPV6: "fd00::1" };
		await world.finished(
			world.cloudMap.send(new RegisterInstanceCommand({ ServiceId: Id, InstanceId: "i", Attributes })),
		);
		const done = await world.finished(world.cloudMap.send(new UpdateServiceCommand({ Id, Service: change })));
		const { Service: found } = await world.cloudMap.send(new GetServiceCommand({ Id }));
		return { ...world, done, found, Id };
	}

	it("changes TTLs in the registry and in the records of its instances", async () => {
		const { done, found, emulator, Id } = await updated({ DnsConfig: { DnsRecords: [{ Type: "A", TTL: 300 }] } });
		expect(done).toMatchObject({ Type: "UPDATE_SERVICE", Status: "SUCCESS", Targets: { SERVICE: Id } });
		expect(found?.DnsConfig?.DnsRecords).toEqual([{ Type: "A", TTL: 300 }]);
		expect(emulator.resolveDns({ name: "web.internal", type: "A" }).answers[0]?.ttlSeconds).toBe(300);
	});

	it("deletes omitted records, and keeps custom health check and description", async () => {
		const { found, dns } = await updated({}, { Description: "kept" });
		expect(found).toMatchObject({
			Type: "HTTP",
			Description: "kept",
			HealthCheckCustomConfig: { FailureThreshold: 1 },
		});
		expect(found?.DnsConfig).toBeUndefined();
		expect(dns("web.internal")).toBe("NXDOMAIN");
	});

	it("drops one of two record types", async () => {
		const both = {
			DnsRecords: [
				{ Type: "A" as const, TTL: 30 },
				{ Type: "AAAA" as const, TTL: 30 },
			],
		};
		const { dns } = await updated({ DnsConfig: { DnsRecords: [{ Type: "AAAA", TTL: 30 }] } }, { DnsConfig: both });
		expect(dns("web.internal", "AAAA")).toEqual(["fd00::1"]);
		expect(dns("web.internal", "A")).toBe("NOERROR");
	});

	it.each<[string, ServiceChange]>([
		[
			"adds a record type",
			{
				DnsConfig: {
					DnsRecords: [
						{ Type: "A", TTL: 30 },
						{ Type: "AAAA", TTL: 30 },
					],
				},
			},
		],
		["replaces the record type", { DnsConfig: { DnsRecords: [{ Type: "SRV", TTL: 30 }] } }],
		["adds a Route 53 health check to a custom one", { DnsConfig: aRecord, HealthCheckConfig: { Type: "HTTP" } }],
	])("that %s is rejected", async (_, change) => {
		await expect(updated(change)).rejects.toMatchObject(refusal("InvalidInput"));
	});

	it("changes path and threshold of a Route 53 health check, and not its type", async () => {
		const { cloudMap, finished, registry } = createWorld();
		const made = await finished(cloudMap.send(new CreatePublicDnsNamespaceCommand({ Name: "example.com" })));
		const HealthCheckConfig = { Type: "HTTP" as const, ResourcePath: "/up" };
		const { Id } = await registry({
			Name: "web",
			NamespaceId: made.Targets?.NAMESPACE,
			DnsConfig: aRecord,
			HealthCheckConfig,
		});
		const update = (change: HealthCheckConfig) =>
			cloudMap.send(new UpdateServiceCommand({ Id, Service: { DnsConfig: aRecord, HealthCheckConfig: change } }));
		await expect(update({ Type: "HTTPS" })).rejects.toMatchObject(refusal("InvalidInput", "from HTTP to HTTPS"));
		await finished(update({ Type: "HTTP", FailureThreshold: 3 }));
		const { Service: found } = await cloudMap.send(new GetServiceCommand({ Id }));
		expect(found?.HealthCheckConfig).toEqual({ Type: "HTTP", ResourcePath: "/", FailureThreshold: 3 });
	});

	it("is rejected in an HTTP namespace, and while the first one runs", async () => {
		const { cloudMap, httpNamespace, privateNamespace, registry } = createWorld();
		const http = await registry({ Name: "web", NamespaceId: await httpNamespace("local") });
		const update = (Id: string) => cloudMap.send(new UpdateServiceCommand({ Id, Service: { Description: "x" } }));
		await expect(update(http.Id)).rejects.toMatchObject(refusal("InvalidInput"));
		const { Id } = await registry({ Name: "web", NamespaceId: await privateNamespace("internal") });
		const { OperationId } = await update(Id);
		await expect(update(Id)).rejects.toMatchObject({ name: "DuplicateRequest", DuplicateOperationId: OperationId });
	});
});

describe("lists and labels of registries", () => {
	it("list by namespace in pages, without namespace and creator ID in the summaries", async () => {
		const { cloudMap, httpNamespace, registry } = createWorld();
		const first = await httpNamespace("first");
		const second = await httpNamespace("second");
		for (const Name of ["a", "b", "c"]) await registry({ Name, NamespaceId: first, CreatorRequestId: Name });
		await registry({ Name: "d", NamespaceId: second });
		const Filters = [{ Name: "NAMESPACE_ID" as const, Values: [first] }];
		const one = await cloudMap.send(new ListServicesCommand({ Filters, MaxResults: 2 }));
		const { NextToken } = one;
		const two = await cloudMap.send(new ListServicesCommand({ Filters, MaxResults: 2, NextToken }));
		expect(one.Services?.map(({ Name }) => Name)).toEqual(["a", "b"]);
		expect(two.Services?.map(({ Name }) => Name)).toEqual(["c"]);
		expect(two.NextToken).toBeUndefined();
		expect(one.Services?.[0]).not.toHaveProperty("NamespaceId");
		expect(one.Services?.[0]).not.toHaveProperty("CreatorRequestId");
	});

	it("omit nothing if a registry is deleted between two pages", async () => {
		const { cloudMap, httpNamespace, registry } = createWorld();
		const NamespaceId = await httpNamespace("local");
		const made = [];
		for (const Name of ["a", "b", "c"]) made.push(await registry({ Name, NamespaceId }));
		const { NextToken } = await cloudMap.send(new ListServicesCommand({ MaxResults: 1 }));
		await cloudMap.send(new DeleteServiceCommand({ Id: made[0]?.Id }));
		const { Services } = await cloudMap.send(new ListServicesCommand({ NextToken }));
		expect(Services?.map(({ Name }) => Name)).toEqual(["b", "c"]);
	});

	it("have tags on namespaces and registries", async () => {
		const { cloudMap, httpNamespace, registry } = createWorld();
		const NamespaceId = await httpNamespace("local");
		const { Arn } = await registry({ Name: "web", NamespaceId, Tags: [{ Key: "a", Value: "1" }] });
		const namespaceArn = (await cloudMap.send(new GetNamespaceCommand({ Id: NamespaceId }))).Namespace?.Arn ?? "";
		for (const ResourceARN of [Arn, namespaceArn]) {
			const Tags = [
				{ Key: "a", Value: "2" },
				{ Key: "b", Value: "" },
			];
			await cloudMap.send(new TagResourceCommand({ ResourceARN, Tags }));
			await cloudMap.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a", "never there"] }));
			const listed = await cloudMap.send(new ListTagsForResourceCommand({ ResourceARN }));
			expect(listed.Tags).toEqual([{ Key: "b", Value: "" }]);
		}
		const unknown = new ListTagsForResourceCommand({ ResourceARN: `${Arn}x` });
		await expect(cloudMap.send(unknown)).rejects.toMatchObject(refusal("ResourceNotFoundException"));
	});

	it("delete the attributes of a registry with the registry", async () => {
		const { cloudMap, httpNamespace, registry } = createWorld();
		const input = { Name: "web", NamespaceId: await httpNamespace("local") };
		const { Id: ServiceId } = await registry(input);
		await cloudMap.send(new UpdateServiceAttributesCommand({ ServiceId, Attributes: { a: "1" } }));
		await cloudMap.send(new DeleteServiceCommand({ Id: ServiceId }));
		await registry(input);
		const { ServiceAttributes } = await cloudMap.send(new GetServiceAttributesCommand({ ServiceId }));
		expect(ServiceAttributes?.Attributes).toEqual({});
	});

	it("have up to 30 attributes on a registry", async () => {
		const { cloudMap, httpNamespace, registry } = createWorld();
		const { Id: ServiceId, Arn } = await registry({ Name: "web", NamespaceId: await httpNamespace("local") });
		const update = (Attributes: Record<string, string>) =>
			cloudMap.send(new UpdateServiceAttributesCommand({ ServiceId, Attributes }));
		await update({ a: "1", b: "2" });
		await cloudMap.send(new DeleteServiceAttributesCommand({ ServiceId, Attributes: ["a"] }));
		const { ServiceAttributes } = await cloudMap.send(new GetServiceAttributesCommand({ ServiceId }));
		expect(ServiceAttributes).toMatchObject({ ServiceArn: Arn, Attributes: { b: "2" } });
		const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${index}`, "v"]));
		await expect(update(many)).rejects.toMatchObject(refusal("ServiceAttributesLimitExceededException"));
	});
});
