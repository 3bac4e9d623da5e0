/** Tests CreateService and the reads: defaults, validation and lists. */
import {
	CreateServiceCommand,
	type CreateServiceCommandInput,
	DescribeServicesCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
	TagResourceCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, fargateNetwork, refusalOf } from "../account.ts";

async function ready() {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition();
	return account;
}

describe("CreateService", () => {
	it("returns AWS's defaults", async () => {
		const { create } = await ready();
		const { deployments, ...service } = await create({
			networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } },
			tags: [{ key: "Name", value: "web" }],
		});
		const network = {
			awsvpcConfiguration: { subnets: ["subnet-a"], securityGroups: [], assignPublicIp: "DISABLED" },
		};
		expect(service).toEqual({
			serviceArn: "arn:aws:ecs:ap-northeast-1:111122223333:service/default/web",
			serviceName: "web",
			clusterArn: "arn:aws:ecs:ap-northeast-1:111122223333:cluster/default",
			status: "ACTIVE",
			desiredCount: 1,
			runningCount: 0,
			pendingCount: 0,
			launchType: "FARGATE",
			platformVersion: "LATEST",
			platformFamily: "Linux",
			taskDefinition: "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/web:1",
			deploymentConfiguration: {
				deploymentCircuitBreaker: { enable: false, rollback: false },
				maximumPercent: 200,
				minimumHealthyPercent: 100,
				strategy: "ROLLING",
				bakeTimeInMinutes: 0,
			},
			deploymentController: { type: "ECS" },
			schedulingStrategy: "REPLICA",
			loadBalancers: [],
			serviceRegistries: [],
			placementConstraints: [],
			placementStrategy: [],
			networkConfiguration: network,
			roleArn: "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
			events: [],
			createdAt: expect.any(Date),
			createdBy: "arn:aws:iam::111122223333:root",
			enableECSManagedTags: false,
			propagateTags: "NONE",
			enableExecuteCommand: false,
			availabilityZoneRebalancing: "ENABLED",
			resourceManagementType: "CUSTOMER",
			currentServiceDeployment: expect.stringMatching(/:service-deployment\/default\/web\/\w+$/),
			currentServiceRevisions: [
				{
					arn: expect.stringMatching(/:service-revision\/default\/web\/\d{19}$/),
					requestedTaskCount: 0,
					runningTaskCount: 0,
					pendingTaskCount: 0,
				},
			],
			tags: [{ key: "Name", value: "web" }],
		});
		expect(deployments).toMatchObject([
			{ platformVersion: "1.4.0", platformFamily: "Linux", launchType: "FARGATE", networkConfiguration: network },
		]);
	});

	it("returns an existing service with the same content, and rejects other content", async () => {
		const { create } = await ready();
		const first = await create();
		expect((await create()).deployments?.[0]?.id).toBe(first.deployments?.[0]?.id);
		expect(await refusalOf(create({ desiredCount: 2 }))).toBe(
			"InvalidParameterException: Creation of service was not idempotent.",
		);
	});

	it("copies the cluster's default capacity provider strategy", async () => {
		const account = createAccount();
		const strategy = [
			{ capacityProvider: "FARGATE", base: 2 },
			{ capacityProvider: "FARGATE_SPOT", weight: 1 },
		];
		await account.cluster({
			capacityProviders: ["FARGATE", "FARGATE_SPOT"],
			defaultCapacityProviderStrategy: strategy,
		});
		await account.taskDefinition();
		const service = await account.create({ launchType: undefined, desiredCount: 5 });
		expect(service.launchType).toBeUndefined();
		expect(service.capacityProviderStrategy).toMatchObject(strategy);
		await account.seconds(60);
		const providers = (await account.tasks()).map((task) => task.capacityProviderName);
		expect(providers.filter((name) => name === "FARGATE_SPOT")).toHaveLength(3);
		expect(providers.filter((name) => name === "FARGATE")).toHaveLength(2);
	});

	it.each<[string, Partial<CreateServiceCommandInput>, string]>([
		["an unknown cluster", { cluster: "none" }, "ClusterNotFoundException: Cluster not found."],
		["an unknown task definition", { taskDefinition: "none" }, "ClientException: TaskDefinition not found."],
		[
			"no network",
			{ networkConfiguration: undefined },
			"InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified.",
		],
		[
			"EC2 for a definition that requires Fargate",
			{ launchType: "EC2" },
			"InvalidParameterException: Task definition does not support launch_type EC2.",
		],
		[
			"placement on Fargate",
			{ placementConstraints: [{ type: "memberOf", expression: "attribute:a == b" }] },
			"InvalidParameterException: Placement constraints are not supported with FARGATE launch type.",
		],
		[
			"no desired count",
			{ desiredCount: undefined },
			"InvalidParameterException: desiredCount is required for the REPLICA scheduling strategy.",
		],
		[
			"more tasks than AWS's quota",
			{ desiredCount: 5_001 },
			"InvalidParameterException: desiredCount must be at most 5000.",
		],
		["a bad name", { serviceName: "a b" }, "InvalidParameterException: Invalid service name: a b"],
	])("rejects %s", async (_what, input, text) => {
		const { create } = await ready();
		expect(await refusalOf(create(input))).toBe(text);
	});

	it("rejects ports for a registry of A records", async () => {
		const { create, namespace, registry } = await ready();
		const { arn } = await registry(await namespace("local"), {
			Name: "web",
			DnsConfig: { DnsRecords: [{ Type: "A", TTL: 30 }] },
		});
		const serviceRegistries = [{ registryArn: arn, port: 80 }];
		expect(await refusalOf(create({ serviceRegistries }))).toBe(
			"InvalidParameterException: The values specified for serviceRegistries do not require a value for 'port'. Remove the value and retry.",
		);
	});
});

