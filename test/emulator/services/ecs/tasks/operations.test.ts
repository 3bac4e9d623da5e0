/** Tests operations on tasks besides RunTask and StopTask: protection, ECS Exec, StartTask and agent reports. */
import {
	DeleteAccountSettingCommand,
	DescribeClustersCommand,
	DescribeContainerInstancesCommand,
	DescribeTasksCommand,
	DiscoverPollEndpointCommand,
	ExecuteCommandCommand,
	GetTaskProtectionCommand,
	ListAccountSettingsCommand,
	PutAccountSettingCommand,
	RegisterContainerInstanceCommand,
	RunTaskCommand,
	StartTaskCommand,
	StopTaskCommand,
	SubmitAttachmentStateChangesCommand,
	SubmitContainerStateChangeCommand,
	SubmitTaskStateChangeCommand,
	UpdateContainerAgentCommand,
	UpdateTaskProtectionCommand,
	type UpdateTaskProtectionCommandInput,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, fargateNetwork, refusalOf } from "../account.ts";

const taskRoleArn = "arn:aws:iam::111122223333:role/task";

async function withService(service: object = {}, definition: object = {}) {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition(definition);
	await account.create(service);
	await account.seconds(90);
	const arns = (await account.tasks()).map(({ taskArn = "" }) => taskArn);
	const task = arns[0] ?? "";
	const protect = (input: Partial<UpdateTaskProtectionCommandInput> = {}) =>
		account.ecs.send(
			new UpdateTaskProtectionCommand({ cluster: "default", tasks: [task], protectionEnabled: true, ...input }),
		);
	const protection = async () =>
		(await account.ecs.send(new GetTaskProtectionCommand({ cluster: "default", tasks: [task] }))).protectedTasks?.[0];
	const runs = async (arn: string) =>
		(await account.ecs.send(new DescribeTasksCommand({ tasks: [arn] }))).tasks?.[0]?.desiredStatus === "RUNNING";
	return { ...account, arns, task, protect, protection, runs };
}

describe("task protection", () => {
	it("lasts two hours by default or the given time, and can be removed", async () => {
		const { protect, protection, clock, task, seconds } = await withService();
		expect(await protection()).toEqual({ taskArn: task, protectionEnabled: false });
		const minutes = async () => ((await protection())?.expirationDate?.getTime() ?? 0) / 60_000 - clock.now() / 60_000;
		await protect();
		expect(await minutes()).toBe(120);
		await protect({ expiresInMinutes: 5 });
		expect(await minutes()).toBe(5);
		await seconds(301);
		expect(await protection()).toEqual({ taskArn: task, protectionEnabled: false });
		await protect();
		await protect({ protectionEnabled: false });
		expect(await protection()).toEqual({ taskArn: task, protectionEnabled: false });
	});

	it("prevents scale-in until it expires", async () => {
		const { protect, update, seconds, runs, arns, tasks } = await withService({ desiredCount: 3 });
		await protect({ tasks: arns.slice(0, 2), expiresInMinutes: 10 });
		await update({ desiredCount: 0 });
		await seconds(60);
		expect(await Promise.all(arns.map(runs))).toEqual([true, true, false]);
		await seconds(600);
		expect(await tasks()).toEqual([]);
	});

	it("blocks a deployment, which completes after the protection ends", async () => {
		const { protect, update, seconds, runs, task, service } = await withService();
		await protect({ expiresInMinutes: 10 });
		await update({ forceNewDeployment: true });
		await seconds(300);
		expect(await runs(task)).toBe(true);
		expect((await service()).deployments).toHaveLength(2);
		await seconds(400);
		expect(await runs(task)).toBe(false);
		expect((await service()).deployments).toMatchObject([{ rolloutState: "COMPLETED" }]);
	});

	it("does not prevent StopTask", async () => {
		const { protect, ecs, task, runs } = await withService();
		await protect();
		await ecs.send(new StopTaskCommand({ task }));
		expect(await runs(task)).toBe(false);
	});

	it("reports tasks that do not exist or belong to no service", async () => {
		const { protect, ecs } = await withService();
		const { tasks = [] } = await ecs.send(
			new RunTaskCommand({ taskDefinition: "web", launchType: "FARGATE", networkConfiguration: fargateNetwork }),
		);
		const arn = tasks[0]?.taskArn ?? "";
		expect((await protect({ tasks: [arn, "0000"] })).failures).toEqual([
			{ arn, reason: "TASK_NOT_VALID" },
			{ arn: "arn:aws:ecs:ap-northeast-1:111122223333:task/default/0000", reason: "MISSING" },
		]);
	});

	it.each([
		[{ tasks: [] }],
		[{ tasks: Array.from({ length: 11 }, (_, index) => String(index)) }],
		[{ expiresInMinutes: 0 }],
		[{ expiresInMinutes: 2881 }],
	])("rejects %j", async (input) => {
		const { protect } = await withService();
		expect(await refusalOf(protect(input))).toMatch(/^InvalidParameterException: /);
	});
});

