/** Tests Service Connect: endpoints, the endpoints fixed per deployment, the hosts file, and clean-up. */
import { DeleteClusterCommand, DeleteServiceCommand, ListServicesByNamespaceCommand } from "@aws-sdk/client-ecs";
import {
	ListNamespacesCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

async function shop() {
	const account = createAccount();
	const namespace = await account.namespace("local");
	await account.cluster({ serviceConnectDefaults: { namespace } });
	await account.taskDefinition({
		taskRoleArn: "test-ecs-role",
		containerDefinitions: [{ name: "nginx", image: "nginx", portMappings: [{ name: "nginx", containerPort: 80 }] }],
	});
	const offer = (discoveryName: string, extra: object = {}) => ({
		enabled: true,
		services: [{ portName: "nginx", discoveryName, clientAliases: [{ port: 80 }], ...extra }],
	});
	const start = (serviceName: string, discoveryName: string) =>
		account.create({
			serviceName,
			serviceConnectConfiguration: offer(discoveryName),
			enableExecuteCommand: true,
		});
	const hosts = async (serviceName: string) => {
		const [task] = await account.tasks(serviceName);
		const id = task?.taskArn?.split("/").at(-1) ?? "";
		return { id, lines: account.emulated.hostsFile(id)?.trimEnd().split("\n") };
	};
	return { ...account, namespace, offer, start, hosts };
}

const own = expect.stringMatching(/^10\.0\.\d+\.\d+ ip-10-0-\d+-\d+\.ap-northeast-1\.compute\.internal$/);

describe("endpoints", () => {
	it("are known only to deployments that start after them", async () => {
		const { start, seconds, hosts, emulated, update, dns } = await shop();
		await start("server", "nginx-server");
		await seconds(120);
		await start("client", "nginx-client");
		await seconds(120);
		expect((await hosts("server")).lines).toEqual([
			"127.0.0.1 localhost",
			own,
			"127.255.0.1 nginx-server.local",
			"2600:f0f0:0:0:0:0:0:1 nginx-server.local",
		]);
		const client = await hosts("client");
		expect(client.lines).toEqual([
			"127.0.0.1 localhost",
			own,
			"127.255.0.1 nginx-server.local",
			"2600:f0f0:0:0:0:0:0:1 nginx-server.local",
			"127.255.0.2 nginx-client.local",
			"2600:f0f0:0:0:0:0:0:2 nginx-client.local",
		]);
		expect(emulated.lookupInHostsFile(client.id, "nginx-server.local.")).toEqual([
			"127.255.0.1",
			"2600:f0f0:0:0:0:0:0:1",
		]);
		expect(emulated.lookupInHostsFile(client.id, "example.com")).toBeUndefined();
		expect(dns("nginx-server.local")).toEqual([]);

		await start("server2", "nginx-server2");
		await seconds(120);
		emulated.killTask(client.id);
		await seconds(60);
		const replaced = await hosts("client");
		expect(replaced.id).not.toBe(client.id);
		expect(emulated.lookupInHostsFile(replaced.id, "nginx-server2.local")).toBeUndefined();
		await update({ service: "client", forceNewDeployment: true });
		await seconds(200);
		expect(emulated.lookupInHostsFile((await hosts("client")).id, "nginx-server2.local")).toHaveLength(2);
	});

	it("have registries that ECS creates, tags and removes with the last service that offers them", async () => {
		const { ecs, cloudMap, start, seconds, service, instances, namespace } = await shop();
		const registries = async () => (await cloudMap.send(new ListServicesCommand({}))).Services ?? [];
		const created = await start("server", "nginx-server");
		expect(created.deployments?.[0]?.serviceConnectResources).toEqual([]);
		await seconds(120);
		const [registry] = await registries();
		expect(registry).toMatchObject({ Name: "nginx-server", Type: "HTTP" });
		const { Tags } = await cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: registry?.Arn }));
		expect(Tags?.map(({ Key }) => Key)).toEqual(["AmazonECSManaged"]);
		expect((await service("server")).deployments?.[0]).toMatchObject({
			serviceConnectConfiguration: { enabled: true, namespace },
			serviceConnectResources: [{ discoveryName: "nginx-server", discoveryArn: registry?.Arn }],
		});
		expect([...(await instances(registry?.Id ?? "")).values()]).toMatchObject([{ AWS_INSTANCE_PORT: "80" }]);
		const listed = await ecs.send(new ListServicesByNamespaceCommand({ namespace: "local" }));
		expect(listed.serviceArns).toEqual([created.serviceArn]);
		await ecs.send(new DeleteServiceCommand({ service: "server", force: true }));
		await seconds(60);
		expect(await registries()).toEqual([]);
	});

	it("are removed when Service Connect is turned off", async () => {
		const { cloudMap, start, seconds, update } = await shop();
		await start("server", "nginx-server");
		await seconds(120);
		await update({ service: "server", serviceConnectConfiguration: { enabled: false } });
		await seconds(200);
		expect((await cloudMap.send(new ListServicesCommand({}))).Services).toEqual([]);
	});

	it("have the alias's name if it is given", async () => {
		const { create, seconds, offer, hosts, emulated } = await shop();
		await create({
			serviceName: "server",
			serviceConnectConfiguration: offer("nginx-server", { clientAliases: [{ port: 80, dnsName: "api" }] }),
		});
		await seconds(120);
		const { id } = await hosts("server");
		expect(emulated.lookupInHostsFile(id, "api")).toHaveLength(2);
		expect(emulated.lookupInHostsFile(id, "nginx-server.local")).toBeUndefined();
	});
});

