/** Tests workloads that fail on demand: stop codes, reasons, exit codes and events are AWS's for every cause. */
import {
	DescribeTasksCommand,
	PutClusterCapacityProvidersCommand,
	RegisterContainerInstanceCommand,
	RunTaskCommand,
	type RunTaskCommandInput,
	type Task,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { ChaosRule } from "../../../../../src/emulator/services/ecs/chaos/rules.ts";
import { createAccount, fargateNetwork } from "../account.ts";

const check = { command: ["CMD-SHELL", "curl -f http://localhost/"], interval: 10, retries: 2 };

async function running(container: object = {}, service: object = {}) {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition({ containerDefinitions: [{ name: "web", image: "nginx", ...container }] });
	await account.create(service);
	await account.seconds(60);
	const messages = async () =>
		(await account.service()).events?.map(({ message }) => message?.replaceAll(/task [0-9a-f]{32}/g, "task T")) ?? [];
	const applyChaos = (rule: ChaosRule) => account.emulated.applyChaos({ service: "web", ...rule });
	const first = (await account.tasks())[0]?.taskArn;
	const stopped = async (): Promise<Task> => {
		const { tasks } = await account.ecs.send(new DescribeTasksCommand({ tasks: [first ?? ""] }));
		return tasks?.[0] ?? {};
	};
	return { ...account, messages, applyChaos, stopped };
}

async function standalone(containers: readonly object[], input: Partial<RunTaskCommandInput> = {}) {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition({
		containerDefinitions: containers.map((container, index) => ({ name: `c${index}`, image: "busybox", ...container })),
	});
	const { tasks = [] } = await account.ecs.send(
		new RunTaskCommand({
			taskDefinition: "web",
			launchType: "FARGATE",
			networkConfiguration: fargateNetwork,
			...input,
		}),
	);
	const look = async (): Promise<Task> => {
		const described = await account.ecs.send(new DescribeTasksCommand({ tasks: [tasks[0]?.taskArn ?? ""] }));
		return described.tasks?.[0] ?? {};
	};
	return { ...account, look };
}

describe("a definition with a failing workload", () => {
	it("cannot be pulled if its image is in the domain .invalid", async () => {
		const { seconds, look } = await standalone([{}, { image: "registry.invalid/team/app:2" }]);
		await seconds(60);
		const reason =
			'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref registry.invalid/team/app:2: failed to do request: Head "https://registry.invalid/v2/team/app/manifests/2": dial tcp: lookup registry.invalid: no such host';
		const task = await look();
		expect(task).toMatchObject({ lastStatus: "STOPPED", stopCode: "TaskFailedToStart", stoppedReason: reason });
		expect(task.containers?.map((container) => [container.reason, container.exitCode])).toEqual([
			[undefined, undefined],
			[reason, undefined],
		]);
	});

	it.each([
		[["sleep", "20"], 0],
		[["sh", "-c", "sleep 20; exit 3"], 3],
		[["/bin/sh", "-ec", "echo working && sleep 20 && false"], 1],
	])("exits as its command %j implies", async (command, exitCode) => {
		const { seconds, look } = await standalone([{ command }]);
		await seconds(44);
		expect(await look()).toMatchObject({ lastStatus: "RUNNING" });
		await seconds(20);
		expect(await look()).toMatchObject({
			lastStatus: "STOPPED",
			stopCode: "EssentialContainerExited",
			stoppedReason: "Essential container in task exited",
			containers: [{ exitCode, lastStatus: "STOPPED" }],
		});
	});

	it.each([[["nginx", "-g", "daemon off;"]], [["sleep", "infinity"]], [["sh", "-c", "sleep 5; serve"]]])(
		"keeps running if the exit of its command %j is not certain",
		async (command) => {
			const { seconds, look } = await standalone([{ command }]);
			await seconds(3600);
			expect((await look()).lastStatus).toBe("RUNNING");
		},
	);

	it("exits as the command override of RunTask implies", async () => {
		const overrides = { containerOverrides: [{ name: "c0", command: ["sh", "-c", "exit 7"] }] };
		const { seconds, look } = await standalone([{}], { overrides });
		await seconds(60);
		expect((await look()).containers).toMatchObject([{ exitCode: 7 }]);
	});

	it("continues without a non-essential container", async () => {
		const { seconds, look } = await standalone([{}, { essential: false, command: ["false"] }]);
		await seconds(60);
		const task = await look();
		expect(task.lastStatus).toBe("RUNNING");
		expect(task.containers?.map(({ lastStatus, exitCode }) => [lastStatus, exitCode])).toEqual([
			["RUNNING", undefined],
			["STOPPED", 1],
		]);
	});

	it.each([
		["is restarted after it ran for its restart period", { enabled: true, restartAttemptPeriod: 60 }, 90, "RUNNING"],
		["is not restarted if it ran for a shorter time", { enabled: true }, 90, "STOPPED"],
		[
			"is not restarted after an ignored exit code",
			{ enabled: true, restartAttemptPeriod: 60, ignoredExitCodes: [4] },
			90,
			"STOPPED",
		],
		["is not restarted if the policy is off", { enabled: false }, 90, "STOPPED"],
	])("%s", async (_what, restartPolicy, runs, lastStatus) => {
		const { seconds, look } = await standalone([{ command: ["sh", "-c", `sleep ${runs}; exit 4`], restartPolicy }]);
		await seconds(25 + runs + 30);
		expect((await look()).lastStatus).toBe(lastStatus);
	});

	it("is UNHEALTHY if its health check cannot pass, and a standalone task continues", async () => {
		const healthCheck = { command: ["CMD-SHELL", "exit 1"], interval: 10, retries: 2, startPeriod: 5 };
		const { seconds, look } = await standalone([{ healthCheck }]);
		await seconds(25 + 20);
		expect(await look()).toMatchObject({ healthStatus: "UNKNOWN" });
		await seconds(60);
		expect(await look()).toMatchObject({
			lastStatus: "RUNNING",
			healthStatus: "UNHEALTHY",
			containers: [{ healthStatus: "UNHEALTHY" }],
		});
	});
});

describe("a service under chaos", () => {
	it("replaces a task whose container exits, and shows its exit code", async () => {
		const { applyChaos, seconds, stopped, service } = await running();
		expect(applyChaos({ kind: "exit", exitCode: 2, count: 1 }).taskIds).toHaveLength(1);
		await seconds(60);
		expect(await stopped()).toMatchObject({
			stopCode: "EssentialContainerExited",
			containers: [{ exitCode: 2 }],
		});
		expect(await service()).toMatchObject({ runningCount: 1 });
	});

	it("crashes repeatedly until the rule is removed", async () => {
		const { applyChaos, seconds, tasks } = await running();
		const { remove } = applyChaos({ kind: "exit", exitCode: 1, afterMs: 5_000 });
		await seconds(300);
		const crashed = (await tasks("web", "STOPPED")).length;
		expect(crashed).toBeGreaterThan(3);
		remove();
		await seconds(60);
		const after = (await tasks("web", "STOPPED")).length;
		await seconds(300);
		expect(await tasks("web", "STOPPED")).toHaveLength(after);
	});

	it("reports a container killed for its memory", async () => {
		const { applyChaos, seconds, stopped } = await running();
		applyChaos({ kind: "outOfMemory", count: 1 });
		await seconds(60);
		expect((await stopped()).containers).toMatchObject([
			{ exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
		]);
	});

	it("starts a replacement before it stops a task with a failed health check", async () => {
		const { applyChaos, seconds, stopped, tasks, messages } = await running({ healthCheck: check });
		expect((await tasks())[0]).toMatchObject({ healthStatus: "HEALTHY", containers: [{ healthStatus: "HEALTHY" }] });
		applyChaos({ kind: "unhealthy", count: 1 });
		await seconds(30);
		expect(await stopped()).toMatchObject({ lastStatus: "RUNNING", healthStatus: "UNHEALTHY" });
		expect(await tasks()).toHaveLength(2);
		await seconds(60);
		expect(await stopped()).toMatchObject({
			lastStatus: "STOPPED",
			stopCode: "ServiceSchedulerInitiated",
			stoppedReason: "Task failed container health checks",
		});
		expect((await messages()).slice(0, 4)).toEqual([
			"(service web) has reached a steady state.",
			"(service web) has stopped 1 running tasks: (task T).",
			"(service web) has started 1 tasks: (task T).",
			"(service web) (task T) failed container health checks.",
		]);
	});

	it("stops the unhealthy task first if there is no room for a replacement", async () => {
		const deploymentConfiguration = { minimumHealthyPercent: 50, maximumPercent: 100 };
		const { applyChaos, seconds, stopped, tasks } = await running({ healthCheck: check }, { deploymentConfiguration });
		applyChaos({ kind: "unhealthy", count: 1 });
		await seconds(2);
		expect((await stopped()).desiredStatus).toBe("STOPPED");
		await seconds(60);
		expect(await tasks()).toMatchObject([{ healthStatus: "HEALTHY" }]);
	});

	it("is not hit by a failing health check if it has none", async () => {
		const { applyChaos } = await running();
		expect(applyChaos({ kind: "unhealthy", count: 1 }).taskIds).toEqual([]);
	});

	it.each([
		[
			"image",
			{ image: "shop/web:3" },
			/^CannotPullContainerError: pull image manifest .* ref registry-1\.docker\.io\/shop\/web:3: /,
		],
		[
			"secret",
			{ secrets: [{ name: "KEY", valueFrom: "arn:aws:ssm:ap-northeast-1:111122223333:parameter/shop/key" }] },
			/^ResourceInitializationError: unable to pull secrets or registry auth: .* invalid parameters: shop\/key$/,
		],
		["log", {}, /^ResourceInitializationError: failed to validate logger args: .* log group does not exist/],
	] as const)("reports a missing %s in AWS's words", async (what, container, reason) => {
		const { applyChaos, update, seconds, tasks, messages } = await running(container);
		applyChaos({ kind: "missing", what });
		await update({ forceNewDeployment: true });
		await seconds(120);
		const [task] = await tasks("web", "STOPPED");
		expect(task).toMatchObject({ stopCode: "TaskFailedToStart", stoppedReason: expect.stringMatching(reason) });
		expect(task?.containers?.[0]?.reason).toMatch(reason);
		expect((await messages())[0]).toMatch(/^\(service web\) (has started|is unable to consistently start)/);
	});

	it("finds no capacity on Fargate until the rule is removed", async () => {
		const { applyChaos, update, seconds, messages, service, ecs } = await running();
		const { remove } = applyChaos({ kind: "noCapacity" });
		await update({ desiredCount: 2 });
		await seconds(120);
		expect((await messages())[0]).toBe(
			"(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
		);
		expect(await service()).toMatchObject({ desiredCount: 2, runningCount: 1, pendingCount: 0 });
		const run = () =>
			ecs.send(
				new RunTaskCommand({ taskDefinition: "web", launchType: "FARGATE", networkConfiguration: fargateNetwork }),
			);
		expect((await run()).failures).toEqual([]);
		remove();
		await seconds(60);
		expect(await service()).toMatchObject({ runningCount: 2 });
	});

	it("takes longer to stop if its containers ignore the signal, and kills them", async () => {
		const { applyChaos, update, seconds, stopped } = await running({ stopTimeout: 60 });
		applyChaos({ kind: "slowStop", delayMs: 600_000 });
		await update({ desiredCount: 0 });
		await seconds(60);
		expect(await stopped()).toMatchObject({ lastStatus: "STOPPING", desiredStatus: "STOPPED" });
		await seconds(10);
		expect(await stopped()).toMatchObject({ lastStatus: "STOPPED", containers: [{ exitCode: 137 }] });
	});

	it("ends its containers with 0 if they handle the signal", async () => {
		const { update, seconds, stopped } = await running();
		await update({ desiredCount: 0 });
		await seconds(20);
		expect(await stopped()).toMatchObject({ lastStatus: "STOPPED", containers: [{ exitCode: 0 }] });
	});

	it("starts later with slow starts", async () => {
		const { applyChaos, update, seconds, service } = await running();
		applyChaos({ kind: "slowStart", delayMs: 100_000 });
		await update({ desiredCount: 2 });
		await seconds(120);
		expect(await service()).toMatchObject({ runningCount: 1, pendingCount: 1 });
		await seconds(20);
		expect(await service()).toMatchObject({ runningCount: 2, pendingCount: 0 });
	});

	it("is hit on Fargate Spot only when Spot reclaims its capacity", async () => {
		const { applyChaos, seconds, tasks, ecs, create, emulated } = await running();
		const providers = ["FARGATE", "FARGATE_SPOT"];
		await ecs.send(
			new PutClusterCapacityProvidersCommand({
				cluster: "default",
				capacityProviders: providers,
				defaultCapacityProviderStrategy: [],
			}),
		);
		const capacityProviderStrategy = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
		await create({ serviceName: "spot", launchType: undefined, capacityProviderStrategy });
		await seconds(60);
		expect(applyChaos({ kind: "spotInterruption" }).taskIds).toEqual([]);
		expect(emulated.applyChaos({ kind: "spotInterruption", count: 1 }).taskIds).toHaveLength(1);
		await seconds(20);
		expect((await tasks("spot", "STOPPED"))[0]).toMatchObject({
			capacityProviderName: "FARGATE_SPOT",
			stopCode: "SpotInterruption",
			stoppedReason: "Your Spot Task was interrupted.",
		});
	});
});

describe("container instances", () => {
	it("stop their tasks when their machine terminates", async () => {
		const account = createAccount({ containerInstances: "none" });
		await account.cluster();
		await account.taskDefinition({
			networkMode: "bridge",
			requiresCompatibilities: ["EC2"],
			cpu: undefined,
			memory: undefined,
			containerDefinitions: [{ name: "web", image: "nginx", memory: 128 }],
		});
		const register = () => account.ecs.send(new RegisterContainerInstanceCommand({}));
		const id = (await register()).containerInstance?.ec2InstanceId ?? "";
		await account.create({ launchType: "EC2", networkConfiguration: undefined });
		await account.seconds(60);
		expect(account.emulated.terminateInstance(id)).toBe(true);
		expect(account.emulated.terminateInstance(id)).toBe(false);
		await account.seconds(20);
		const [task] = await account.tasks("web", "STOPPED");
		expect(task).toMatchObject({
			stopCode: "TerminationNotice",
			stoppedReason: `Host EC2 (instance ${id}) stopped/terminated.`,
		});
		expect(task?.containers?.[0]?.exitCode).toBeUndefined();
		expect((await account.service()).events?.[0]?.message).toBe(
			"(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
		);
		await register();
		await account.seconds(30);
		expect(await account.service()).toMatchObject({ runningCount: 1 });
	});

	it("show the reason of a failed start on the container", async () => {
		const account = createAccount({});
		await account.cluster();
		await account.taskDefinition({
			networkMode: "bridge",
			requiresCompatibilities: ["EC2"],
			cpu: undefined,
			memory: undefined,
			containerDefinitions: [{ name: "web", image: "registry.invalid/web", memory: 128 }],
		});
		await account.create({ launchType: "EC2", networkConfiguration: undefined });
		await account.seconds(120);
		expect((await account.tasks("web", "STOPPED"))[0]).toMatchObject({
			stoppedReason: "Task failed to start",
			containers: [
				{
					reason:
						'CannotPullContainerError: Error response from daemon: Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid: no such host',
				},
			],
		});
	});

	it("are not started while there is no capacity", async () => {
		const account = createAccount({});
		await account.cluster();
		await account.taskDefinition({
			networkMode: "bridge",
			requiresCompatibilities: ["EC2"],
			cpu: undefined,
			memory: undefined,
			containerDefinitions: [{ name: "web", image: "nginx", memory: 128 }],
		});
		const { remove } = account.emulated.applyChaos({ kind: "noCapacity", family: "web" });
		await account.create({ launchType: "EC2", networkConfiguration: undefined });
		await account.seconds(300);
		expect(await account.service()).toMatchObject({ runningCount: 0 });
		remove();
		await account.seconds(60);
		expect(await account.service()).toMatchObject({ runningCount: 1 });
	});
});
