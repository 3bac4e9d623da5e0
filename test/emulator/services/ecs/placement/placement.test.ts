/**
 * Tests placement on container instances: exhausted resources, waiting services, and when the Auto Scaling group starts
 * another instance.
 */
import {
	DeleteServiceCommand,
	ListContainerInstancesCommand,
	RegisterContainerInstanceCommand,
	type RegisterTaskDefinitionCommandInput,
	RunTaskCommand,
	UpdateContainerInstancesStateCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { EcsSettings } from "../../../../../src/emulator/services/ecs/ecs.ts";
import { createAccount, fargateNetwork } from "../account.ts";

type Definition = Partial<RegisterTaskDefinitionCommandInput>;

async function onInstances(options: EcsSettings = { containerInstances: "none" }) {
	const account = createAccount(options);
	await account.cluster();
	const define = (family: string, memory: number, hostPort: number, extra: Definition = {}) =>
		account.taskDefinition({
			family,
			networkMode: "bridge",
			requiresCompatibilities: ["EC2"],
			cpu: undefined,
			memory: undefined,
			containerDefinitions: [{ name: "c", image: "i", memory, portMappings: [{ containerPort: 80, hostPort }] }],
			...extra,
		});
	const instance = async () => {
		const { containerInstance } = await account.ecs.send(new RegisterContainerInstanceCommand({}));
		return containerInstance?.containerInstanceArn ?? "";
	};
	const start = (serviceName: string, taskDefinition: string, extra: object = {}) =>
		account.create({ serviceName, taskDefinition, launchType: "EC2", networkConfiguration: undefined, ...extra });
	const messages = async (name: string) => (await account.service(name)).events?.map(({ message }) => message) ?? [];
	const count = async () =>
		((await account.ecs.send(new ListContainerInstancesCommand({}))).containerInstanceArns ?? []).length;
	return { ...account, define, instance, start, messages, count };
}

describe("the resources of an instance", () => {
	it.each([
		["memory", 9000, 0, "RESOURCE:MEMORY"],
		["a free port", 128, 22, "RESOURCE:PORTS"],
	])("can lack %s", async (_what, memory, hostPort, reason) => {
		const { ecs, define, instance } = await onInstances();
		await define("t", memory, hostPort);
		const arn = await instance();
		const { failures } = await ecs.send(new RunTaskCommand({ taskDefinition: "t" }));
		expect(failures).toEqual([{ arn, reason }]);
	});

	it("are assigned to one task at a time, including ports", async () => {
		const { ecs, define, instance } = await onInstances();
		await define("fixed", 128, 32_768);
		await define("dynamic", 128, 0);
		await instance();
		const run = async (taskDefinition: string) => ecs.send(new RunTaskCommand({ taskDefinition }));
		expect((await run("fixed")).failures).toEqual([]);
		expect((await run("fixed")).failures).toMatchObject([{ reason: "RESOURCE:PORTS" }]);
		expect((await run("dynamic")).failures).toEqual([]);
	});

	it("do not include a fixed port among the dynamic ones", async () => {
		const { define, instance, start, seconds, tasks } = await onInstances();
		await define("fixed", 128, 32_768);
		await define("dynamic", 128, 0);
		await instance();
		await start("one", "fixed");
		await seconds(20);
		await start("two", "dynamic");
		await seconds(20);
		expect((await tasks("two"))[0]?.containers?.[0]?.networkBindings).toMatchObject([{ hostPort: 32_769 }]);
	});

	it("go to a waiting service as soon as another service's task has stopped", async () => {
		const { ecs, define, instance, start, seconds, service, messages } = await onInstances();
		await define("large", 5000, 0);
		await instance();
		await start("one", "large");
		await seconds(20);
		await start("two", "large");
		await seconds(60);
		expect((await messages("two"))[0]).toMatch(/has insufficient memory available\. For more information/);
		await ecs.send(new DeleteServiceCommand({ service: "one", force: true }));
		await seconds(30);
		expect((await service("two")).runningCount).toBe(1);
	});

	it("are usable again after draining ends", async () => {
		const { ecs, define, instance, start, seconds, service } = await onInstances();
		await define("t", 128, 0);
		const arn = await instance();
		const set = (status: "ACTIVE" | "DRAINING") =>
			ecs.send(new UpdateContainerInstancesStateCommand({ containerInstances: [arn], status }));
		await set("DRAINING");
		await start("one", "t");
		await seconds(60);
		expect((await service("one")).runningCount).toBe(0);
		await set("ACTIVE");
		await seconds(20);
		expect((await service("one")).runningCount).toBe(1);
	});
});

describe("events", () => {
	it("do not repeat the last one", async () => {
		const { define, instance, start, seconds, messages } = await onInstances();
		await define("large", 9000, 0);
		await start("one", "large");
		await seconds(10);
		for (let round = 0; round < 3; round++) {
			await instance();
			await seconds(10);
		}
		expect(await messages("one")).toEqual([
			expect.stringMatching(/insufficient memory/),
			expect.stringMatching(/No Container Instances/),
		]);
	});
});

describe("the Auto Scaling group", () => {
	it("starts instances until awsvpc tasks have their network interfaces", async () => {
		const { define, start, seconds, service, count } = await onInstances({});
		await define("own", 128, 80, { networkMode: "awsvpc" });
		await start("one", "own", { desiredCount: 3, networkConfiguration: fargateNetwork });
		await seconds(180);
		expect((await service("one")).runningCount).toBe(3);
		expect(await count()).toBe(2);
	});

	it("starts an instance that is large enough for the task", async () => {
		const { define, start, seconds, service, count } = await onInstances({});
		await define("large", 20_000, 0);
		await start("one", "large");
		await seconds(120);
		expect((await service("one")).runningCount).toBe(1);
		expect(await count()).toBe(1);
	});

	it.each([
		["a port that the instance itself uses", 128, 22, {}, 1],
		["more memory than any machine has", 900_000, 0, {}, 0],
		[
			"attributes that exclude each other",
			128,
			0,
			{ placementConstraints: [{ type: "memberOf", expression: "attribute:a == 1 and attribute:a == 2" }] },
			0,
		],
	])("starts no instance for %s", async (_what, memory, hostPort, extra, instances) => {
		const { define, start, seconds, service, count } = await onInstances({});
		await define("t", memory, hostPort);
		await start("one", "t", extra);
		await seconds(600);
		expect((await service("one")).runningCount).toBe(0);
		expect(await count()).toBe(instances);
	});
});
