/** Tests rules of all ECS requests: references, maximum numbers per call, and pagination. */
import {
	CreateClusterCommand,
	DescribeClustersCommand,
	DescribeContainerInstancesCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	DescribeTasksCommand,
	ListAccountSettingsCommand,
	ListAttributesCommand,
	ListClustersCommand,
	ListContainerInstancesCommand,
	ListServiceDeploymentsCommand,
	ListServicesByNamespaceCommand,
	ListServicesCommand,
	ListTagsForResourceCommand,
	ListTaskDefinitionFamiliesCommand,
	ListTaskDefinitionsCommand,
	ListTasksCommand,
	PutAttributesCommand,
	RunTaskCommand,
	StopTaskCommand,
	UpdateContainerInstancesStateCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, fargateNetwork, refusalOf } from "./account.ts";

const here = "arn:aws:ecs:ap-northeast-1:111122223333";
const many = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`);

async function withService() {
	const account = createAccount();
	for (const clusterName of ["default", "shop"]) await account.cluster({ clusterName });
	await account.taskDefinition();
	const { serviceArn = "" } = await account.create({ cluster: "shop" });
	await account.seconds(60);
	const { taskArns = [] } = await account.ecs.send(new ListTasksCommand({ cluster: "shop" }));
	return { ...account, serviceArn, taskArn: taskArns[0] ?? "" };
}

describe("references", () => {
	it("are names, ARNs, and ARNs of the old short format", async () => {
		const { ecs, serviceArn } = await withService();
		const find = async (cluster: string, service: string) =>
			(await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }))).services?.[0]?.serviceArn;
		for (const cluster of ["shop", `${here}:cluster/shop`]) {
			for (const service of ["web", serviceArn, `${here}:service/web`]) {
				expect(await find(cluster, service)).toBe(serviceArn);
			}
		}
	});

	it("to a service or task of another cluster than the request's are rejected", async () => {
		const { ecs, serviceArn, taskArn } = await withService();
		const text =
			"InvalidParameterException: Invalid identifier: Identifier is for cluster shop. Your cluster is default";
		for (const attempt of [
			ecs.send(new DescribeServicesCommand({ services: [serviceArn] })),
			ecs.send(new UpdateServiceCommand({ service: serviceArn, desiredCount: 2 })),
			ecs.send(new StopTaskCommand({ cluster: "default", task: taskArn })),
			ecs.send(new DescribeTasksCommand({ tasks: [taskArn] })),
		]) {
			expect(await refusalOf(attempt)).toBe(text);
		}
	});

	it("to another Region are rejected", async () => {
		const { ecs } = await withService();
		const there = "arn:aws:ecs:us-east-1:111122223333";
		for (const attempt of [
			ecs.send(new DescribeClustersCommand({ clusters: [`${there}:cluster/shop`] })),
			ecs.send(new DescribeServicesCommand({ cluster: `${there}:cluster/shop`, services: ["web"] })),
			ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: `${there}:task-definition/web:1` })),
			ecs.send(new ListTagsForResourceCommand({ resourceArn: `${there}:cluster/shop` })),
		]) {
			expect(await refusalOf(attempt)).toBe("InvalidParameterException: Invalid Region in ARN");
		}
	});

	it("to another account are rejected", async () => {
		const { ecs } = await withService();
		const clusters = ["arn:aws:ecs:ap-northeast-1:999999999999:cluster/shop"];
		expect(await refusalOf(ecs.send(new DescribeClustersCommand({ clusters })))).toBe(
			"InvalidParameterException: Invalid identifier: Identifier is for 999999999999. Your accountId is 111122223333",
		);
	});

	it("for tags require the long format", async () => {
		const { ecs } = await withService();
		expect(await refusalOf(ecs.send(new ListTagsForResourceCommand({ resourceArn: `${here}:service/web` })))).toBe(
			"InvalidParameterException: Long arn format must be used for tagging operations",
		);
	});

	it("to clusters must match the pattern of cluster names", async () => {
		const { ecs } = await withService();
		expect(await refusalOf(ecs.send(new ListServicesCommand({ cluster: "a b" })))).toBe(
			"InvalidParameterException: Cluster must match ^[a-zA-Z0-9\\-_]{1,255}$, but was a b",
		);
	});
});

describe("include", () => {
	it("accepts only valid values", async () => {
		const { ecs } = await withService();
		const include = ["SETTINGS"] as unknown as "TAGS"[];
		expect(await refusalOf(ecs.send(new DescribeServicesCommand({ services: ["web"], include })))).toBe(
			"InvalidParameterException: include should be one of [TAGS]",
		);
		const strange = ["NONE"] as unknown as "TAGS"[];
		expect(await refusalOf(ecs.send(new DescribeClustersCommand({ include: strange })))).toBe(
			"InvalidParameterException: include should be one of [ATTACHMENTS,CONFIGURATIONS,SETTINGS,STATISTICS,TAGS]",
		);
		expect((await ecs.send(new DescribeClustersCommand({ include: ["SETTINGS"] }))).clusters).toHaveLength(1);
	});
});

describe("one call", () => {
	it.each([
		["100 clusters", new DescribeClustersCommand({ clusters: many(101) })],
		["10 services", new DescribeServicesCommand({ services: many(11) })],
		["100 tasks", new DescribeTasksCommand({ tasks: many(101) })],
		["100 container instances", new DescribeContainerInstancesCommand({ containerInstances: many(101) })],
		[
			"10 container instances to drain",
			new UpdateContainerInstancesStateCommand({ containerInstances: many(11), status: "DRAINING" }),
		],
		["10 attributes", new PutAttributesCommand({ attributes: many(11).map((name) => ({ name, targetId: "x" })) })],
		[
			"10 tasks to run",
			new RunTaskCommand({
				taskDefinition: "web",
				count: 11,
				launchType: "FARGATE",
				networkConfiguration: fargateNetwork,
			}),
		],
	] as const)("accepts at most %s", async (_what, command) => {
		const { ecs } = await withService();
		expect(await refusalOf(ecs.send(command as DescribeClustersCommand))).toMatch(/^InvalidParameterException: /);
	});
});

describe("a list", () => {
	const service = { cluster: "shop", service: "web" };
	const lists = [
		["clusters", 100, (page: object) => new ListClustersCommand(page)],
		["services", 100, (page: object) => new ListServicesCommand(page)],
		["services of a namespace", 100, (page: object) => new ListServicesByNamespaceCommand({ namespace: "n", ...page })],
		["tasks", 100, (page: object) => new ListTasksCommand(page)],
		["task definitions", 100, (page: object) => new ListTaskDefinitionsCommand(page)],
		["families", 100, (page: object) => new ListTaskDefinitionFamiliesCommand(page)],
		["container instances", 100, (page: object) => new ListContainerInstancesCommand(page)],
		["attributes", 100, (page: object) => new ListAttributesCommand({ targetType: "container-instance", ...page })],
		["service deployments", 100, (page: object) => new ListServiceDeploymentsCommand({ ...service, ...page })],
		["account settings", 10, (page: object) => new ListAccountSettingsCommand({ effectiveSettings: true, ...page })],
	] as const;

	it.each(lists)("of %s rejects page sizes above %i and tokens of other lists", async (_what, most, list) => {
		const { ecs, namespace } = await withService();
		await namespace("n");
		const { nextToken } = await ecs.send(
			_what === "clusters"
				? new ListAccountSettingsCommand({ effectiveSettings: true, maxResults: 1 })
				: new ListClustersCommand({ maxResults: 1 }),
		);
		const send = (page: object) => ecs.send(list(page) as ListClustersCommand);
		expect(nextToken).toBeDefined();
		await send({ maxResults: most });
		for (const page of [{ maxResults: most + 1 }, { maxResults: 0 }, { nextToken }, { nextToken: "rubbish" }]) {
			expect(await refusalOf(send(page))).toMatch(/^InvalidParameterException: /);
		}
	});

	it("has a default page size of ten for services and account settings, and of one hundred for the rest", async () => {
		const { ecs } = await withService();
		const { settings, nextToken } = await ecs.send(new ListAccountSettingsCommand({ effectiveSettings: true }));
		expect(settings).toHaveLength(10);
		expect(
			(await ecs.send(new ListAccountSettingsCommand({ effectiveSettings: true, nextToken }))).settings,
		).not.toEqual([]);
		for (let index = 0; index < 99; index++) await ecs.send(new CreateClusterCommand({ clusterName: `c${index}` }));
		const { clusterArns, nextToken: more } = await ecs.send(new ListClustersCommand({}));
		expect(clusterArns).toHaveLength(100);
		expect(more).toBeDefined();
	});
});
