/**
 * Tests services with other deployment controllers: task sets of external controllers and CodeDeploy, and the limits of
 * UpdateService.
 */
import {
	CreateTaskSetCommand,
	type CreateTaskSetCommandInput,
	DeleteServiceCommand,
	DeleteTaskSetCommand,
	DescribeTaskSetsCommand,
	ListTagsForResourceCommand,
	type UpdateServiceCommandInput,
	UpdateServicePrimaryTaskSetCommand,
	UpdateTaskSetCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { type Account, createAccount, fargateNetwork, refusalOf } from "../account.ts";

const where = { cluster: "default", service: "web" };
const blank = { taskDefinition: undefined, launchType: undefined, networkConfiguration: undefined };

async function external(desiredCount: number | undefined = 10) {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition();
	await account.create({ ...blank, desiredCount, deploymentController: { type: "EXTERNAL" } });
	return account;
}

async function codeDeploy() {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition();
	await account.create({ desiredCount: 2, deploymentController: { type: "CODE_DEPLOY" } });
	await account.seconds(120);
	return account;
}

async function taskSet({ ecs }: Account, value: number, input: Partial<CreateTaskSetCommandInput> = {}) {
	const { taskSet: created } = await ecs.send(
		new CreateTaskSetCommand({
			...where,
			taskDefinition: "web",
			launchType: "FARGATE",
			networkConfiguration: fargateNetwork,
			scale: { value, unit: "PERCENT" },
			...input,
		}),
	);
	return created ?? {};
}

const describeSets = async ({ ecs }: Account, taskSets?: string[]) =>
	ecs.send(new DescribeTaskSetsCommand({ ...where, taskSets, include: ["TAGS"] }));
const scale = ({ ecs }: Account, id: string | undefined, value: number) =>
	ecs.send(new UpdateTaskSetCommand({ ...where, taskSet: id, scale: { value, unit: "PERCENT" } }));
const promote = ({ ecs }: Account, id: string | undefined) =>
	ecs.send(new UpdateServicePrimaryTaskSetCommand({ ...where, primaryTaskSet: id }));
const remove = ({ ecs }: Account, id: string | undefined, force?: boolean) =>
	ecs.send(new DeleteTaskSetCommand({ ...where, taskSet: id, force }));

describe("a service with an external controller", () => {
	it("has neither deployments nor tasks until it has task sets, and shows launch type EC2", async () => {
		const account = await external();
		await account.seconds(120);
		const service = await account.service();
		expect(service).toMatchObject({
			launchType: "EC2",
			desiredCount: 10,
			runningCount: 0,
			deployments: [],
			taskSets: [],
		});
		expect(service).not.toHaveProperty("taskDefinition");
	});

	it("requires only a name, and rejects members of task sets", async () => {
		const account = await external();
		const create = (input: object) =>
			account.create({
				serviceName: "other",
				...blank,
				desiredCount: undefined,
				deploymentController: { type: "EXTERNAL" },
				...input,
			});
		expect(await refusalOf(create({ taskDefinition: "web" }))).toBe(
			"InvalidParameterException: TaskDefinition must be blank.",
		);
		expect(await refusalOf(create({ networkConfiguration: fargateNetwork }))).toBe(
			"InvalidParameterException: NetworkConfiguration must be blank.",
		);
		expect(await create({})).toMatchObject({ desiredCount: 0 });
	});

	it.each<[string, Partial<UpdateServiceCommandInput>]>([
		["task definition", { taskDefinition: "web" }],
		["network parameters", { networkConfiguration: fargateNetwork }],
		["platform version", { platformVersion: "1.4.0" }],
		["load balancers", { loadBalancers: [] }],
	])("rejects an update of its %s", async (words, input) => {
		const account = await external();
		expect(await refusalOf(account.update(input))).toMatch(
			new RegExp(
				`^InvalidParameterException: Unable to update ${words} on services with an EXTERNAL deployment controller\\.`,
			),
		);
	});

	it("cannot be deleted while it has task sets, unless forced", async () => {
		const account = await external(0);
		await taskSet(account, 100);
		expect(await refusalOf(account.ecs.send(new DeleteServiceCommand({ service: "web" })))).toBe(
			"InvalidParameterException: The service cannot be stopped while deployments are active.",
		);
		await account.ecs.send(new DeleteServiceCommand({ service: "web", force: true }));
		await account.seconds(60);
		expect(await account.service()).toMatchObject({ status: "INACTIVE", taskSets: [] });
	});
});

describe("a task set", () => {
	it("is ACTIVE and STABILIZING without counts until the first scheduler run", async () => {
		const account = await external();
		const created = await taskSet(account, 25);
		expect(created).toMatchObject({
			id: expect.stringMatching(/^ecs-svc\/\d{19}$/),
			taskSetArn: expect.stringMatching(/:task-set\/default\/web\/ecs-svc\/\d{19}$/),
			status: "ACTIVE",
			computedDesiredCount: 0,
			stabilityStatus: "STABILIZING",
			scale: { value: 25, unit: "PERCENT" },
			platformVersion: "1.4.0",
			loadBalancers: [],
			serviceRegistries: [],
			tags: [],
		});
	});

	it.each([
		[25, 3],
		[12, 2],
		[0.1, 1],
		[100, 10],
		[0, 0],
		[30, 3],
	])("at %d percent of 10 runs %d tasks, rounded up", async (percent, count) => {
		const account = await external();
		const { id = "" } = await taskSet(account, percent);
		await account.seconds(120);
		expect((await describeSets(account, [id])).taskSets).toMatchObject([
			{ computedDesiredCount: count, runningCount: count, pendingCount: 0, stabilityStatus: "STEADY_STATE" },
		]);
		expect(await account.service()).toMatchObject({ runningCount: count });
		for (const task of await account.tasks()) expect(task).toMatchObject({ startedBy: id, group: "service:web" });
	});

	it("follows its scale and the service's desired count", async () => {
		const account = await external();
		const { id } = await taskSet(account, 50);
		await account.seconds(120);
		await scale(account, id, 20);
		await account.seconds(120);
		expect((await account.service()).runningCount).toBe(2);
		await account.update({ desiredCount: 20 });
		await account.seconds(120);
		expect((await account.service()).runningCount).toBe(4);
		expect(await refusalOf(scale(account, id, 101))).toMatch(/^InvalidParameterException: /);
	});

	it("shows its tasks under its ID, and adds its external ID to Cloud Map", async () => {
		const account = await external(1);
		const registry = await account.registry(await account.namespace("shop", "HTTP"), { Name: "web" });
		await taskSet(account, 100, { externalId: "release-7", serviceRegistries: [{ registryArn: registry.arn }] });
		await account.seconds(120);
		const attributes = [...(await account.instances(registry.id)).values()];
		expect(attributes).toMatchObject([{ ECS_TASK_SET_EXTERNAL_ID: "release-7" }]);
		expect((await account.service()).events?.map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^\(service web, taskSet ecs-svc\/\d{19}\) has started 1 tasks: /),
		);
	});

	it("waits with growing delays if its tasks do not start", async () => {
		const account = await external(1);
		account.emulated.failTaskStarts({ family: "web", reason: "CannotPullContainerError: not found" });
		await taskSet(account, 100);
		await account.seconds(600);
		const { length } = await account.tasks("web", "STOPPED");
		expect(length).toBeGreaterThan(3);
		expect(length).toBeLessThan(12);
	});

	it("has tags, which are shown if requested", async () => {
		const account = await external();
		const tags = [{ key: "team", value: "a" }];
		const created = await taskSet(account, 0, { tags });
		expect((await describeSets(account)).taskSets).toMatchObject([{ tags }]);
		const listed = await account.ecs.send(new ListTagsForResourceCommand({ resourceArn: created.taskSetArn }));
		expect(listed.tags).toEqual(tags);
	});

	it("is created once per client token", async () => {
		const account = await external();
		const first = await taskSet(account, 10, { clientToken: "once" });
		expect((await taskSet(account, 10, { clientToken: "once" })).id).toBe(first.id);
		expect(await refusalOf(taskSet(account, 20, { clientToken: "once" }))).toMatch(/^InvalidParameterException: /);
	});

	it("is limited to five", async () => {
		const account = await external();
		for (let count = 0; count < 5; count++) await taskSet(account, 0);
		expect(await refusalOf(taskSet(account, 0))).toBe(
			"InvalidParameterException: 5 deployments exist on the service. Unable to create new TaskSet since this exceeds the maximum limit.",
		);
	});

	it("is validated by the rules of services", async () => {
		const account = await external();
		expect(await refusalOf(taskSet(account, 0, { networkConfiguration: undefined }))).toMatch(
			/^InvalidParameterException: Network Configuration must be provided/,
		);
		const lost = [
			{
				targetGroupArn: "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:targetgroup/web/1",
				containerName: "web",
				containerPort: 81,
			},
		];
		expect(await refusalOf(taskSet(account, 0, { loadBalancers: lost }))).toBe(
			"InvalidParameterException: The container web did not have a container port 81 defined.",
		);
	});
});

