/** Tests the attributes of an instance: exclusions, additions by Cloud Map, and quotas. */
import { RegisterContainerInstanceCommand } from "@aws-sdk/client-ecs";
import {
	ChangeResourceRecordSetsCommand,
	CreateHostedZoneCommand,
	ListResourceRecordSetsCommand,
} from "@aws-sdk/client-route-53";
import {
	type CreateServiceCommandInput,
	DeregisterInstanceCommand,
	DiscoverInstancesCommand,
	GetInstanceCommand,
	GetNamespaceCommand,
	RegisterInstanceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../world.ts";
import { createAccount } from "../ecs/account.ts";

const weighted = (...types: ("A" | "AAAA" | "SRV")[]) => ({
	DnsConfig: { RoutingPolicy: "WEIGHTED" as const, DnsRecords: types.map((Type) => ({ Type, TTL: 10 })) },
});
const multivalue = { DnsConfig: { DnsRecords: [{ Type: "A" as const, TTL: 10 }] } };
const alias = { AWS_ALIAS_DNS_NAME: "web-1.ap-northeast-1.elb.amazonaws.com" };

describe("an alias of a load balancer", () => {
	const registered = async (settings: Partial<CreateServiceCommandInput>, Attributes: Record<string, string>) => {
		const { cloudMap, privateNamespace, registry, finished } = createWorld();
		const { Id: ServiceId } = await registry({
			Name: "web",
			NamespaceId: await privateNamespace("internal"),
			...settings,
		});
		await finished(cloudMap.send(new RegisterInstanceCommand({ ServiceId, InstanceId: "lb", Attributes })));
		return (await cloudMap.send(new GetInstanceCommand({ ServiceId, InstanceId: "lb" }))).Instance;
	};

	it.each([["A"], ["AAAA"], ["A", "AAAA"]] as const)("is accepted by a weighted registry of %s", async (...types) => {
		expect(await registered(weighted(...types), alias)).toMatchObject({ Attributes: alias });
	});

	it("is an alias record set that evaluates the target's health, and an answer if the target is known", async () => {
		const { cloudMap, route53, privateNamespace, registry, finished, dns } = createWorld();
		const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name: "elb.test", CallerReference: "1" }));
		const ResourceRecordSet = {
			Name: "lb.elb.test",
			Type: "A" as const,
			TTL: 60,
			ResourceRecords: [{ Value: "10.1.2.3" }],
		};
		const ChangeBatch = { Changes: [{ Action: "CREATE" as const, ResourceRecordSet }] };
		await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id, ChangeBatch }));
		const NamespaceId = await privateNamespace("internal");
		const { Id: ServiceId } = await registry({ Name: "web", NamespaceId, ...weighted("A", "AAAA") });
		const Attributes = { AWS_ALIAS_DNS_NAME: "LB.elb.test" };
		await finished(cloudMap.send(new RegisterInstanceCommand({ ServiceId, InstanceId: "lb", Attributes })));
		const { Namespace: made } = await cloudMap.send(new GetNamespaceCommand({ Id: NamespaceId }));
		const HostedZoneId = made?.Properties?.DnsProperties?.HostedZoneId;
		const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
		const target = { HostedZoneId: HostedZone?.Id?.replace("/hostedzone/", ""), DNSName: "lb.elb.test." };
		expect(ResourceRecordSets?.filter(({ SetIdentifier }) => SetIdentifier)).toEqual(
			["A", "AAAA"].map((Type) => ({
				Name: "web.internal.",
				Type,
				SetIdentifier: "lb",
				Weight: 1,
				AliasTarget: { ...target, EvaluateTargetHealth: true },
			})),
		);
		expect(dns("web.internal")).toEqual(["10.1.2.3"]);
		expect(dns("web.internal", "AAAA")).toBe("NOERROR");
		await finished(cloudMap.send(new DeregisterInstanceCommand({ ServiceId, InstanceId: "lb" })));
		expect(dns("web.internal")).toBe("NXDOMAIN");
	});

	it.each([
		["without the WEIGHTED routing policy", multivalue, alias, "WEIGHTED"],
		["without address records", weighted("SRV"), alias, "an A record, an AAAA record, or both"],
		["without any record", {}, alias, "an A record, an AAAA record, or both"],
		["with an address", weighted("A"), { ...alias, AWS_INSTANCE_IPV4: "10.0.0.1" }, "AWS_INSTANCE_IPV4 exclude"],
		["with a port", weighted("A"), { ...alias, AWS_INSTANCE_PORT: "80" }, "AWS_INSTANCE_PORT exclude"],
	])("is rejected %s", async (_what, settings, attributes, text) => {
		await expect(registered(settings, attributes)).rejects.toMatchObject(refusal("InvalidInput", text));
	});
});

