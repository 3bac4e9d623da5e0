/** Tests capacity providers: built-in ones, validation, use by clusters and services, and placement of tasks. */
import {
	CreateCapacityProviderCommand,
	type CreateCapacityProviderCommandInput,
	DeleteCapacityProviderCommand,
	DeleteClusterCommand,
	DescribeCapacityProvidersCommand,
	DescribeContainerInstancesCommand,
	ListContainerInstancesCommand,
	ListTagsForResourceCommand,
	PutClusterCapacityProvidersCommand,
	RunTaskCommand,
	UpdateCapacityProviderCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, fargateNetwork, refusalOf } from "../account.ts";

const groupArn = (name: string) =>
	`arn:aws:autoscaling:ap-northeast-1:111122223333:autoScalingGroup:1:autoScalingGroupName/${name}`;
const managedInstancesProvider = {
	infrastructureRoleArn: "arn:aws:iam::111122223333:role/infrastructure",
	instanceLaunchTemplate: {
		ec2InstanceProfileArn: "arn:aws:iam::111122223333:instance-profile/instances",
		networkConfiguration: { subnets: ["subnet-a"] },
	},
};

async function withCluster(capacityProviders: string[] = []) {
	const account = createAccount();
	const { ecs } = account;
	const create = (name: string, input: Partial<CreateCapacityProviderCommandInput> = {}) =>
		ecs.send(
			new CreateCapacityProviderCommand({
				name,
				autoScalingGroupProvider: { autoScalingGroupArn: groupArn(name) },
				...input,
			}),
		);
	const put = (names: string[], strategy: { capacityProvider: string; base?: number; weight?: number }[] = []) =>
		ecs.send(
			new PutClusterCapacityProvidersCommand({
				cluster: "default",
				capacityProviders: names,
				defaultCapacityProviderStrategy: strategy,
			}),
		);
	const describe = async (...names: string[]) =>
		ecs.send(
			new DescribeCapacityProvidersCommand({
				include: ["TAGS"],
				...(names.length > 0 && { capacityProviders: names }),
			}),
		);
	const remove = (capacityProvider: string) => ecs.send(new DeleteCapacityProviderCommand({ capacityProvider }));
	await account.cluster({ capacityProviders });
	return { ...account, createProvider: create, put, describe, remove };
}