describe("the primary task set", () => {
	it("defines the service's content, and the previous one becomes ACTIVE", async () => {
		const account = await external();
		const blue = await taskSet(account, 100);
		await promote(account, blue.id);
		expect(await account.service()).toMatchObject({
			launchType: "FARGATE",
			taskDefinition: expect.stringMatching(/web:1$/),
			networkConfiguration: fargateNetwork,
			taskSets: [{ id: blue.id, status: "PRIMARY" }],
		});
		await account.taskDefinition({ cpu: "512", memory: "1024" });
		const green = await taskSet(account, 10);
		expect((await account.service()).taskDefinition).toMatch(/web:1$/);
		await promote(account, green.taskSetArn);
		expect(await account.service()).toMatchObject({
			taskDefinition: expect.stringMatching(/web:2$/),
			taskSets: [
				{ id: blue.id, status: "ACTIVE" },
				{ id: green.id, status: "PRIMARY" },
			],
		});
	});

	it("cannot be deleted, unless forced", async () => {
		const account = await external();
		const { id } = await taskSet(account, 0);
		await promote(account, id);
		await account.seconds(5);
		expect(await refusalOf(remove(account, id))).toBe("InvalidParameterException: Primary TaskSet cannot be deleted");
		expect((await remove(account, id, true)).taskSet?.status).toBe("DRAINING");
	});
});