describe("reads", () => {
	it("describe at most ten, and report missing ones", async () => {
		const { ecs, create } = await ready();
		await create({ tags: [{ key: "a", value: "1" }] });
		const { services, failures } = await ecs.send(new DescribeServicesCommand({ services: ["web", "none"] }));
		expect(services?.[0]).not.toHaveProperty("tags");
		expect(failures).toEqual([
			{ arn: "arn:aws:ecs:ap-northeast-1:111122223333:service/default/none", reason: "MISSING" },
		]);
		const eleven = Array.from({ length: 11 }, (_, index) => `s${index}`);
		expect(await refusalOf(ecs.send(new DescribeServicesCommand({ services: eleven })))).toBe(
			"InvalidParameterException: Services cannot have more than 10 elements.",
		);
		expect(await refusalOf(ecs.send(new UpdateServiceCommand({ service: "none" })))).toBe(
			"ServiceNotFoundException: Service not found.",
		);
	});

	it("list ten per page by default", async () => {
		const { ecs, create } = await ready();
		for (let index = 0; index < 12; index++) await create({ serviceName: `s${index}`, desiredCount: 0 });
		const first = await ecs.send(new ListServicesCommand({}));
		expect(first.serviceArns).toHaveLength(10);
		const second = await ecs.send(new ListServicesCommand({ nextToken: first.nextToken }));
		expect(second.serviceArns?.map((arn) => arn.split("/").at(-1))).toEqual(["s10", "s11"]);
		expect((await ecs.send(new ListServicesCommand({ launchType: "EC2" }))).serviceArns).toEqual([]);
	});
});

describe("tags", () => {
	it("are propagated to new tasks only, as configured", async () => {
		const { ecs, create, update, seconds, tasks, service } = await ready();
		const created = await create({ tags: [{ key: "team", value: "a" }] });
		await seconds(60);
		await ecs.send(new TagResourceCommand({ resourceArn: created.serviceArn, tags: [{ key: "team", value: "b" }] }));
		await update({ propagateTags: "SERVICE", enableECSManagedTags: true });
		await seconds(60);
		expect((await tasks())[0]?.tags).toEqual([]);
		await update({ forceNewDeployment: true });
		await seconds(200);
		expect((await tasks())[0]?.tags).toEqual([
			{ key: "team", value: "b" },
			{ key: "aws:ecs:clusterName", value: "default" },
			{ key: "aws:ecs:serviceName", value: "web" },
		]);
		expect((await service()).tags).toEqual([{ key: "team", value: "b" }]);
		const { tags } = await ecs.send(new ListTagsForResourceCommand({ resourceArn: created.serviceArn }));
		expect(tags).toEqual([{ key: "team", value: "b" }]);
	});
});

describe("many services", () => {
	it("converge without scheduler runs for steady ones", async () => {
		const account = await ready();
		const create = (index: number) =>
			account.ecs.send(
				new CreateServiceCommand({
					serviceName: `s${index}`,
					taskDefinition: "web",
					desiredCount: 1,
					launchType: "FARGATE",
					networkConfiguration: fargateNetwork,
				}),
			);
		for (let index = 0; index < 300; index++) await create(index);
		await account.seconds(90);
		expect((await account.service("s299")).deployments).toMatchObject([{ rolloutState: "COMPLETED" }]);
		expect(account.clock.untilNext()).toBeUndefined();
	});
});
