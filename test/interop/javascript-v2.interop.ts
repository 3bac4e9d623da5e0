/** Tests version 2 of the AWS SDK for JavaScript, with its own codecs for JSON and XML, its waiters and its pagination. */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually, type LocalAws, startLocal } from "../support/command-line.ts";
import { region, suiteSpeed } from "./support/process.ts";
import { requireTool } from "./support/tools.ts";

interface Request {
	// biome-ignore lint/suspicious/noExplicitAny: the SDK's types are not installed; every test names the members it reads.
	readonly promise: () => Promise<any>;
	readonly eachPage: (each: (error: unknown, page: Readonly<Record<string, unknown[]>> | null) => void) => void;
}

/** A client of the old SDK: one method per operation. */
interface Client extends Readonly<Record<string, (input?: object) => Request>> {}

interface Waiting {
	readonly waitFor: (state: string, input: object) => Request;
}

describe.skipIf(!inject("tools")["AWS SDK for JavaScript 2"])("the AWS SDK for JavaScript 2", () => {
	let local: LocalAws;
	let ecs: Client & Waiting;
	let cloudMap: Client;
	let route53: Client & Waiting;

	beforeAll(async () => {
		local = await startLocal(suiteSpeed);
		const sdk = requireTool("javascript-v2")("aws-sdk");
		const options = {
			endpoint: local.url,
			region,
			credentials: new sdk.Credentials("any", "any"),
			hostPrefixEnabled: false,
		};
		ecs = new sdk.ECS(options);
		cloudMap = new sdk.ServiceDiscovery(options);
		route53 = new sdk.Route53(options);
	});
	afterAll(() => local.stop());

	const call = (client: Client, operation: string, input: object = {}) => client[operation]?.(input).promise();
	const soon = { $waiter: { delay: 1, maxAttempts: 60 } };

	it("runs the lifecycle of a service with its waiters", async () => {
		await call(ecs, "createCluster", { clusterName: "old" });
		const containerDefinitions = [{ name: "web", image: "nginx:1", memory: 128 }];
		await call(ecs, "registerTaskDefinition", { family: "web", networkMode: "bridge", containerDefinitions });
		const service = { cluster: "old", serviceName: "web", taskDefinition: "web", desiredCount: 2, launchType: "EC2" };
		const created = await call(ecs, "createService", service);
		expect(created.service.createdAt).toBeInstanceOf(Date);
		const those = { cluster: "old", services: ["web"] };
		const stable = await ecs.waitFor("servicesStable", { ...those, ...soon }).promise();
		expect(stable.services).toMatchObject([{ runningCount: 2 }]);
		const { taskArns } = await call(ecs, "listTasks", { cluster: "old", maxResults: 1 });
		await ecs.waitFor("tasksRunning", { cluster: "old", tasks: taskArns, ...soon }).promise();
		await call(ecs, "deleteService", { cluster: "old", service: "web", force: true });
		await ecs.waitFor("servicesInactive", { ...those, ...soon }).promise();
		expect((await call(ecs, "deleteCluster", { cluster: "old" })).cluster.status).toBe("INACTIVE");
	});

	it("follows pages", async () => {
		for (const clusterName of ["a", "b", "c"]) await call(ecs, "createCluster", { clusterName });
		const pages: number[] = [];
		await new Promise<void>((resolve, reject) => {
			ecs.listClusters?.({ maxResults: 2 }).eachPage((error, page) => {
				if (error) return reject(error);
				if (!page) return resolve();
				pages.push(page.clusterArns?.length ?? 0);
			});
		});
		expect(pages).toEqual([2, 1]);
	});

	it("registers an instance and discovers it", async () => {
		const { OperationId } = await call(cloudMap, "createHttpNamespace", { Name: "old" });
		const operation = async () => (await call(cloudMap, "getOperation", { OperationId })).Operation;
		await eventually(async () => (await operation()).Status === "SUCCESS");
		const NamespaceId = (await operation()).Targets.NAMESPACE;
		const ServiceId = (await call(cloudMap, "createService", { Name: "web", NamespaceId })).Service.Id;
		const instance = { ServiceId, InstanceId: "one", Attributes: { AWS_INSTANCE_IPV4: "10.0.0.1" } };
		await call(cloudMap, "registerInstance", instance);
		const discover = () => call(cloudMap, "discoverInstances", { NamespaceName: "old", ServiceName: "web" });
		await eventually(async () => (await discover()).Instances.length === 1);
		expect((await discover()).Instances).toMatchObject([{ InstanceId: "one", Attributes: instance.Attributes }]);
	});

	it("reads and writes record sets as XML, and waits for the change", async () => {
		const zone = (await call(route53, "createHostedZone", { Name: "old.test", CallerReference: "1" })).HostedZone.Id;
		const ResourceRecordSet = { Name: "a.old.test.", Type: "TXT", TTL: 60, ResourceRecords: [{ Value: '"<&>"' }] };
		const change = (Action: string) =>
			call(route53, "changeResourceRecordSets", {
				HostedZoneId: zone,
				ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
			});
		const { ChangeInfo } = await change("CREATE");
		await route53.waitFor("resourceRecordSetsChanged", { Id: ChangeInfo.Id, ...soon }).promise();
		const { ResourceRecordSets } = await call(route53, "listResourceRecordSets", { HostedZoneId: zone });
		expect(ResourceRecordSets).toContainEqual(expect.objectContaining(ResourceRecordSet));
		await expect(change("CREATE")).rejects.toMatchObject({ code: "InvalidChangeBatch", statusCode: 400 });
	});

	it.each([
		["ECS", () => call(ecs, "listServices", { cluster: "none" }), "ClusterNotFoundException"],
		["Cloud Map", () => call(cloudMap, "getNamespace", { Id: "ns-none" }), "NamespaceNotFound"],
		["Route 53", () => call(route53, "getHostedZone", { Id: "ZNONE" }), "NoSuchHostedZone"],
	])("reads %s's errors by code", async (_, refused, code) => {
		await expect(refused()).rejects.toMatchObject({ code, message: expect.stringMatching(/./) });
	});
});
