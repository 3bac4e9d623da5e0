/** Tests RunTask and ListTasks: inputs of a standalone task, validation, and filters. */
import {
	DescribeTasksCommand,
	ListTasksCommand,
	RegisterContainerInstanceCommand,
	RunTaskCommand,
	type RunTaskCommandInput,
	StartTaskCommand,
	StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, fargateNetwork, refusalOf } from "../account.ts";

const many = <T>(count: number, item: T) => Array.from({ length: count }, () => item);

async function ready() {
	const account = createAccount({ containerInstances: "none" });
	await account.cluster();
	await account.taskDefinition();
	await account.ecs.send(new RegisterContainerInstanceCommand({}));
	const bridge = await account.taskDefinition({
		family: "bridge",
		networkMode: "bridge",
		requiresCompatibilities: ["EC2"],
		cpu: undefined,
		memory: undefined,
		placementConstraints: [{ type: "memberOf", expression: "attribute:ecs.os-type == linux" }],
		containerDefinitions: [{ name: "web", image: "nginx", memory: 10 }],
	});
	const fargate = { taskDefinition: "web", launchType: "FARGATE" as const, networkConfiguration: fargateNetwork };
	const run = (input: Partial<RunTaskCommandInput> = {}) =>
		account.ecs.send(new RunTaskCommand({ ...fargate, ...input }));
	const onInstances = (input: Partial<RunTaskCommandInput>) =>
		account.ecs.send(new RunTaskCommand({ taskDefinition: bridge, ...input }));
	const list = async (filter: object) => (await account.ecs.send(new ListTasksCommand(filter))).taskArns;
	return { ...account, run, onInstances, list };
}

describe("RunTask", () => {
	it("runs tasks without replacement, once per client token", async () => {
		const { ecs, seconds, run: start, list } = await ready();
		const run = (extra: object = {}) => start({ clientToken: "once", count: 2, ...extra });
		const { tasks = [] } = await run();
		expect(tasks).toMatchObject([{ group: "family:web", lastStatus: "PROVISIONING" }, {}]);
		expect((await run()).tasks?.map((task) => task.taskArn)).toEqual(tasks.map((task) => task.taskArn));
		await expect(run({ count: 3 })).rejects.toMatchObject({
			name: "ConflictException",
			resourceIds: tasks.map(({ taskArn }) => taskArn),
		});
		await seconds(30);
		const arns = tasks.map((task) => task.taskArn ?? "");
		const described = async () => (await ecs.send(new DescribeTasksCommand({ tasks: arns }))).tasks;
		expect(await described()).toMatchObject([{ lastStatus: "RUNNING" }, { lastStatus: "RUNNING" }]);
		await ecs.send(new StopTaskCommand({ task: arns[0] }));
		await seconds(60);
		expect(await described()).toMatchObject([
			{ lastStatus: "STOPPED", stoppedReason: "Task stopped by user" },
			{ lastStatus: "RUNNING" },
		]);
		expect(await list({ family: "web" })).toEqual([arns[1]]);
		expect(await list({ desiredStatus: "STOPPED" })).toEqual([arns[0]]);
		expect(await list({ family: "none" })).toEqual([]);
	});

	it("returns the overrides and their effects", async () => {
		const { run } = await ready();
		expect((await run()).tasks).toMatchObject([
			{
				cpu: "256",
				memory: "512",
				ephemeralStorage: { sizeInGiB: 20 },
				overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [] },
			},
		]);
		const overrides = {
			cpu: "512",
			memory: "1024",
			ephemeralStorage: { sizeInGiB: 30 },
			containerOverrides: [{ name: "web", command: ["true"] }],
		};
		expect((await run({ overrides })).tasks).toMatchObject([
			{
				cpu: "512",
				memory: "1024",
				ephemeralStorage: { sizeInGiB: 30 },
				overrides: { ...overrides, inferenceAcceleratorOverrides: [] },
			},
		]);
	});

	it("uses the task role of the overrides for ECS Exec", async () => {
		const { run } = await ready();
		const taskRoleArn = "arn:aws:iam::111122223333:role/task";
		const { tasks } = await run({ enableExecuteCommand: true, overrides: { taskRoleArn } });
		expect(tasks).toMatchObject([{ enableExecuteCommand: true, overrides: { taskRoleArn } }]);
	});

	it.each<[string, Partial<RunTaskCommandInput>, string | RegExp]>([
		["no task", { count: 0 }, /count must be between 1 and 10/],
		["eleven tasks", { count: 11 }, /count must be between 1 and 10/],
		["tags of a service", { propagateTags: "SERVICE" }, /tags of a service/],
		["startedBy of 129 characters", { startedBy: "x".repeat(129) }, /startedBy must be at most 128/],
		["a group of a service", { group: "service:web" }, "InvalidParameterException: Invalid namespace for group."],
		["a client token of 65 characters", { clientToken: "x".repeat(65) }, /clientToken/],
		["a client token with a space", { clientToken: "a b" }, /clientToken/],
		[
			"an override of a missing container",
			{ overrides: { containerOverrides: [{ name: "none" }] } },
			"InvalidParameterException: Override for container named none is not a container in the TaskDefinition.",
		],
		[
			"overrides of more than 8,192 characters",
			{ overrides: { containerOverrides: [{ name: "web", command: ["x".repeat(8_192)] }] } },
			/at most 8192 characters/,
		],
		["an ephemeral storage of 20 GiB", { overrides: { ephemeralStorage: { sizeInGiB: 20 } } }, /between 21 and 200/],
		[
			"placement constraints on Fargate",
			{ placementConstraints: [{ type: "distinctInstance" }] },
			"InvalidParameterException: Placement constraints are not supported with FARGATE launch type.",
		],
		[
			"placement strategies on Fargate",
			{ placementStrategy: [{ type: "random" }] },
			"InvalidParameterException: Placement strategies are not supported with FARGATE launch type.",
		],
	])("rejects %s", async (_what, input, text) => {
		const { run } = await ready();
		const refusal = await refusalOf(run(input));
		expect(refusal).toMatch(/^InvalidParameterException: /);
		expect(refusal).toMatch(text);
	});

	const memberOf = { type: "memberOf" as const, expression: "attribute:ecs.os-type == linux" };
	it.each<[string, Partial<RunTaskCommandInput>, string | RegExp]>([
		[
			"more than ten constraints, including the definition's own",
			{ placementConstraints: many(10, memberOf) },
			/at most 10/,
		],
		["six strategies", { placementStrategy: many(6, { type: "random" as const }) }, /at most 5/],
		[
			"an expression for distinct instances",
			{ placementConstraints: [{ type: "distinctInstance", expression: "" }] },
			"InvalidParameterException: distinctInstance expression should not be specified.",
		],
		[
			"an expression of 2,001 characters",
			{ placementConstraints: [{ type: "memberOf", expression: `attribute:a == ${"x".repeat(1_986)}` }] },
			/Invalid expression/,
		],
		["an unknown constraint", { placementConstraints: [{ type: "near" as "memberOf" }] }, /not supported/],
		["binpacking by a number of tasks", { placementStrategy: [{ type: "binpack", field: "tasks" }] }, /does not take/],
		["spreading over processors", { placementStrategy: [{ type: "spread", field: "cpu" }] }, /does not take/],
		["an unknown strategy", { placementStrategy: [{ type: "near" as "random" }] }, /does not take/],
	])("rejects %s on container instances", async (_what, input, text) => {
		const { onInstances } = await ready();
		const refusal = await refusalOf(onInstances(input));
		expect(refusal).toMatch(/^InvalidParameterException: /);
		expect(refusal).toMatch(text);
	});

	it("accepts the boundary values", async () => {
		const { run, onInstances } = await ready();
		const longest = { startedBy: `${"x".repeat(123)}ECS D`, clientToken: `${"x".repeat(63)}~`, group: "jobs" };
		expect((await run(longest)).tasks).toMatchObject([{ startedBy: longest.startedBy, group: "jobs" }]);
		const fields = [
			["random"],
			["spread", "host"],
			["spread", "attribute:ecs.os-type"],
			["binpack", "memory"],
		] as const;
		const { failures, tasks } = await onInstances({
			placementConstraints: [...many(8, memberOf), { type: "distinctInstance" }],
			placementStrategy: fields.map(([type, field]) => ({ type, ...(field && { field }) })),
		});
		expect([tasks?.length, failures]).toEqual([1, []]);
	});
});

