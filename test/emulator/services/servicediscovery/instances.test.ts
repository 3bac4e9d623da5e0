import { ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import {
	type CreateServiceCommandInput,
	DeregisterInstanceCommand,
	DiscoverInstancesCommand,
	type DiscoverInstancesCommandInput,
	GetInstanceCommand,
	GetInstancesHealthStatusCommand,
	GetNamespaceCommand,
	GetServiceCommand,
	ListInstancesCommand,
	RegisterInstanceCommand,
	UpdateInstanceCustomHealthStatusCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal, type World } from "../../world.ts";

const aRecord = { DnsRecords: [{ Type: "A" as const, TTL: 300 }] };
const srvRecord = { DnsRecords: [{ Type: "SRV" as const, TTL: 10 }] };
const customCheck = { HealthCheckCustomConfig: { FailureThreshold: 1 } };

type Registered = World & { readonly ServiceId: string; readonly NamespaceId: string };

async function withRegistry(settings: Partial<CreateServiceCommandInput>): Promise<Registered> {
	const world = createWorld();
	const NamespaceId = await world.privateNamespace("internal");
	const { Id: ServiceId } = await world.registry({ Name: "web", NamespaceId, ...settings });
	return { ...world, ServiceId, NamespaceId };
}

function register(
	{ cloudMap, ServiceId }: Registered,
	InstanceId: string,
	Attributes: Record<string, string>,
	CreatorRequestId?: string,
) {
	return cloudMap.send(new RegisterInstanceCommand({ ServiceId, InstanceId, Attributes, CreatorRequestId }));
}

async function recordSets({ cloudMap, route53, NamespaceId }: Registered) {
	const { Namespace: found } = await cloudMap.send(new GetNamespaceCommand({ Id: NamespaceId }));
	const HostedZoneId = found?.Properties?.DnsProperties?.HostedZoneId;
	const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
	return (ResourceRecordSets ?? []).filter(({ Type }) => Type !== "NS" && Type !== "SOA");
}

describe("an instance", () => {
	it("has one multivalue record set and a DNS answer until it is deregistered", async () => {
		const world = await withRegistry({ DnsConfig: aRecord, ...customCheck });
		const { cloudMap, finished, dns, ServiceId } = world;
		const started = register(world, "task1", { AWS_INSTANCE_IPV4: "10.0.1.5", ECS_CLUSTER_NAME: "c" });
		expect(dns("web.internal")).toBe("NXDOMAIN");
		expect(await finished(started)).toMatchObject({
			Type: "REGISTER_INSTANCE",
			Status: "SUCCESS",
			Targets: { INSTANCE: "task1", SERVICE: ServiceId },
		});
		expect(await recordSets(world)).toEqual([
			{
				Name: "web.internal.",
				Type: "A",
				TTL: 300,
				SetIdentifier: "task1",
				MultiValueAnswer: true,
				ResourceRecords: [{ Value: "10.0.1.5" }],
			},
		]);
		expect(dns("web.internal")).toEqual(["10.0.1.5"]);
		const { Instances } = await cloudMap.send(new ListInstancesCommand({ ServiceId }));
		expect(Instances?.[0]).toMatchObject({ Id: "task1", Attributes: { ECS_CLUSTER_NAME: "c" } });
		expect((await cloudMap.send(new GetServiceCommand({ Id: ServiceId }))).Service?.InstanceCount).toBe(1);

		const gone = await finished(cloudMap.send(new DeregisterInstanceCommand({ ServiceId, InstanceId: "task1" })));
		expect(gone).toMatchObject({ Type: "DEREGISTER_INSTANCE", Status: "SUCCESS" });
		expect(await recordSets(world)).toEqual([]);
		expect(dns("web.internal")).toBe("NXDOMAIN");
		const missing = cloudMap.send(new GetInstanceCommand({ ServiceId, InstanceId: "task1" }));
		await expect(missing).rejects.toMatchObject(refusal("InstanceNotFound"));
	});

	it("of an SRV registry has a host name, a port, and an address under the host name", async () => {
		const world = await withRegistry({ DnsConfig: srvRecord, ...customCheck });
		await world.finished(register(world, "task1", { AWS_INSTANCE_IPV4: "10.0.0.7", AWS_INSTANCE_PORT: "32768" }));
		expect(world.dns("web.internal", "SRV")).toEqual(["1 1 32768 task1.web.internal."]);
		expect(world.dns("task1.web.internal")).toEqual(["10.0.0.7"]);
		expect(world.emulator.resolveDns({ name: "web.internal", type: "SRV" }).additionals).toMatchObject([
			{ name: "task1.web.internal.", type: "A", value: "10.0.0.7" },
		]);
		await world.finished(
			world.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: world.ServiceId, InstanceId: "task1" })),
		);
		expect(await recordSets(world)).toEqual([]);
	});

	it("of a weighted CNAME registry answers one name at a time", async () => {
		const dnsConfig = { RoutingPolicy: "WEIGHTED" as const, DnsRecords: [{ Type: "CNAME" as const, TTL: 5 }] };
		const world = await withRegistry({ DnsConfig: dnsConfig });
		await world.finished(register(world, "a", { AWS_INSTANCE_CNAME: "a.example.com" }));
		await world.finished(register(world, "b", { AWS_INSTANCE_CNAME: "b.example.com" }));
		const seen = new Set(Array.from({ length: 20 }, () => String(world.dns("web.internal", "CNAME"))));
		expect([...seen].sort()).toEqual(["a.example.com", "b.example.com"]);
	});

	it("is replaced as a whole by another registration", async () => {
		const world = await withRegistry({ DnsConfig: aRecord });
		await world.finished(register(world, "i", { AWS_INSTANCE_IPV4: "10.0.0.1", color: "red" }));
		await world.finished(register(world, "i", { AWS_INSTANCE_IPV4: "10.0.0.2" }));
		expect(world.dns("web.internal")).toEqual(["10.0.0.2"]);
		const { Instance } = await world.cloudMap.send(
			new GetInstanceCommand({ ServiceId: world.ServiceId, InstanceId: "i" }),
		);
		expect(Instance?.Attributes).toEqual({ AWS_INSTANCE_IPV4: "10.0.0.2" });
	});

	it("has one operation at a time, and a repeated request returns the same operation", async () => {
		const world = await withRegistry({ DnsConfig: aRecord });
		const Attributes = { AWS_INSTANCE_IPV4: "10.0.0.1" };
		const { OperationId } = await register(world, "i", Attributes, "one");
		expect(await register(world, "i", Attributes, "one")).toMatchObject({ OperationId });
		await expect(register(world, "i", Attributes, "two")).rejects.toMatchObject({
			name: "DuplicateRequest",
			DuplicateOperationId: OperationId,
		});
		const remove = () =>
			world.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: world.ServiceId, InstanceId: "i" }));
		await expect(remove()).rejects.toMatchObject(refusal("ResourceInUse"));
		await world.finished(Promise.resolve({ OperationId }));
		expect(await register(world, "i", Attributes, "one")).toMatchObject({ OperationId });
		await remove();
		await expect(remove()).rejects.toMatchObject(refusal("DuplicateRequest"));
	});

	it.each([
		["without an address for A", aRecord, {}],
		["with an invalid address", aRecord, { AWS_INSTANCE_IPV4: "10.0.0" }],
		["without a port for SRV", srvRecord, { AWS_INSTANCE_IPV4: "10.0.0.1" }],
		["without an address for SRV", srvRecord, { AWS_INSTANCE_PORT: "80" }],
		["with port 0", srvRecord, { AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INSTANCE_PORT: "0" }],
		[
			"with a health status but no custom check",
			aRecord,
			{ AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INIT_HEALTH_STATUS: "HEALTHY" },
		],
		["with a value that is too long", aRecord, { AWS_INSTANCE_IPV4: "10.0.0.1", long: "x".repeat(1025) }],
	])("%s is rejected", async (_, DnsConfig, attributes) => {
		const world = await withRegistry({ DnsConfig });
		await expect(register(world, "i", attributes as Record<string, string>)).rejects.toMatchObject(
			refusal("InvalidInput"),
		);
	});

	it("with an invalid ID is rejected", async () => {
		const world = await withRegistry({});
		await expect(register(world, "a b", {})).rejects.toMatchObject(refusal("InvalidInput", "instanceId"));
	});
});

