/** Tests container instances and their attributes: views, filters and validation. */
import {
	type Attribute,
	DeleteAttributesCommand,
	DeregisterContainerInstanceCommand,
	DescribeContainerInstancesCommand,
	ListAttributesCommand,
	ListContainerInstancesCommand,
	PutAttributesCommand,
	RegisterContainerInstanceCommand,
	type RegisterContainerInstanceCommandInput,
	RunTaskCommand,
	UpdateContainerInstancesStateCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

async function ready() {
	const account = createAccount({ containerInstances: "none" });
	const { ecs } = account;
	await account.cluster();
	await account.taskDefinition({
		family: "bridge",
		networkMode: "bridge",
		requiresCompatibilities: ["EC2"],
		cpu: undefined,
		memory: undefined,
		containerDefinitions: [
			{ name: "c", image: "i", cpu: 100, memory: 100, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
		],
	});
	const register = async (input: RegisterContainerInstanceCommandInput = {}) =>
		(await ecs.send(new RegisterContainerInstanceCommand(input))).containerInstance ?? {};
	const describe = async (arn: string | undefined, ...include: ("TAGS" | "CONTAINER_INSTANCE_HEALTH")[]) => {
		const command = new DescribeContainerInstancesCommand({ containerInstances: [arn ?? ""], include });
		return (await ecs.send(command)).containerInstances?.[0];
	};
	const find = async (filter: string) =>
		(await ecs.send(new ListContainerInstancesCommand({ filter }))).containerInstanceArns;
	const run = (input: object = {}) => ecs.send(new RunTaskCommand({ taskDefinition: "bridge", ...input }));
	const put = (attributes: Attribute[]) => ecs.send(new PutAttributesCommand({ attributes }));
	const take = (attributes: Attribute[]) => ecs.send(new DeleteAttributesCommand({ attributes }));
	const custom = async (arn: string | undefined) =>
		(await describe(arn))?.attributes?.filter(({ name = "" }) => !/^(ecs|com\.amazonaws)\./.test(name));
	return { ...account, register, describe, find, run, put, take, custom };
}

describe("a container instance", () => {
	it("shows tags and health if requested", async () => {
		const { register, describe } = await ready();
		const tags = [{ key: "a", value: "1" }];
		const { containerInstanceArn, registeredAt } = await register({ tags });
		const plain = await describe(containerInstanceArn);
		expect(plain).toMatchObject({ status: "ACTIVE", agentConnected: true, tags: [] });
		expect(plain).not.toHaveProperty("healthStatus");
		expect(await describe(containerInstanceArn, "TAGS", "CONTAINER_INSTANCE_HEALTH")).toMatchObject({
			tags,
			healthStatus: {
				overallStatus: "OK",
				details: [{ type: "CONTAINER_RUNTIME", status: "OK", lastUpdated: registeredAt }],
			},
		});
	});

	it("has fewer resources while a task runs, and counts the task's host port as reserved", async () => {
		const { register, describe, run } = await ready();
		const { containerInstanceArn, registeredResources } = await register();
		await run();
		const instance = await describe(containerInstanceArn);
		const left = new Map(instance?.remainingResources?.map((resource) => [resource.name, resource]));
		expect(left.get("CPU")?.integerValue).toBe(2048 - 100);
		expect(left.get("MEMORY")?.integerValue).toBe(7769 - 100);
		expect(left.get("PORTS")?.stringSetValue).toEqual(["22", "2375", "2376", "51678", "51679", "8080"]);
		expect(instance?.registeredResources).toEqual(registeredResources);
	});

	it("keeps its identity and custom settings when its agent registers again", async () => {
		const { register, put, custom, find, run } = await ready();
		const first = await register({ attributes: [{ name: "rack", value: "1" }] });
		await put([{ name: "stack", value: "blue", targetId: first.containerInstanceArn }]);
		await run();
		const again = await register({
			containerInstanceArn: first.containerInstanceArn,
			attributes: [{ name: "rack", value: "2" }],
			totalResources: [{ name: "CPU", type: "INTEGER", integerValue: 4096 }],
			versionInfo: { agentVersion: "2.0.0" },
		});
		expect(again).toMatchObject({
			containerInstanceArn: first.containerInstanceArn,
			runningTasksCount: 1,
			versionInfo: { agentVersion: "2.0.0" },
		});
		expect(again.version).toBeGreaterThan(first.version ?? 0);
		expect(again.registeredResources).toContainEqual({ name: "CPU", type: "INTEGER", integerValue: 4096 });
		expect(await custom(first.containerInstanceArn)).toEqual([
			{ name: "rack", value: "2" },
			{ name: "stack", value: "blue" },
		]);
		expect(await find("agentConnected == true")).toEqual([first.containerInstanceArn]);
		expect(await refusalOf(register({ containerInstanceArn: "none" }))).toMatch(/^InvalidParameterException: /);
	});

	it("is found by each subject of the cluster query language", async () => {
		const { register, find, run, seconds } = await ready();
		const idle = await register({ attributes: [{ name: "rack", value: "1" }] });
		await seconds(60);
		const busy = await register({ versionInfo: { agentVersion: "0.1.0" } });
		await run({ placementConstraints: [{ type: "memberOf", expression: "not attribute:rack exists" }] });
		const at = busy.registeredAt?.toISOString();
		for (const [subject, expected] of [
			["attribute:rack == 1", idle],
			[`ec2InstanceId == ${idle.ec2InstanceId}`, idle],
			["runningTasksCount == 0", idle],
			["runningTasksCount >= 1", busy],
			["task:group == family:bridge", busy],
			["task:group != family:bridge", idle],
			["agentVersion == 0.1.0", busy],
			[`registeredAt < ${at}`, idle],
			[`registeredAt >= ${at}`, busy],
		] as const) {
			expect(await find(subject), subject).toEqual([expected.containerInstanceArn]);
		}
		expect(await find("agentConnected == false")).toEqual([]);
	});

	it("is deregistered only by force while tasks run, and is then removed", async () => {
		const { ecs, register, run, describe } = await ready();
		const { containerInstanceArn: containerInstance } = await register();
		await run();
		const deregister = (force?: boolean) =>
			ecs.send(new DeregisterContainerInstanceCommand({ containerInstance, force }));
		expect(await refusalOf(deregister())).toBe("InvalidParameterException: Found running tasks on the instance.");
		expect((await deregister(true)).containerInstance).toMatchObject({ status: "INACTIVE", agentConnected: false });
		expect(await describe(containerInstance)).toBeUndefined();
	});

	it("drains by a request that names at least one", async () => {
		const { ecs } = await ready();
		const drain = (...containerInstances: string[]) =>
			ecs.send(new UpdateContainerInstancesStateCommand({ containerInstances, status: "DRAINING" }));
		expect(await refusalOf(drain())).toBe("InvalidParameterException: Container instances cannot be empty.");
		expect((await drain("none")).failures).toMatchObject([{ reason: "MISSING" }]);
	});
});

describe("the attributes of a container instance", () => {
	const targetType = "container-instance" as const;
	it("are set and removed by ARN, or by ID with the target type", async () => {
		const { register, put, take, custom } = await ready();
		const { containerInstanceArn: arn = "" } = await register();
		const id = arn.split("/").at(-1);
		await put([{ name: "a", value: "1", targetId: arn }]);
		await put([{ name: "b", targetId: id, targetType }]);
		expect(await custom(arn)).toEqual([{ name: "a", value: "1" }, { name: "b" }]);
		await take([{ name: "a", targetId: id, targetType }]);
		expect(await custom(arn)).toEqual([{ name: "b" }]);
		for (const change of [put, take]) {
			expect(await refusalOf(change([{ name: "a", targetId: id }]))).toMatch(/targetType is required/);
			const other = "task" as typeof targetType;
			expect(await refusalOf(change([{ name: "a", targetId: arn, targetType: other }]))).toMatch(/Invalid targetType/);
			expect(await refusalOf(change([{ name: "a", targetId: "none", targetType }]))).toMatch(
				/^TargetNotFoundException/,
			);
		}
	});

	it.each([
		["an empty name", { name: "" }],
		["a name of 129 characters", { name: "x".repeat(129) }],
		["a name with a space", { name: "a b" }],
		["an empty value", { name: "a", value: "" }],
		["a value of 129 characters", { name: "a", value: "x".repeat(129) }],
		["a value that begins with a space", { name: "a", value: " x" }],
		["a value that ends with a space", { name: "a", value: "x " }],
		["a value with other characters", { name: "a", value: "é" }],
	])("reject %s without changing any attribute", async (_what, wrong) => {
		const { register, put, custom } = await ready();
		const { containerInstanceArn: targetId } = await register();
		const right = { name: "right", targetId };
		expect(await refusalOf(put([right, { ...wrong, targetId }]))).toMatch(/^InvalidParameterException: Invalid/);
		expect(await refusalOf(register({ attributes: [wrong] }))).toMatch(/^InvalidParameterException: Invalid/);
		expect(await custom(targetId)).toEqual([]);
	});

	it("accept names and values of 128 characters of many kinds", async () => {
		const { register, put, custom } = await ready();
		const { containerInstanceArn: targetId } = await register();
		const attribute = { name: `a-_/\\.${"x".repeat(122)}`, value: `a @:/\\._-${"x".repeat(119)}` };
		await put([{ ...attribute, targetId }]);
		expect(await custom(targetId)).toEqual([attribute]);
	});

	it("are at most ten custom ones", async () => {
		const { register, put } = await ready();
		const { containerInstanceArn: targetId } = await register();
		const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `n${index}`, targetId }));
		await put(numbered(10));
		await put([{ name: "n0", value: "changed", targetId }]);
		expect(await refusalOf(put([{ name: "one-more", targetId }]))).toMatch(/^AttributeLimitExceededException: /);
	});

	it("are listed by name, and by value with a name", async () => {
		const { ecs, register, put } = await ready();
		const { containerInstanceArn: targetId } = await register();
		await put([
			{ name: "a", value: "1", targetId },
			{ name: "b", value: "1", targetId },
		]);
		const list = async (input: object) =>
			(await ecs.send(new ListAttributesCommand({ targetType, ...input }))).attributes;
		const a = { name: "a", value: "1", targetType, targetId };
		expect(await list({ attributeName: "a" })).toEqual([a]);
		expect(await list({ attributeName: "a", attributeValue: "1" })).toEqual([a]);
		expect(await list({ attributeName: "a", attributeValue: "2" })).toEqual([]);
		expect(await refusalOf(list({ attributeValue: "1" }))).toMatch(/needs an attributeName/);
		expect(await refusalOf(list({ targetType: "task" }))).toMatch(/Invalid targetType/);
	});
});