describe("StartTask", () => {
	it("accepts at most 36 characters of startedBy", async () => {
		const { ecs } = await ready();
		const start = (startedBy: string) =>
			ecs.send(new StartTaskCommand({ taskDefinition: "bridge", containerInstances: ["none"], startedBy }));
		expect((await start("x".repeat(36))).failures).toMatchObject([{ reason: "MISSING" }]);
		expect(await refusalOf(start("x".repeat(37)))).toMatch(/^InvalidParameterException: startedBy must be at most 36/);
	});
});

describe("ListTasks", () => {
	it.each([
		["startedBy", { startedBy: "me", family: "web" }],
		["startedBy", { startedBy: "me", serviceName: "web" }],
		["startedBy", { startedBy: "me", launchType: "FARGATE" as const }],
		["startedBy", { startedBy: "me", containerInstance: "none" }],
		["serviceName", { serviceName: "web", family: "web" }],
		["serviceName", { serviceName: "web", containerInstance: "none" }],
	])("does not accept %s with other filters", async (filter, input) => {
		const { list } = await ready();
		expect(await refusalOf(list(input))).toBe(
			`InvalidParameterException: cannot specify ${filter} with other arguments`,
		);
	});

	it("finds tasks by their starter and their desired status", async () => {
		const { run, list, ecs } = await ready();
		const [mine, stopped] = (await run({ startedBy: "me", count: 2 })).tasks ?? [];
		await run({ startedBy: "you" });
		await ecs.send(new StopTaskCommand({ task: stopped?.taskArn }));
		expect(await list({ startedBy: "me" })).toEqual([mine?.taskArn]);
		expect(await list({ startedBy: "me", desiredStatus: "STOPPED" })).toEqual([stopped?.taskArn]);
		expect(await list({ desiredStatus: "PENDING" })).toEqual([]);
	});
});
