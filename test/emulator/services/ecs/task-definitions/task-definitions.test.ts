/** Tests task definitions: normalization, validation, and the lifecycle of revisions. */
import {
	type ContainerDefinition,
	DeleteTaskDefinitionsCommand,
	DeregisterTaskDefinitionCommand,
	DescribeTaskDefinitionCommand,
	ListTaskDefinitionFamiliesCommand,
	ListTaskDefinitionsCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

const prefix = "arn:aws:ecs:ap-northeast-1:111122223333:task-definition";

describe("RegisterTaskDefinition", () => {
	it("returns a Fargate definition with AWS's additions", async () => {
		const { ecs } = createAccount();
		const { taskDefinition, tags } = await ecs.send(
			new RegisterTaskDefinitionCommand({
				family: "web",
				requiresCompatibilities: ["FARGATE"],
				networkMode: "awsvpc",
				cpu: ".25 vCPU",
				memory: "1 GB",
				taskRoleArn: "test-ecs-role",
				containerDefinitions: [{ name: "web", image: "nginx", portMappings: [{ containerPort: 80 }] }],
				tags: [{ key: "Name", value: "web" }],
			}),
		);
		expect(tags).toEqual([{ key: "Name", value: "web" }]);
		expect(taskDefinition).toEqual({
			taskDefinitionArn: `${prefix}/web:1`,
			family: "web",
			revision: 1,
			status: "ACTIVE",
			networkMode: "awsvpc",
			requiresCompatibilities: ["FARGATE"],
			compatibilities: ["EC2", "FARGATE", "MANAGED_INSTANCES"],
			cpu: "256",
			memory: "1024",
			taskRoleArn: "arn:aws:iam::111122223333:role/test-ecs-role",
			volumes: [],
			placementConstraints: [],
			containerDefinitions: [
				{
					name: "web",
					image: "nginx",
					cpu: 0,
					essential: true,
					portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
					environment: [],
					mountPoints: [],
					volumesFrom: [],
					systemControls: [],
				},
			],
			requiresAttributes: expect.arrayContaining([
				{ name: "ecs.capability.task-eni" },
				{ name: "com.amazonaws.ecs.capability.task-iam-role" },
			]),
			registeredAt: expect.any(Date),
			registeredBy: "arn:aws:iam::111122223333:root",
		});
	});

	it("returns a bridge definition with dynamic ports, health check defaults and reordered variables", async () => {
		const { ecs } = createAccount();
		const { taskDefinition } = await ecs.send(
			new RegisterTaskDefinitionCommand({
				family: "b",
				containerDefinitions: [
					{
						name: "b",
						image: "httpd",
						memory: 128,
						portMappings: [{ containerPort: 80, protocol: "udp" }],
						environment: [
							{ name: "B", value: "2" },
							{ name: "A", value: "1" },
						],
						healthCheck: { command: ["CMD", "true"], retries: 1 },
					},
				],
			}),
		);
		expect(taskDefinition?.networkMode).toBe("bridge");
		expect(taskDefinition).not.toHaveProperty("requiresCompatibilities");
		expect(taskDefinition?.containerDefinitions?.[0]).toMatchObject({
			portMappings: [{ containerPort: 80, hostPort: 0, protocol: "udp" }],
			environment: [{ name: "A" }, { name: "B" }],
			healthCheck: { command: ["CMD", "true"], interval: 30, timeout: 5, retries: 1 },
		});
	});

	const container: ContainerDefinition = { name: "web", image: "nginx" };
	it.each<[string, Partial<RegisterTaskDefinitionCommandInput>, string]>([
		["an unsupported size", { cpu: "256", memory: "4096" }, "No Fargate configuration exists for given values."],
		["an unsupported number of CPU units", { cpu: "300" }, "No Fargate configuration exists for given values."],
		["malformed CPU units", { cpu: "much" }, "Invalid 'cpu' setting for task."],
		["no CPU", { cpu: undefined }, "Fargate requires that 'cpu' be defined at the task level."],
		["no memory", { memory: undefined }, "Fargate requires that 'memory' be defined at the task level."],
		["bridge mode", { networkMode: "bridge" }, "Fargate only supports network mode ‘awsvpc’."],
		[
			"containers that require more",
			{ containerDefinitions: [{ ...container, cpu: 512 }] },
			"The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
		],
		[
			"different host and container ports",
			{ containerDefinitions: [{ ...container, portMappings: [{ containerPort: 80, hostPort: 8080 }] }] },
			"When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
		],
		[
			"an ECR image without execution role",
			{ containerDefinitions: [{ ...container, image: "1.dkr.ecr.x.amazonaws.com/a" }] },
			"Fargate requires task definition to have execution role ARN to support ECR images.",
		],
		["no containers", { containerDefinitions: [] }, "Container list cannot be empty."],
		["an invalid family", { family: "a b" }, "Family contains invalid characters."],
		["no image", { containerDefinitions: [{ name: "web" }] }, "Container.image should not be null or empty."],
		[
			"no memory anywhere",
			{ requiresCompatibilities: [], memory: undefined },
			"Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' must be specified.",
		],
	])("rejects %s", async (_what, input, text) => {
		const { taskDefinition } = createAccount();
		expect(await refusalOf(taskDefinition(input))).toBe(`ClientException: ${text}`);
	});

	it.each([
		["256", "2048"],
		["512", "4096"],
		["1024", "2048"],
		["4096", "30720"],
		["8192", "61440"],
		["16384", "122880"],
		["1 vCPU", "8 GB"],
	])("accepts %s with %s", async (cpu, memory) => {
		const { taskDefinition } = createAccount();
		expect(await taskDefinition({ cpu, memory })).toBe(`${prefix}/web:1`);
	});
});

describe("revisions", () => {
	it("are found by family, number and ARN, with tags only if requested", async () => {
		const { ecs, taskDefinition } = createAccount();
		await taskDefinition({ tags: [{ key: "a", value: "1" }] });
		await taskDefinition();
		const revision = async (text: string) =>
			(await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: text }))).taskDefinition?.revision;
		expect(await revision("web")).toBe(2);
		expect(await revision("web:1")).toBe(1);
		expect(await revision(`${prefix}/web:1`)).toBe(1);
		expect(await refusalOf(revision("web:3"))).toBe("ClientException: Unable to describe task definition.");
		const tags = async (include: "TAGS"[]) =>
			(await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "web:1", include }))).tags;
		expect(await tags([])).toBeUndefined();
		expect(await tags(["TAGS"])).toEqual([{ key: "a", value: "1" }]);
	});

	it("change from ACTIVE to INACTIVE to DELETE_IN_PROGRESS, and their numbers are never reused", async () => {
		const account = createAccount();
		const { ecs, taskDefinition } = account;
		await account.cluster();
		await taskDefinition();
		const remove = async () => ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: ["web:1"] }));
		expect((await remove()).failures?.[0]?.reason).toMatch(/still in ACTIVE status/);
		await account.create();
		const { taskDefinition: deregistered } = await ecs.send(
			new DeregisterTaskDefinitionCommand({ taskDefinition: "web:1" }),
		);
		expect(deregistered?.status).toBe("INACTIVE");
		expect(await refusalOf(account.create({ serviceName: "other" }))).toBe(
			"ClientException: TaskDefinition not found.",
		);
		expect(await refusalOf(account.create({ serviceName: "other", taskDefinition: "web:1" }))).toBe(
			"ClientException: TaskDefinition is inactive",
		);
		await account.update({ desiredCount: 2 });
		await account.seconds(60);
		expect((await account.service()).runningCount).toBe(2);

		expect((await remove()).taskDefinitions?.[0]?.status).toBe("DELETE_IN_PROGRESS");
		await account.seconds(600);
		const status = async () =>
			(await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "web:1" }))).taskDefinition?.status;
		expect(await status()).toBe("DELETE_IN_PROGRESS");
		expect(await taskDefinition()).toBe(`${prefix}/web:2`);
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(300);
		expect(await refusalOf(status())).toBe("ClientException: Unable to describe task definition.");
		expect(await taskDefinition()).toBe(`${prefix}/web:3`);
	});

	it("are listed by family, status and order", async () => {
		const { ecs, taskDefinition } = createAccount();
		for (let number = 0; number < 11; number++) await taskDefinition();
		await taskDefinition({ family: "web-2" });
		await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: "web:5" }));
		const list = async (input: object) =>
			(await ecs.send(new ListTaskDefinitionsCommand(input))).taskDefinitionArns?.map((arn) => arn.split("/")[1]);
		expect(await list({ familyPrefix: "web", sort: "DESC", maxResults: 3 })).toEqual(["web:11", "web:10", "web:9"]);
		expect(await list({ familyPrefix: "web", status: "INACTIVE" })).toEqual(["web:5"]);
		expect(await list({})).toHaveLength(11);
		const first = await ecs.send(new ListTaskDefinitionsCommand({ sort: "DESC", maxResults: 2 }));
		expect(await list({ sort: "DESC", maxResults: 2, nextToken: first.nextToken })).toEqual(["web:10", "web:9"]);
		const families = async (input: object) => (await ecs.send(new ListTaskDefinitionFamiliesCommand(input))).families;
		expect(await families({ familyPrefix: "we" })).toEqual(["web", "web-2"]);
		await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: "web-2:1" }));
		expect(await families({})).toEqual(["web"]);
		expect(await families({ status: "INACTIVE" })).toEqual(["web-2"]);
		expect(await families({ status: "ALL" })).toEqual(["web", "web-2"]);
	});
});