describe("health", () => {
	async function twoInstances(): Promise<Registered> {
		const world = await withRegistry({ DnsConfig: aRecord, ...customCheck });
		await world.finished(register(world, "good", { AWS_INSTANCE_IPV4: "10.0.0.1" }));
		await world.finished(
			register(world, "bad", { AWS_INSTANCE_IPV4: "10.0.0.2", AWS_INIT_HEALTH_STATUS: "UNHEALTHY" }),
		);
		return world;
	}
	const tell = ({ cloudMap, ServiceId }: Registered, InstanceId: string, Status: "HEALTHY" | "UNHEALTHY") =>
		cloudMap.send(new UpdateInstanceCustomHealthStatusCommand({ ServiceId, InstanceId, Status }));

	it("determines the answers of DNS and DiscoverInstances", async () => {
		const world = await twoInstances();
		const discover = async (HealthStatus?: DiscoverInstancesCommandInput["HealthStatus"]) => {
			const command = new DiscoverInstancesCommand({ NamespaceName: "internal", ServiceName: "web", HealthStatus });
			return (await world.cloudMap.send(command)).Instances?.map(({ InstanceId }) => InstanceId).sort();
		};
		expect(world.dns("web.internal")).toEqual(["10.0.0.1"]);
		expect(await discover()).toEqual(["bad", "good"]);
		expect(await discover("HEALTHY")).toEqual(["good"]);
		expect(await discover("UNHEALTHY")).toEqual(["bad"]);
		expect(await discover("HEALTHY_OR_ELSE_ALL")).toEqual(["good"]);
		const { Status } = await world.cloudMap.send(new GetInstancesHealthStatusCommand({ ServiceId: world.ServiceId }));
		expect(Status).toEqual({ good: "HEALTHY", bad: "UNHEALTHY" });
		await tell(world, "good", "UNHEALTHY");
		await world.clock.advance(30_000);
		expect(world.dns("web.internal")).toEqual(["10.0.0.1", "10.0.0.2"]);
		expect(await discover("HEALTHY_OR_ELSE_ALL")).toEqual(["bad", "good"]);
	});

	it("takes effect 30 seconds after it was set, unless it was reset", async () => {
		const world = await twoInstances();
		await tell(world, "bad", "HEALTHY");
		await world.clock.advance(20_000);
		await tell(world, "bad", "HEALTHY");
		await world.clock.advance(9_999);
		expect(world.dns("web.internal")).toEqual(["10.0.0.1"]);
		await world.clock.advance(1);
		expect(world.dns("web.internal")).toEqual(["10.0.0.1", "10.0.0.2"]);
		await tell(world, "bad", "UNHEALTHY");
		await world.clock.advance(10_000);
		await tell(world, "bad", "HEALTHY");
		await world.clock.advance(60_000);
		expect(world.dns("web.internal")).toEqual(["10.0.0.1", "10.0.0.2"]);
	});

	it("is unknown without a check, and cannot be set then", async () => {
		const world = await withRegistry({ DnsConfig: aRecord });
		await world.finished(register(world, "i", { AWS_INSTANCE_IPV4: "10.0.0.1" }));
		const command = new GetInstancesHealthStatusCommand({ ServiceId: world.ServiceId, Instances: ["i"] });
		expect((await world.cloudMap.send(command)).Status).toEqual({ i: "UNKNOWN" });
		await expect(tell(world, "i", "HEALTHY")).rejects.toMatchObject(refusal("CustomHealthNotFound"));
	});
});

describe("lists", () => {
	it("return instances in pages, in registration order", async () => {
		const world = await withRegistry({});
		for (const id of ["a", "b", "c"]) await world.finished(register(world, id, {}));
		const { ServiceId } = world;
		const first = await world.cloudMap.send(new ListInstancesCommand({ ServiceId, MaxResults: 2 }));
		const second = await world.cloudMap.send(new ListInstancesCommand({ ServiceId, NextToken: first.NextToken }));
		expect([first, second].map(({ Instances }) => Instances?.map(({ Id }) => Id))).toEqual([["a", "b"], ["c"]]);
	});
});