describe("a capacity provider", () => {
	it("of Fargate exists in every account and cannot be changed", async () => {
		const { describe, remove } = await withCluster();
		expect((await describe()).capacityProviders).toEqual(
			["FARGATE", "FARGATE_SPOT"].map((name) => ({
				capacityProviderArn: `arn:aws:ecs:ap-northeast-1:111122223333:capacity-provider/${name}`,
				name,
				type: name,
				status: "ACTIVE",
				tags: [],
			})),
		);
		expect(await refusalOf(remove("FARGATE"))).toBe(
			"ClientException: The specified capacity provider is reserved and cannot be changed or deleted.",
		);
	});

	it("of an Auto Scaling group has its defaults, and an update keeps omitted members", async () => {
		const { ecs, createProvider } = await withCluster();
		const managedScaling = { status: "ENABLED" as const, targetCapacity: 80 };
		const { capacityProvider } = await createProvider("group", {
			autoScalingGroupProvider: { autoScalingGroupArn: groupArn("group"), managedScaling },
			tags: [{ key: "team", value: "shop" }],
		});
		const scaling = { minimumScalingStepSize: 1, maximumScalingStepSize: 10_000, instanceWarmupPeriod: 300 };
		expect(capacityProvider).toEqual({
			capacityProviderArn: "arn:aws:ecs:ap-northeast-1:111122223333:capacity-provider/group",
			name: "group",
			status: "ACTIVE",
			type: "EC2_AUTOSCALING",
			autoScalingGroupProvider: {
				autoScalingGroupArn: groupArn("group"),
				managedScaling: { ...managedScaling, ...scaling },
				managedTerminationProtection: "DISABLED",
				managedDraining: "ENABLED",
			},
			tags: [{ key: "team", value: "shop" }],
		});
		const updated = await ecs.send(
			new UpdateCapacityProviderCommand({
				name: "group",
				autoScalingGroupProvider: { managedScaling: { targetCapacity: 50 }, managedDraining: "DISABLED" },
			}),
		);
		expect(updated.capacityProvider).toMatchObject({
			updateStatus: "UPDATE_COMPLETE",
			autoScalingGroupProvider: {
				managedScaling: { ...scaling, status: "ENABLED", targetCapacity: 50 },
				managedDraining: "DISABLED",
			},
		});
		const resourceArn = capacityProvider?.capacityProviderArn;
		expect((await ecs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
			{ key: "team", value: "shop" },
		]);
	});

	it.each([
		["a reserved prefix", "fargate-mine", {}, /name is invalid/],
		["a name in use", "first", {}, /already exists/],
		[
			"a group of another provider",
			"second",
			{ autoScalingGroupProvider: { autoScalingGroupArn: groupArn("first") } },
			/already being used by another capacity provider/,
		],
		[
			"termination protection without managed scaling",
			"second",
			{
				autoScalingGroupProvider: {
					autoScalingGroupArn: groupArn("second"),
					managedTerminationProtection: "ENABLED" as const,
				},
			},
			/must also use managed scaling/,
		],
		[
			"a target above 100",
			"second",
			{
				autoScalingGroupProvider: { autoScalingGroupArn: groupArn("second"), managedScaling: { targetCapacity: 101 } },
			},
			/between 1 and 100/,
		],
		["no capacity type", "second", { autoScalingGroupProvider: undefined }, /Specify either/],
	])("is rejected for %s", async (_what, name, input, text) => {
		const { createProvider } = await withCluster();
		await createProvider("first");
		const refusal = await refusalOf(createProvider(name, input));
		expect(refusal).toMatch(/^ClientException: /);
		expect(refusal).toMatch(text);
	});

	it("is described in pages of at most ten, and as MISSING if it does not exist", async () => {
		const { ecs, createProvider, describe } = await withCluster();
		for (let index = 0; index < 10; index++) await createProvider(`group-${index}`);
		const first = await describe();
		expect(first.capacityProviders).toHaveLength(10);
		const second = await ecs.send(new DescribeCapacityProvidersCommand({ nextToken: first.nextToken }));
		expect(second.capacityProviders?.map(({ name }) => name)).toEqual(["group-8", "group-9"]);
		expect(await refusalOf(ecs.send(new DescribeCapacityProvidersCommand({ maxResults: 11 })))).toMatch(
			/^InvalidParameterException: /,
		);
		expect((await describe("none")).failures).toEqual([
			{ arn: "arn:aws:ecs:ap-northeast-1:111122223333:capacity-provider/none", reason: "MISSING" },
		]);
	});

	it("reports why it is not deleted while a cluster uses it, and is INACTIVE afterwards", async () => {
		const { createProvider, put, remove, describe, seconds } = await withCluster();
		await createProvider("group");
		await put(["group"]);
		expect((await remove("group")).capacityProvider).toMatchObject({
			status: "ACTIVE",
			updateStatus: "DELETE_FAILED",
			updateStatusReason: expect.stringMatching(/associated with cluster: default\./),
		});
		await put([]);
		expect((await remove("group")).capacityProvider).toMatchObject({ updateStatus: "DELETE_IN_PROGRESS" });
		await seconds(20);
		expect((await describe("group")).capacityProviders).toMatchObject([
			{ status: "INACTIVE", updateStatus: "DELETE_COMPLETE" },
		]);
		expect((await describe()).capacityProviders).toHaveLength(2);
		expect((await createProvider("group")).capacityProvider).toMatchObject({ status: "ACTIVE" });
	});

	it("with managed instances belongs to its cluster, which is deleted after it", async () => {
		const { ecs, createProvider, describe } = await withCluster();
		const input = { autoScalingGroupProvider: undefined, managedInstancesProvider };
		expect(await refusalOf(createProvider("managed", input))).toMatch(/A cluster is required/);
		await createProvider("managed", { ...input, cluster: "default" });
		expect((await describe("managed")).capacityProviders).toMatchObject([
			{ type: "MANAGED_INSTANCES", cluster: "default", managedInstancesProvider },
		]);
		expect(await refusalOf(ecs.send(new DeleteClusterCommand({ cluster: "default" })))).toMatch(
			/^ClusterContainsCapacityProviderException: /,
		);
		await ecs.send(new DeleteCapacityProviderCommand({ capacityProvider: "managed", cluster: "default" }));
		await ecs.send(new DeleteClusterCommand({ cluster: "default" }));
	});
});

describe("the capacity providers of a cluster", () => {
	it("must exist, and are at most twenty", async () => {
		const { put } = await withCluster();
		expect(await refusalOf(put(["none"]))).toMatch(
			/^InvalidParameterException: The specified capacity provider 'none' does not exist/,
		);
		expect(await refusalOf(put(Array.from({ length: 21 }, (_, index) => `p${index}`)))).toMatch(
			/maximum number of capacity providers per cluster/,
		);
	});

	it("cannot be removed while a service uses them", async () => {
		const { put, taskDefinition, create } = await withCluster(["FARGATE", "FARGATE_SPOT"]);
		await taskDefinition();
		await create({
			launchType: undefined,
			capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
		});
		expect(await refusalOf(put(["FARGATE"]))).toBe(
			"ResourceInUseException: The specified capacity provider is in use and cannot be removed.",
		);
		expect((await put(["FARGATE_SPOT"])).cluster?.capacityProviders).toEqual(["FARGATE_SPOT"]);
	});
});

