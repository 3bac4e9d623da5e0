/** Tests clusters: idempotent creation, settings, deletion, statistics, tags and lists. */
import {
	CreateClusterCommand,
	DeleteClusterCommand,
	DescribeClustersCommand,
	ListAccountSettingsCommand,
	ListClustersCommand,
	ListTagsForResourceCommand,
	PutAccountSettingDefaultCommand,
	PutClusterCapacityProvidersCommand,
	TagResourceCommand,
	UntagResourceCommand,
	UpdateClusterCommand,
	UpdateClusterSettingsCommand,
} from "@aws-sdk/client-ecs";
import { ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

const arn = "arn:aws:ecs:ap-northeast-1:111122223333:cluster/shop";

async function described(account: ReturnType<typeof createAccount>, name = "shop") {
	const include = ["TAGS", "SETTINGS", "STATISTICS", "CONFIGURATIONS"] as const;
	return (await account.ecs.send(new DescribeClustersCommand({ clusters: [name], include: [...include] })))
		.clusters?.[0];
}

describe("CreateCluster", () => {
	it("returns AWS's additions, including container insights from the account's default", async () => {
		const { ecs } = createAccount();
		const { cluster } = await ecs.send(
			new CreateClusterCommand({ clusterName: "shop", tags: [{ key: "Name", value: "shop" }] }),
		);
		expect(cluster).toEqual({
			clusterArn: arn,
			clusterName: "shop",
			status: "ACTIVE",
			registeredContainerInstancesCount: 0,
			runningTasksCount: 0,
			pendingTasksCount: 0,
			activeServicesCount: 0,
			statistics: [],
			tags: [{ key: "Name", value: "shop" }],
			settings: [{ name: "containerInsights", value: "enabled" }],
			capacityProviders: [],
			defaultCapacityProviderStrategy: [],
		});
	});

	it("follows the account's default unless overridden", async () => {
		const { ecs } = createAccount();
		await ecs.send(new PutAccountSettingDefaultCommand({ name: "containerInsights", value: "disabled" }));
		const { settings } = await ecs.send(new ListAccountSettingsCommand({ name: "containerInsights" }));
		expect(settings).toMatchObject([{ name: "containerInsights", value: "disabled" }]);
		const create = async (clusterName: string, value?: string) =>
			(
				await ecs.send(
					new CreateClusterCommand({
						clusterName,
						...(value && { settings: [{ name: "containerInsights" as const, value }] }),
					}),
				)
			).cluster?.settings?.[0]?.value;
		expect(await create("a")).toBe("disabled");
		expect(await create("b", "enhanced")).toBe("enhanced");
	});

	it("returns an existing cluster, and rejects another configuration", async () => {
		const account = createAccount();
		const create = (input: object) => account.ecs.send(new CreateClusterCommand({ clusterName: "shop", ...input }));
		await create({ tags: [{ key: "owner", value: "a" }] });
		expect((await create({ tags: [{ key: "owner", value: "b" }] })).cluster?.clusterArn).toBe(arn);
		expect((await described(account))?.tags).toEqual([{ key: "owner", value: "a" }]);
		const configuration = { executeCommandConfiguration: { logging: "NONE" } };
		expect(await refusalOf(create({ configuration }))).toBe(
			"InvalidParameterException: Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
		);
	});

	it("creates an HTTP namespace for a default that does not exist", async () => {
		const account = createAccount();
		await account.cluster({ clusterName: "shop", serviceConnectDefaults: { namespace: "local" } });
		const { Namespaces } = await account.cloudMap.send(new ListNamespacesCommand({}));
		expect(Namespaces).toMatchObject([{ Name: "local", Type: "HTTP" }]);
		expect(await described(account)).toMatchObject({
			status: "PROVISIONING",
			serviceConnectDefaults: { namespace: Namespaces?.[0]?.Arn },
		});
		await account.seconds(30);
		expect((await described(account))?.status).toBe("ACTIVE");
		const missing = "arn:aws:servicediscovery:ap-northeast-1:111122223333:namespace/ns-none";
		expect(
			await refusalOf(account.cluster({ clusterName: "other", serviceConnectDefaults: { namespace: missing } })),
		).toMatch(/^NamespaceNotFoundException: /);
	});
});

describe("changes", () => {
	it("of settings, configuration, capacity providers and tags are visible", async () => {
		const account = createAccount();
		const { ecs } = account;
		await account.cluster({ clusterName: "shop" });
		const settings = [{ name: "containerInsights" as const, value: "disabled" }];
		await ecs.send(new UpdateClusterSettingsCommand({ cluster: "shop", settings }));
		const configuration = { executeCommandConfiguration: { logging: "DEFAULT" as const } };
		await ecs.send(new UpdateClusterCommand({ cluster: arn, configuration }));
		const providers = (defaultCapacityProviderStrategy: { capacityProvider: string }[]) =>
			ecs.send(
				new PutClusterCapacityProvidersCommand({
					cluster: "shop",
					capacityProviders: ["FARGATE"],
					defaultCapacityProviderStrategy,
				}),
			);
		await providers([{ capacityProvider: "FARGATE" }]);
		expect(await refusalOf(providers([{ capacityProvider: "other" }]))).toMatch(/^InvalidParameterException: /);
		await ecs.send(new TagResourceCommand({ resourceArn: arn, tags: [{ key: "a", value: "1" }] }));
		await ecs.send(new TagResourceCommand({ resourceArn: arn, tags: [{ key: "b", value: "2" }] }));
		await ecs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ["a"] }));
		expect(await described(account)).toMatchObject({
			settings,
			configuration,
			capacityProviders: ["FARGATE"],
			defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE" }],
			tags: [{ key: "b", value: "2" }],
		});
	});
});