describe("ExecuteCommand", () => {
	const two = {
		taskRoleArn,
		containerDefinitions: [
			{ name: "web", image: "nginx" },
			{ name: "once", image: "busybox", essential: false, command: ["true"] },
		],
	};
	const execute = async (service: object, definition: object, input: object = {}) => {
		const { ecs, task } = await withService(service, definition);
		return ecs.send(new ExecuteCommandCommand({ task, command: "/bin/sh", interactive: true, ...input }));
	};

	it("returns a session with an unreachable address", async () => {
		const answer = await execute({ enableExecuteCommand: true }, { taskRoleArn });
		expect(answer).toMatchObject({
			clusterArn: "arn:aws:ecs:ap-northeast-1:111122223333:cluster/default",
			containerName: "web",
			interactive: true,
			session: { sessionId: expect.stringMatching(/^ecs-execute-command-[0-9a-f]{17}$/) },
		});
		expect(new URL(answer.session?.streamUrl ?? "").hostname).toMatch(/\.invalid$/);
	});

	it.each([
		["if it is disabled", {}, { taskRoleArn }, {}, /^InvalidParameterException: .* execute command was not enabled/],
		[
			"without interaction",
			{ enableExecuteCommand: true },
			{ taskRoleArn },
			{ interactive: false },
			/Interactive is the only/,
		],
		[
			"with several containers and no name",
			{ enableExecuteCommand: true },
			two,
			{},
			/container name must be specified/,
		],
		["in a missing container", { enableExecuteCommand: true }, two, { container: "x" }, /is not in the task/],
		[
			"in a stopped container",
			{ enableExecuteCommand: true },
			two,
			{ container: "once" },
			/^TargetNotConnectedException: /,
		],
		["in a missing task", { enableExecuteCommand: true }, { taskRoleArn }, { task: "0" }, /task was not found/],
	])("is rejected %s", async (_what, service, definition, input, text) => {
		expect(await refusalOf(execute(service, definition, input))).toMatch(text);
	});

	it("requires a task role, also for a standalone task", async () => {
		const { ecs } = await withService();
		const input = { taskDefinition: "web", launchType: "FARGATE" as const, networkConfiguration: fargateNetwork };
		expect(await refusalOf(ecs.send(new RunTaskCommand({ ...input, enableExecuteCommand: true })))).toMatch(
			/^InvalidParameterException: The task couldn't be started because a valid taskRoleArn is not being used\./,
		);
	});
});

async function withInstance() {
	const account = createAccount({ containerInstances: "none" });
	await account.cluster();
	await account.taskDefinition({
		networkMode: "bridge",
		requiresCompatibilities: ["EC2"],
		cpu: undefined,
		memory: undefined,
		containerDefinitions: [{ name: "web", image: "nginx", memory: 5000 }],
	});
	const { containerInstance } = await account.ecs.send(new RegisterContainerInstanceCommand({}));
	const instance = containerInstance?.containerInstanceArn ?? "";
	const start = (...containerInstances: string[]) =>
		account.ecs.send(new StartTaskCommand({ taskDefinition: "web", containerInstances }));
	return { ...account, instance, start };
}

describe("StartTask", () => {
	it("starts a task on each named instance, and reports failures", async () => {
		const { ecs, start, instance, seconds } = await withInstance();
		const { tasks = [], failures } = await start(instance, "0000");
		expect(tasks).toMatchObject([{ containerInstanceArn: instance, group: "family:web", launchType: "EC2" }]);
		expect(failures).toEqual([
			{ arn: "arn:aws:ecs:ap-northeast-1:111122223333:container-instance/default/0000", reason: "MISSING" },
		]);
		expect((await start(instance)).failures).toEqual([{ arn: instance, reason: "RESOURCE:MEMORY" }]);
		await seconds(20);
		const { tasks: described } = await ecs.send(new DescribeTasksCommand({ tasks: [tasks[0]?.taskArn ?? ""] }));
		expect(described).toMatchObject([{ lastStatus: "RUNNING" }]);
	});

	it("requires between one and ten instances", async () => {
		const { start } = await withInstance();
		expect(await refusalOf(start())).toMatch(/^InvalidParameterException: /);
		expect(await refusalOf(start(...Array.from({ length: 11 }, String)))).toMatch(/^InvalidParameterException: /);
	});
});