describe("a client-only service", () => {
	it("knows the endpoints of its namespace and offers none", async () => {
		const { ecs, cloudMap, namespace, create, start, seconds, hosts, emulated } = await shop();
		await start("server", "nginx-server");
		await seconds(120);
		const created = await create({ serviceName: "client", serviceConnectConfiguration: { enabled: true, namespace } });
		await seconds(120);
		expect(emulated.lookupInHostsFile((await hosts("client")).id, "nginx-server.local")).toHaveLength(2);
		expect((await cloudMap.send(new ListServicesCommand({}))).Services).toHaveLength(1);
		const listed = await ecs.send(new ListServicesByNamespaceCommand({ namespace }));
		expect(listed.serviceArns).toContain(created.serviceArn);
	});
});

describe("the namespace", () => {
	it("is returned as it was given: by name, by ARN, or as the cluster's default", async () => {
		const { create, namespace, offer } = await shop();
		const shown = async (serviceName: string, extra: object) => {
			const { deployments } = await create({
				serviceName,
				serviceConnectConfiguration: { ...offer(serviceName), ...extra },
			});
			return deployments?.[0]?.serviceConnectConfiguration?.namespace;
		};
		expect(await shown("by-name", { namespace: "local" })).toBe("local");
		expect(await shown("by-arn", { namespace })).toBe(namespace);
		expect(await shown("by-default", {})).toBe(namespace);
	});

	it("of a cluster is created by ECS if it does not exist: an HTTP namespace with its tag, which ECS never deletes", async () => {
		const { ecs, cloudMap, cluster } = createAccount();
		await cluster({ clusterName: "c", serviceConnectDefaults: { namespace: "made" } });
		const made = (await cloudMap.send(new ListNamespacesCommand({}))).Namespaces?.[0];
		expect(made).toMatchObject({ Name: "made", Type: "HTTP" });
		const tags = await cloudMap.send(new ListTagsForResourceCommand({ ResourceARN: made?.Arn }));
		expect(tags.Tags).toEqual([{ Key: "AmazonECSManaged", Value: "true" }]);
		await ecs.send(new DeleteClusterCommand({ cluster: "c" }));
		expect((await cloudMap.send(new ListNamespacesCommand({}))).Namespaces).toHaveLength(1);
	});

	it.each(["a<b", "a>b", 'a"b', "a/b", "a".repeat(1025)])(
		"%s is not a valid name of a cluster's namespace",
		async (name) => {
			const { cluster } = createAccount();
			expect(await refusalOf(cluster({ serviceConnectDefaults: { namespace: name } }))).toBe(
				`InvalidParameterException: Invalid Service Connect namespace name: ${name}`,
			);
		},
	);

	it("keeps a user's registry with the name of an endpoint: the tasks run undiscoverable, and an event reports it", async () => {
		const { namespace, registry, start, seconds, service, instances } = await shop();
		const own = await registry(namespace, { Name: "nginx-server", Type: "HTTP" });
		await start("server", "nginx-server");
		await seconds(120);
		expect(await instances(own.id)).toEqual(new Map());
		const { events, runningCount } = await service("server");
		expect(runningCount).toBe(1);
		expect(events?.map(({ message }) => message)).toContainEqual(
			expect.stringContaining("SC service is already used by"),
		);
	});
});

describe("an instance of an endpoint", () => {
	it("has the port of its container, or the ingress port of the proxy", async () => {
		const { create, offer, seconds, cloudMap, instances } = await shop();
		await create({ serviceName: "plain", serviceConnectConfiguration: offer("plain") });
		const moved = offer("moved", { ingressPortOverride: 15_000 });
		await create({ serviceName: "moved", serviceConnectConfiguration: moved });
		await seconds(120);
		const { Services = [] } = await cloudMap.send(new ListServicesCommand({}));
		const portOf = async (name: string) => {
			const found = await instances(Services.find(({ Name }) => Name === name)?.Id ?? "");
			return [...found.values()][0]?.AWS_INSTANCE_PORT;
		};
		expect(await portOf("plain")).toBe("80");
		expect(await portOf("moved")).toBe("15000");
	});
});

describe("ECS rejects", () => {
	it("a missing namespace", async () => {
		const { create, offer } = await shop();
		const configuration = { ...offer("nginx-server"), namespace: "none" };
		expect(await refusalOf(create({ serviceConnectConfiguration: configuration }))).toMatch(
			/^NamespaceNotFoundException: /,
		);
	});

	it("ECS Exec without a task role", async () => {
		const { create, taskDefinition } = await shop();
		await taskDefinition({ family: "plain" });
		expect(await refusalOf(create({ taskDefinition: "plain", enableExecuteCommand: true }))).toBe(
			"InvalidParameterException: The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
		);
	});
});