describe("DescribeClusters", () => {
	it("shows empty lists for parts that are not included, and statistics as text", async () => {
		const account = createAccount();
		await account.cluster({ clusterName: "shop", tags: [{ key: "a", value: "1" }] });
		await account.taskDefinition();
		await account.create({ cluster: "shop", desiredCount: 2 });
		await account.seconds(40);
		const { clusters, failures } = await account.ecs.send(new DescribeClustersCommand({ clusters: ["shop", "none"] }));
		expect(clusters).toMatchObject([{ tags: [], settings: [], statistics: [], runningTasksCount: 2 }]);
		expect(failures).toEqual([{ arn: "arn:aws:ecs:ap-northeast-1:111122223333:cluster/none", reason: "MISSING" }]);
		const statistics = new Map((await described(account))?.statistics?.map(({ name, value }) => [name, value]));
		expect(statistics.get("activeFargateServiceCount")).toBe("1");
		expect(statistics.get("runningFargateTasksCount")).toBe("2");
		expect(statistics.get("runningEC2TasksCount")).toBe("0");
	});
});

describe("deletion", () => {
	it("leaves an INACTIVE cluster that can be recreated", async () => {
		const account = createAccount();
		const { ecs } = account;
		await account.cluster({ clusterName: "shop", tags: [{ key: "a", value: "1" }] });
		await ecs.send(new DeleteClusterCommand({ cluster: "shop" }));
		expect((await described(account))?.status).toBe("INACTIVE");
		expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
		expect(await refusalOf(ecs.send(new UpdateClusterCommand({ cluster: "shop" })))).toBe(
			"ClusterNotFoundException: The referenced cluster was inactive.",
		);
		expect(await refusalOf(ecs.send(new ListTagsForResourceCommand({ resourceArn: arn })))).toBe(
			"InvalidParameterException: The specified cluster is inactive. Specify an active cluster and try again.",
		);
		await account.cluster({ clusterName: "shop" });
		expect(await described(account)).toMatchObject({ status: "ACTIVE", tags: [] });
	});
});

describe("ListClusters", () => {
	it("pages, without skipping existing clusters while others are deleted", async () => {
		const account = createAccount();
		for (const clusterName of ["a", "b", "c", "d"]) await account.cluster({ clusterName });
		const first = await account.ecs.send(new ListClustersCommand({ maxResults: 2 }));
		expect(first.clusterArns?.map((text) => text.at(-1))).toEqual(["a", "b"]);
		await account.ecs.send(new DeleteClusterCommand({ cluster: "a" }));
		const second = await account.ecs.send(new ListClustersCommand({ maxResults: 2, nextToken: first.nextToken }));
		expect(second.clusterArns?.map((text) => text.at(-1))).toEqual(["c", "d"]);
		expect(second.nextToken).toBeUndefined();
	});

	it.each([{ maxResults: 0 }, { maxResults: 101 }, { nextToken: "rubbish" }])("rejects %j", async (input) => {
		const { ecs } = createAccount();
		expect(await refusalOf(ecs.send(new ListClustersCommand(input)))).toMatch(/^InvalidParameterException: /);
	});
});