describe("a strategy", () => {
	it.each([
		["a provider outside the cluster", [{ capacityProvider: "group", weight: 1 }], /not associated with the cluster/],
		[
			"two bases",
			[
				{ capacityProvider: "FARGATE", base: 1, weight: 1 },
				{ capacityProvider: "FARGATE_SPOT", base: 1 },
			],
			/Only one capacity provider/,
		],
		[
			"weights of 0 only",
			[{ capacityProvider: "FARGATE" }, { capacityProvider: "FARGATE_SPOT" }],
			/weight greater than 0/,
		],
		["a weight above 1000", [{ capacityProvider: "FARGATE", weight: 1001 }], /weight from 0 to 1000/],
		[
			"Fargate beside instances",
			[
				{ capacityProvider: "FARGATE", weight: 1 },
				{ capacityProvider: "mine", weight: 1 },
			],
			/mix of Fargate/,
		],
		[
			"more than twenty items",
			Array.from({ length: 21 }, () => ({ capacityProvider: "FARGATE", weight: 1 })),
			/maximum of 20/,
		],
	])("is rejected for %s: by cluster, service and task", async (_what, strategy, text) => {
		const { ecs, put, createProvider, taskDefinition, create } = await withCluster();
		const names = ["FARGATE", "FARGATE_SPOT", "mine"];
		await createProvider("mine");
		await put(names);
		await taskDefinition();
		const input = { launchType: undefined, capacityProviderStrategy: strategy };
		const run = new RunTaskCommand({ ...input, taskDefinition: "web", networkConfiguration: fargateNetwork });
		for (const attempt of [put(names, strategy), create(input), ecs.send(run)]) {
			const refusal = await refusalOf(attempt);
			expect(refusal).toMatch(/^InvalidParameterException: /);
			expect(refusal).toMatch(text);
		}
	});

	it("is rejected together with a launch type", async () => {
		const { taskDefinition, create } = await withCluster(["FARGATE"]);
		await taskDefinition();
		expect(await refusalOf(create({ capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }] }))).toBe(
			"InvalidParameterException: Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
		);
	});

	it("fills the base first and distributes the rest by weight", async () => {
		const { taskDefinition, create, seconds, tasks } = await withCluster(["FARGATE", "FARGATE_SPOT"]);
		await taskDefinition();
		await create({
			launchType: undefined,
			desiredCount: 10,
			capacityProviderStrategy: [
				{ capacityProvider: "FARGATE", base: 2, weight: 1 },
				{ capacityProvider: "FARGATE_SPOT", weight: 3 },
			],
		});
		await seconds(60);
		const providers = (await tasks()).map(({ capacityProviderName }) => capacityProviderName);
		expect(providers.filter((name) => name === "FARGATE")).toHaveLength(4);
		expect(providers.filter((name) => name === "FARGATE_SPOT")).toHaveLength(6);
	});

	it.each([
		["an Auto Scaling group", {}, "EC2"],
		[
			"managed instances",
			{ autoScalingGroupProvider: undefined, managedInstancesProvider, cluster: "default" },
			"MANAGED_INSTANCES",
		],
	])("places tasks on instances of %s only", async (_what, input, launchType) => {
		const { ecs, put, createProvider, taskDefinition, create, seconds, tasks, service } = await withCluster();
		await createProvider("mine", input);
		await put(["mine"]);
		await taskDefinition({ requiresCompatibilities: undefined });
		await create({ serviceName: "other", launchType: "EC2" });
		await seconds(60);
		await create({ launchType: undefined, capacityProviderStrategy: [{ capacityProvider: "mine", weight: 1 }] });
		await seconds(10);
		expect((await service()).events?.[0]?.message).toMatch(
			/Reason: No Container Instances were found in your capacity provider\. /,
		);
		await seconds(60);
		const [task] = await tasks();
		expect(task).toMatchObject({ lastStatus: "RUNNING", capacityProviderName: "mine", launchType });
		const { containerInstanceArns = [] } = await ecs.send(new ListContainerInstancesCommand({}));
		const { containerInstances } = await ecs.send(
			new DescribeContainerInstancesCommand({ containerInstances: containerInstanceArns }),
		);
		expect(containerInstances?.map(({ capacityProviderName }) => capacityProviderName)).toEqual([undefined, "mine"]);
		expect(task?.containerInstanceArn).toBe(containerInstances?.[1]?.containerInstanceArn);
	});
});