describe("DeleteTaskSet", () => {
	it("requires 0 percent or force to be deleted, drains, and is then removed", async () => {
		const account = await external(2);
		const { id = "" } = await taskSet(account, 100);
		await account.seconds(60);
		expect(await refusalOf(remove(account, id))).toMatch(/^InvalidParameterException: .*scaled above 0/);
		expect((await remove(account, id, true)).taskSet).toMatchObject({ status: "DRAINING", runningCount: 2 });
		await account.seconds(60);
		expect(await describeSets(account, [id])).toMatchObject({
			taskSets: [],
			failures: [{ arn: id, reason: "MISSING" }],
		});
		expect(await refusalOf(scale(account, id, 10))).toMatch(/^TaskSetNotFoundException: /);
		expect(await account.tasks()).toEqual([]);
	});
});

describe("task sets of services with the ECS or CodeDeploy controller", () => {
	it.each(["ECS", "CODE_DEPLOY"] as const)("cannot be managed: %s", async (type) => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		await account.create({ deploymentController: { type } });
		expect(await refusalOf(taskSet(account, 100))).toBe(
			"InvalidParameterException: Amazon ECS only supports task set management on services configured to use external deployment controllers.",
		);
	});
});

describe("a service with the CodeDeploy controller", () => {
	it("starts with a primary task set of all its tasks, and has no deployments", async () => {
		const account = await codeDeploy();
		expect(await account.service()).toMatchObject({
			runningCount: 2,
			deployments: [],
			taskSets: [{ status: "PRIMARY", scale: { value: 100 }, runningCount: 2, stabilityStatus: "STEADY_STATE" }],
		});
		await account.update({ desiredCount: 3 });
		await account.seconds(60);
		expect((await account.service()).runningCount).toBe(3);
	});

	it.each<[Partial<UpdateServiceCommandInput>, string]>([
		[
			{ taskDefinition: "web" },
			"Unable to update task definition on services with a CODE_DEPLOY deployment controller.",
		],
		[
			{ networkConfiguration: fargateNetwork, forceNewDeployment: true },
			"Unable to update network parameters on services with a CODE_DEPLOY deployment controller.",
		],
		[{ loadBalancers: [] }, "Unable to update load balancers on services with a CODE_DEPLOY deployment controller."],
		[
			{ forceNewDeployment: true },
			"Cannot force a new deployment on services with a CODE_DEPLOY deployment controller.",
		],
	])("rejects %o and refers to CodeDeploy", async (input, text) => {
		const account = await codeDeploy();
		expect(await refusalOf(account.update(input))).toBe(
			`InvalidParameterException: ${text} Use AWS CodeDeploy to trigger a new deployment.`,
		);
	});
});