describe("an EC2 instance", () => {
	async function machine(type: "HTTP" | "DNS_PRIVATE", settings: Partial<CreateServiceCommandInput> = {}) {
		const account = createAccount({ containerInstances: "none" });
		await account.cluster();
		const { containerInstance } = await account.ecs.send(new RegisterContainerInstanceCommand({}));
		const { id: ServiceId } = await account.registry(await account.namespace("local", type), {
			Name: "web",
			...settings,
		});
		const register = async (Attributes: Record<string, string>) => {
			await account.cloudMap.send(new RegisterInstanceCommand({ ServiceId, InstanceId: "i", Attributes }));
			await account.seconds(5);
		};
		return { ...account, ServiceId, register, AWS_EC2_INSTANCE_ID: containerInstance?.ec2InstanceId ?? "" };
	}

	it("of an HTTP namespace is found at its primary private address", async () => {
		const { cloudMap, register, AWS_EC2_INSTANCE_ID } = await machine("HTTP", { HealthCheckCustomConfig: {} });
		await register({ AWS_EC2_INSTANCE_ID, AWS_INIT_HEALTH_STATUS: "HEALTHY" });
		const command = new DiscoverInstancesCommand({ NamespaceName: "local", ServiceName: "web" });
		expect((await cloudMap.send(command)).Instances).toMatchObject([
			{ Attributes: { AWS_EC2_INSTANCE_ID, AWS_INSTANCE_IPV4: expect.stringMatching(/^10\.0\.\d+\.\d+$/) } },
		]);
	});

	it("accepts no other attribute except its initial health", async () => {
		const { register, AWS_EC2_INSTANCE_ID } = await machine("HTTP");
		const refused = register({ AWS_EC2_INSTANCE_ID, color: "red" });
		await expect(refused).rejects.toMatchObject(refusal("InvalidInput", "only AWS_INIT_HEALTH_STATUS"));
	});

	it("is accepted in HTTP namespaces only", async () => {
		const { register, AWS_EC2_INSTANCE_ID } = await machine("DNS_PRIVATE");
		await expect(register({ AWS_EC2_INSTANCE_ID })).rejects.toMatchObject(refusal("InvalidInput", "HTTP namespace"));
	});

	it("that does not exist is rejected", async () => {
		const { register } = await machine("HTTP");
		const refused = register({ AWS_EC2_INSTANCE_ID: "i-00000000000000000" });
		await expect(refused).rejects.toMatchObject(refusal("InvalidInput", "i-00000000000000000 can't be found"));
	});
});

describe("quotas", () => {
	const many = (count: number, prefix = "k") =>
		Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, "v"]));

	async function inNamespace(quotas = {}) {
		const world = createWorld({ settings: { servicediscovery: { quotas } } });
		const NamespaceId = await world.privateNamespace("internal");
		const ids = new Map<string, string>();
		for (const Name of ["web", "api"]) ids.set(Name, (await world.registry({ Name, NamespaceId })).Id);
		const register = (name: string, InstanceId: string, Attributes: Record<string, string> = {}) =>
			world.finished(
				world.cloudMap.send(new RegisterInstanceCommand({ ServiceId: ids.get(name), InstanceId, Attributes })),
			);
		return { ...world, register };
	}

	it("30 custom attributes, without AWS's own ones", async () => {
		const { register } = await inNamespace();
		const own = { AWS_INSTANCE_IPV4: "10.0.0.1", AWS_INSTANCE_PORT: "80" };
		expect((await register("web", "i", { ...many(30), ...own })).Status).toBe("SUCCESS");
		await expect(register("web", "i", many(31))).rejects.toMatchObject(refusal("InvalidInput", "30 custom"));
	});

	it("5000 characters of keys and values together", async () => {
		const { register } = await inNamespace();
		const text = (last: number) => ({
			a: "x".repeat(1023),
			b: "x".repeat(1023),
			c: "x".repeat(1023),
			d: "x".repeat(1023),
			e: "x".repeat(last),
		});
		expect((await register("web", "i", text(903))).Status).toBe("SUCCESS");
		await expect(register("web", "i", text(904))).rejects.toMatchObject(refusal("InvalidInput", "5000 characters"));
	});

	it("limit the instances of a service and a namespace; a repeated registration does not count twice", async () => {
		const { register } = await inNamespace({ instancesPerService: 2, instancesPerNamespace: 3 });
		await register("web", "a");
		await register("web", "b");
		await register("web", "b", { again: "1" });
		await expect(register("web", "c")).rejects.toMatchObject(
			refusal("ResourceLimitExceeded", "2 instances per service"),
		);
		await register("api", "a");
		await expect(register("api", "b")).rejects.toMatchObject(
			refusal("ResourceLimitExceeded", "3 instances per namespace"),
		);
	});
});
