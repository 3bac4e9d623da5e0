/** Service Connect: endpoints, the snapshot that a deployment takes, the hosts file, and what is left behind. */
import { DeleteServiceCommand, ListServicesByNamespaceCommand } from "@aws-sdk/client-ecs";
import { ListServicesCommand, ListTagsForResourceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "./account.ts";

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
	it("are known to deployments that begin after them, and to no other", async () => {
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
		expect(emulated.lookupFromTask(client.id, "nginx-server.local.")).toEqual(["127.255.0.1", "2600:f0f0:0:0:0:0:0:1"]);
		expect(emulated.lookupFromTask(client.id, "example.com")).toBeUndefined();
		expect(dns("nginx-server.local")).toEqual([]);

		await start("server2", "nginx-server2");
		await seconds(120);
		emulated.killTask(client.id);
		await seconds(60);
		const replaced = await hosts("client");
		expect(replaced.id).not.toBe(client.id);
		expect(emulated.lookupFromTask(replaced.id, "nginx-server2.local")).toBeUndefined();
		await update({ service: "client", forceNewDeployment: true });
		await seconds(200);
		expect(emulated.lookupFromTask((await hosts("client")).id, "nginx-server2.local")).toHaveLength(2);
	});

	it("are registries that ECS makes, tags and removes with the last service that offers them", async () => {
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

	it("go when Service Connect is turned off", async () => {
		const { cloudMap, start, seconds, update } = await shop();
		await start("server", "nginx-server");
		await seconds(120);
		await update({ service: "server", serviceConnectConfiguration: { enabled: false } });
		await seconds(200);
		expect((await cloudMap.send(new ListServicesCommand({}))).Services).toEqual([]);
	});

	it("have the alias's name where it gives one", async () => {
		const { create, seconds, offer, hosts, emulated } = await shop();
		await create({
			serviceName: "server",
			serviceConnectConfiguration: offer("nginx-server", { clientAliases: [{ port: 80, dnsName: "api" }] }),
		});
		await seconds(120);
		const { id } = await hosts("server");
		expect(emulated.lookupFromTask(id, "api")).toHaveLength(2);
		expect(emulated.lookupFromTask(id, "nginx-server.local")).toBeUndefined();
	});
});

describe("what ECS refuses", () => {
	it.each([
		["two aliases", { clientAliases: [{ port: 80 }, { port: 81 }] }, /clientAliases must have 1 element\.$/],
		["no alias", { clientAliases: [] }, /clientAliases must have 1 element\.$/],
		["an unknown port name", { portName: "http" }, /portName 'http'/],
		["a bad discovery name", { discoveryName: "-x" }, /discoveryName: -x$/],
	])("%s", async (_what, extra, text) => {
		const { create, offer } = await shop();
		const refusal = await refusalOf(create({ serviceConnectConfiguration: offer("nginx-server", extra) }));
		expect(refusal).toMatch(/^InvalidParameterException: /);
		expect(refusal).toMatch(text);
	});

	it("a namespace that is not there", async () => {
		const { create, offer } = await shop();
		const configuration = { ...offer("nginx-server"), namespace: "none" };
		expect(await refusalOf(create({ serviceConnectConfiguration: configuration }))).toMatch(
			/^NamespaceNotFoundException: /,
		);
	});

	it("execute command without a task role", async () => {
		const { create, taskDefinition } = await shop();
		await taskDefinition({ family: "plain" });
		expect(await refusalOf(create({ taskDefinition: "plain", enableExecuteCommand: true }))).toBe(
			"InvalidParameterException: The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
		);
	});
});