describe("counts", () => {
	it("of a cluster include RUNNING and starting tasks, but no stopping ones", async () => {
		const { ecs, start, instance, seconds } = await withInstance();
		const counts = async () => {
			const { clusters } = await ecs.send(new DescribeClustersCommand({ include: ["STATISTICS"] }));
			const { containerInstances } = await ecs.send(
				new DescribeContainerInstancesCommand({ containerInstances: [instance] }),
			);
			const statistics = new Map(clusters?.[0]?.statistics?.map(({ name, value }) => [name, value]));
			return [clusters?.[0], containerInstances?.[0]]
				.map((counted) => `${counted?.runningTasksCount} running, ${counted?.pendingTasksCount} pending`)
				.concat(`${statistics.get("runningEC2TasksCount")}, ${statistics.get("pendingEC2TasksCount")}`);
		};
		const { tasks } = await start(instance);
		expect(await counts()).toEqual(["0 running, 1 pending", "1 running, 1 pending", "0, 1"]);
		await seconds(20);
		expect(await counts()).toEqual(["1 running, 0 pending", "1 running, 0 pending", "1, 0"]);
		const { task } = await ecs.send(new StopTaskCommand({ task: tasks?.[0]?.taskArn }));
		expect(task).toMatchObject({ lastStatus: "DEACTIVATING", desiredStatus: "STOPPED" });
		expect(await counts()).toEqual(["0 running, 0 pending", "0 running, 0 pending", "0, 0"]);
	});
});

describe("an agent", () => {
	it("gets a polling endpoint outside the real AWS", async () => {
		const { ecs } = await withInstance();
		const { endpoint = "", telemetryEndpoint = "" } = await ecs.send(new DiscoverPollEndpointCommand({}));
		for (const url of [endpoint, telemetryEndpoint]) expect(new URL(url).hostname).toMatch(/\.invalid$/);
	});

	it("can report that a container and its task have stopped", async () => {
		const { ecs, start, instance, seconds } = await withInstance();
		const look = async (task: string) => (await ecs.send(new DescribeTasksCommand({ tasks: [task] }))).tasks?.[0];
		const started = async () => {
			const task = (await start(instance)).tasks?.[0]?.taskArn ?? "";
			await seconds(20);
			return task;
		};
		const first = await started();
		const change = { task: first, containerName: "web", status: "STOPPED", exitCode: 9 };
		expect((await ecs.send(new SubmitContainerStateChangeCommand(change))).acknowledgment).toBe("ACK");
		await seconds(20);
		expect(await look(first)).toMatchObject({
			lastStatus: "STOPPED",
			stopCode: "EssentialContainerExited",
			containers: [{ exitCode: 9 }],
		});
		const second = await started();
		await ecs.send(new SubmitTaskStateChangeCommand({ task: second, status: "STOPPED", reason: "as it says" }));
		await seconds(20);
		expect(await look(second)).toMatchObject({ lastStatus: "STOPPED", stoppedReason: "as it says" });
		const attachments = [{ attachmentArn: "arn", status: "ATTACHED" }];
		expect((await ecs.send(new SubmitAttachmentStateChangesCommand({ attachments }))).acknowledgment).toBe("ACK");
	});

	it("is up to date", async () => {
		const { ecs, instance } = await withInstance();
		const update = (containerInstance: string) => ecs.send(new UpdateContainerAgentCommand({ containerInstance }));
		expect(await refusalOf(update(instance))).toBe(
			"NoUpdateAvailableException: There is no update available for your container agent.",
		);
		expect(await refusalOf(update("none"))).toMatch(/^InvalidParameterException: /);
	});
});

describe("DeleteAccountSetting", () => {
	it("reverts to the account's default", async () => {
		const { ecs } = createAccount();
		await ecs.send(new PutAccountSettingCommand({ name: "containerInsights", value: "disabled" }));
		const { setting } = await ecs.send(new DeleteAccountSettingCommand({ name: "containerInsights" }));
		expect(setting).toMatchObject({ name: "containerInsights", value: "enabled" });
		expect((await ecs.send(new ListAccountSettingsCommand({}))).settings).toEqual([]);
		expect(await refusalOf(ecs.send(new DeleteAccountSettingCommand({ name: "none" as "containerInsights" })))).toMatch(
			/^InvalidParameterException: /,
		);
	});
});