describe("the deployment controller", () => {
	it("changes from CODE_DEPLOY to ECS, whose next deployment replaces the same tasks", async () => {
		const account = await codeDeploy();
		const before = (await account.tasks()).map(({ taskArn }) => taskArn);
		const changed = await account.update({ deploymentController: { type: "ECS" } });
		expect(changed.deployments).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED", runningCount: 2 }]);
		expect(changed.taskSets).toBeUndefined();
		expect((await account.tasks()).map(({ taskArn }) => taskArn)).toEqual(before);
		await account.update({ forceNewDeployment: true });
		await account.seconds(300);
		expect((await account.service()).deployments).toMatchObject([{ rolloutState: "COMPLETED", runningCount: 2 }]);
	});

	it("changes to ECS in the call that also starts a deployment", async () => {
		const account = await codeDeploy();
		await account.taskDefinition({ cpu: "512", memory: "1024" });
		await account.update({ deploymentController: { type: "ECS" }, taskDefinition: "web:2" });
		await account.seconds(300);
		expect((await account.service()).deployments).toMatchObject([
			{ taskDefinition: expect.stringMatching(/web:2$/), rolloutState: "COMPLETED", runningCount: 2 },
		]);
	});

	it("changes from ECS to EXTERNAL and back, and the tasks keep running", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		await account.create();
		await account.seconds(120);
		const before = (await account.tasks()).map(({ taskArn }) => taskArn);
		const out = await account.update({ deploymentController: { type: "EXTERNAL" } });
		expect(out).toMatchObject({ deployments: [], taskSets: [{ status: "PRIMARY", runningCount: 1 }] });
		await account.seconds(60);
		const back = await account.update({ deploymentController: { type: "ECS" } });
		expect(back.deployments).toMatchObject([{ status: "PRIMARY", runningCount: 1 }]);
		expect((await account.tasks()).map(({ taskArn }) => taskArn)).toEqual(before);
	});

	it.each<[string, Partial<UpdateServiceCommandInput>]>([
		["while a deployment is in progress", { forceNewDeployment: true }],
		["Service Connect", { serviceConnectConfiguration: { enabled: true, namespace: "shop" } }],
		["alarms", { deploymentConfiguration: { alarms: { alarmNames: ["errors"], enable: true, rollback: true } } }],
		["circuit breaker", { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } }],
		["BLUE_GREEN", { deploymentConfiguration: { strategy: "BLUE_GREEN" } }],
	])("does not change from ECS to EXTERNAL with %s", async (words, input) => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		await account.namespace("shop", "HTTP");
		await account.create();
		await account.seconds(120);
		await account.update(input);
		if (!input.forceNewDeployment) await account.seconds(600);
		expect(await refusalOf(account.update({ deploymentController: { type: "EXTERNAL" } }))).toMatch(
			new RegExp(`^InvalidParameterException: .*${words}|can only be used with the ECS deployment controller`),
		);
	});

	it("never changes to CODE_DEPLOY", async () => {
		const account = await external();
		expect(await refusalOf(account.update({ deploymentController: { type: "CODE_DEPLOY" } }))).toBe(
			"InvalidParameterException: The deployment controller cannot be changed from EXTERNAL to CODE_DEPLOY.",
		);
	});
});
