/** Tests service deployments: their statuses from start to end, and early ends by users, circuit breaker and alarms. */
import {
	ContinueServiceDeploymentCommand,
	DeleteServiceCommand,
	DescribeServiceDeploymentsCommand,
	DescribeServiceRevisionsCommand,
	ListServiceDeploymentsCommand,
	type ListServiceDeploymentsCommandInput,
	StopServiceDeploymentCommand,
	type StopServiceDeploymentStopType,
	type ThresholdConfiguration,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { type Account, createAccount, refusalOf } from "../account.ts";
import { changes, deploymentStatuses, eventTexts, newestDeployment, resting } from "./deploying.ts";

const reason = "CannotPullContainerError: not found";

async function stop({ ecs, service }: Account, stopType: StopServiceDeploymentStopType = "ROLLBACK") {
	const { currentServiceDeployment: serviceDeploymentArn } = await service();
	return ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));
}

describe("a service deployment", () => {
	it("starts PENDING, is IN_PROGRESS after the scheduler starts it, and ends SUCCESSFUL", async () => {
		const account = await resting();
		await account.update({ taskDefinition: "web:2" });
		const seen = await changes(account, 300, async () => {
			const { status, startedAt, finishedAt } = await newestDeployment(account);
			return [status, startedAt !== undefined, finishedAt !== undefined];
		});
		expect(seen).toEqual([
			["PENDING", false, false],
			["IN_PROGRESS", true, false],
			["SUCCESSFUL", true, true],
		]);
	});

	it("identifies source and target revisions by the digits of their deployments, and keeps its final counts", async () => {
		const account = await resting();
		const [source] = (await account.service()).deployments ?? [];
		const [target] = (await account.update({ taskDefinition: "web:2" })).deployments ?? [];
		await account.seconds(45);
		const digits = (id = "") => id.slice("ecs-svc/".length);
		expect(await newestDeployment(account)).toMatchObject({
			sourceServiceRevisions: [{ arn: expect.stringContaining(digits(source?.id)), runningTaskCount: 2 }],
			targetServiceRevision: {
				arn: expect.stringContaining(digits(target?.id)),
				requestedTaskCount: 2,
				runningTaskCount: 2,
				pendingTaskCount: 0,
			},
		});
		await account.seconds(300);
		await account.update({ desiredCount: 0 });
		await account.seconds(100);
		expect(await newestDeployment(account)).toMatchObject({
			sourceServiceRevisions: [{ runningTaskCount: 0 }],
			targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2 },
		});
	});

	it("of a rolling update shows neither a lifecycle stage nor traffic weights", async () => {
		const account = await resting();
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(30);
		const deployment = await newestDeployment(account);
		expect(deployment.lifecycleStage).toBeUndefined();
		expect(deployment.targetServiceRevision).not.toHaveProperty("requestedProductionTrafficWeight");
	});

	it("is STOPPED by a newer one, whose sources are both older deployments", async () => {
		const account = await resting();
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(20);
		await account.update({ forceNewDeployment: true });
		expect((await newestDeployment(account)).sourceServiceRevisions).toHaveLength(2);
		await account.seconds(300);
		expect(await deploymentStatuses(account)).toEqual(["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]);
	});

	it("is deleted with its service", async () => {
		const account = await resting();
		const { serviceDeploymentArn = "", targetServiceRevision } = await newestDeployment(account);
		await account.ecs.send(new DeleteServiceCommand({ service: "web", force: true }));
		await account.seconds(60);
		expect(
			await account.ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] })),
		).toMatchObject({ serviceDeployments: [], failures: [{ arn: serviceDeploymentArn, reason: "MISSING" }] });
		const { failures } = await account.ecs.send(
			new DescribeServiceRevisionsCommand({ serviceRevisionArns: [targetServiceRevision?.arn ?? ""] }),
		);
		expect(failures).toMatchObject([{ reason: "MISSING" }]);
	});
});

describe("ListServiceDeployments", () => {
	it("is filtered by status and creation time, newest first, in pages", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		await account.create();
		const times: Date[] = [];
		for (let count = 0; count < 4; count++) {
			await account.seconds(200);
			times.push(new Date(account.clock.now()));
			await account.update({ forceNewDeployment: true });
		}
		const list = async (input: Partial<ListServiceDeploymentsCommandInput> = {}) => {
			const page = await account.ecs.send(new ListServiceDeploymentsCommand({ service: "web", ...input }));
			return { created: page.serviceDeployments?.map(({ createdAt }) => createdAt), nextToken: page.nextToken };
		};
		expect((await list()).created).toHaveLength(5);
		expect((await list({ status: ["PENDING"] })).created).toEqual([times[3]]);
		expect((await list({ status: ["STOPPED"] })).created).toEqual([]);
		expect((await list({ createdAt: { after: times[2] } })).created).toEqual([times[3], times[2]]);
		expect((await list({ createdAt: { before: times[0] } })).created).toHaveLength(2);
		const first = await list({ maxResults: 2 });
		expect(first.created).toEqual([times[3], times[2]]);
		const second = await list({ maxResults: 2, nextToken: first.nextToken });
		expect(second.created).toEqual([times[1], times[0]]);
		const third = await list({ maxResults: 2, nextToken: second.nextToken });
		expect(third.created).toHaveLength(1);
		expect(third.nextToken).toBeUndefined();
	});

	it("returns an error for a missing service and for page sizes above 100", async () => {
		const { ecs } = await resting();
		const list = (input: ListServiceDeploymentsCommandInput) =>
			refusalOf(ecs.send(new ListServiceDeploymentsCommand(input)));
		expect(await list({ service: "none" })).toBe("ServiceNotFoundException: Service not found.");
		expect(await list({ service: "web", maxResults: 101 })).toMatch(/^InvalidParameterException: /);
	});
});

describe("StopServiceDeployment", () => {
	it("with ROLLBACK passes ROLLBACK_REQUESTED and ROLLBACK_IN_PROGRESS to ROLLBACK_SUCCESSFUL, configured or not", async () => {
		const account = await resting();
		const before = (await account.service()).deployments?.[0]?.id;
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(45);
		await stop(account);
		const seen = await changes(account, 300, async () => (await newestDeployment(account)).status);
		expect(seen).toEqual(["ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL"]);
		expect(await account.service()).toMatchObject({
			taskDefinition: expect.stringMatching(/web:1$/),
			runningCount: 2,
			deployments: [{ id: before, status: "PRIMARY", rolloutState: "COMPLETED" }],
		});
		expect(await newestDeployment(account)).toMatchObject({
			rollback: { serviceRevisionArn: expect.stringContaining(before?.slice("ecs-svc/".length) ?? "?") },
		});
		expect(await eventTexts(account)).toContain("(service web) rolling back to deployment ecs-svc/N.");
	});

	it("does not change a deployment that already rolls back", async () => {
		const account = await resting();
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(20);
		await stop(account);
		await stop(account);
		await account.seconds(5);
		expect((await newestDeployment(account)).status).toBe("ROLLBACK_IN_PROGRESS");
		await stop(account);
		await account.seconds(300);
		expect((await newestDeployment(account)).status).toBe("ROLLBACK_SUCCESSFUL");
	});

	it("is rejected for a finished or missing deployment", async () => {
		const account = await resting();
		expect(await refusalOf(stop(account))).toMatch(/^ConflictException: .*terminal states\.$/);
		const serviceDeploymentArn = "arn:aws:ecs:ap-northeast-1:111122223333:service-deployment/default/web/none";
		expect(await refusalOf(account.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn })))).toBe(
			"ServiceDeploymentNotFoundException: The service deployment does not exist.",
		);
	});

	it("fails for the first deployment with ROLLBACK_FAILED", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		await account.create();
		await stop(account);
		await account.seconds(60);
		expect(await newestDeployment(account)).toMatchObject({
			status: "ROLLBACK_FAILED",
			statusReason: "No rollback candidate was found to run the rollback.",
		});
		expect((await account.service()).deployments).toMatchObject([{ rolloutState: "FAILED" }]);
	});

	it("with ABORT passes STOP_REQUESTED to STOPPED, and started tasks stay", async () => {
		const account = await resting({ minimumHealthyPercent: 100, maximumPercent: 150 });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(10);
		await stop(account, "ABORT");
		const seen = await changes(account, 300, async () => (await newestDeployment(account)).status);
		expect(seen).toEqual(["STOP_REQUESTED", "STOPPED"]);
		expect((await account.service()).deployments).toMatchObject([
			{ status: "PRIMARY", rolloutState: "FAILED", runningCount: 1 },
			{ status: "ACTIVE", runningCount: 1 },
		]);
	});
});

describe("the circuit breaker", () => {
	it.each<[number, ThresholdConfiguration | undefined, number]>([
		[1, undefined, 3],
		[20, undefined, 10],
		[500, undefined, 200],
		[1, { type: "BOUNDED_PERCENT", value: 100 }, 3],
		[20, { type: "BOUNDED_PERCENT", value: 25 }, 5],
		[1, { type: "UNBOUNDED_PERCENT", value: 50 }, 1],
		[500, { type: "UNBOUNDED_PERCENT", value: 50 }, 250],
		[1, { type: "COUNT", value: 7 }, 7],
		[500, { type: "COUNT", value: 1 }, 1],
	])(
		"of a service of %d tasks with %o has the threshold %d",
		async (desiredCount, thresholdConfiguration, threshold) => {
			const account = createAccount();
			await account.cluster();
			await account.taskDefinition();
			await account.create({
				desiredCount,
				deploymentConfiguration: {
					deploymentCircuitBreaker: {
						enable: true,
						rollback: true,
						...(thresholdConfiguration && { thresholdConfiguration }),
					},
				},
			});
			expect((await newestDeployment(account)).deploymentCircuitBreaker).toEqual({
				status: "MONITORING",
				failureCount: 0,
				threshold,
			});
		},
	);

	it("without rollback stops the deployment, which starts no more tasks, and keeps the older one", async () => {
		const account = await resting({ deploymentCircuitBreaker: { enable: true, rollback: false } });
		account.emulated.failTaskStarts({ reason, family: "web" });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(600);
		expect((await account.service()).deployments).toMatchObject([
			{
				status: "PRIMARY",
				rolloutState: "FAILED",
				rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
				runningCount: 0,
				pendingCount: 0,
			},
			{ status: "ACTIVE", rolloutState: "COMPLETED", runningCount: 2 },
		]);
		const { status, stoppedAt, deploymentCircuitBreaker } = await newestDeployment(account);
		expect(status).toBe("STOPPED");
		expect(stoppedAt).toBeDefined();
		expect(deploymentCircuitBreaker?.status).toBe("TRIGGERED");
	});

	it("counts tasks with failed health checks", async () => {
		const account = await resting({ deploymentCircuitBreaker: { enable: true, rollback: true } });
		const healthCheck = { command: ["CMD-SHELL", "exit 1"], interval: 5, retries: 1 };
		await account.taskDefinition({ containerDefinitions: [{ name: "web", image: "nginx", healthCheck }] });
		await account.update({ taskDefinition: "web:3" });
		await account.seconds(900);
		expect(await newestDeployment(account)).toMatchObject({
			status: "ROLLBACK_SUCCESSFUL",
			deploymentCircuitBreaker: { status: "TRIGGERED", failureCount: expect.toSatisfy((count) => count >= 3) },
		});
		expect((await account.service()).taskDefinition).toMatch(/web:1$/);
	});

	it("is MONITORING_COMPLETE after a successful deployment, and DISABLED if it is off", async () => {
		const on = await resting({ deploymentCircuitBreaker: { enable: true, rollback: true } });
		expect((await newestDeployment(on)).deploymentCircuitBreaker?.status).toBe("MONITORING_COMPLETE");
		const off = await resting();
		expect((await newestDeployment(off)).deploymentCircuitBreaker?.status).toBe("DISABLED");
	});

	it.each([
		[true, 0],
		[false, 2],
	])("with resetOnHealthyTask %s counts %d failures after a task became healthy", async (resetOnHealthyTask, count) => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		account.emulated.failTaskStarts({ reason, count: 2 });
		await account.create({
			deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false, resetOnHealthyTask } },
		});
		await account.seconds(40);
		expect((await account.service()).deployments?.[0]?.failedTasks).toBe(1);
		await account.seconds(300);
		expect((await account.service()).deployments).toMatchObject([{ rolloutState: "COMPLETED", failedTasks: count }]);
	});
});

describe("deployment alarms", () => {
	const alarms = { alarmNames: ["errors"], enable: true, rollback: true };

	it("roll the deployment back when one goes into ALARM", async () => {
		const account = await resting({ alarms });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(30);
		expect((await newestDeployment(account)).alarms).toEqual({
			status: "MONITORING",
			alarmNames: ["errors"],
			triggeredAlarmNames: [],
		});
		account.emulated.setAlarm("errors", true);
		await account.seconds(300);
		expect(await newestDeployment(account)).toMatchObject({
			status: "ROLLBACK_SUCCESSFUL",
			alarms: { status: "TRIGGERED", triggeredAlarmNames: ["errors"] },
		});
		expect(await eventTexts(account)).toContain(
			"(service web) (deployment ecs-svc/N) deployment failed: alarm detected.",
		);
		expect((await account.service()).taskDefinition).toMatch(/web:1$/);
	});

	it("are ignored by a deployment that started while they were in ALARM, so that a fix can be deployed", async () => {
		const account = await resting({ alarms });
		account.emulated.setAlarm("errors", true);
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(30);
		account.emulated.setAlarm("errors", true);
		await account.seconds(300);
		expect(await newestDeployment(account)).toMatchObject({
			status: "SUCCESSFUL",
			alarms: { status: "MONITORING_COMPLETE" },
		});
	});

	it("are monitored through the bake time of a rolling update, and not afterwards", async () => {
		const account = await resting({ alarms, bakeTimeInMinutes: 10 });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(500);
		expect(await account.service()).toMatchObject({ runningCount: 2 });
		expect((await newestDeployment(account)).status).toBe("IN_PROGRESS");
		await account.seconds(300);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
		account.emulated.setAlarm("errors", true);
		await account.seconds(300);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
	});
});

describe("early success criteria", () => {
	it.each(["BLOCKING", "DEFERRED"] as const)(
		"complete a deployment with a share of healthy tasks, and with %s cleanup",
		async (sourceServiceRevisionCleanup) => {
			const account = await resting(
				{
					minimumHealthyPercent: 50,
					maximumPercent: 150,
					earlySuccessCriteria: { enable: true, healthyPercent: 50, sourceServiceRevisionCleanup },
				},
				{ desiredCount: 3 },
			);
			await account.update({ taskDefinition: "web:2" });
			let seen: unknown;
			for (let second = 0; second < 400 && !seen; second++) {
				await account.seconds(1);
				const { status } = await newestDeployment(account);
				const { deployments = [] } = await account.service();
				if (status === "SUCCESSFUL") seen = deployments.map((deployment) => deployment.status);
			}
			const healthyAfterMs = 40_000;
			const healthy = (await account.tasks()).filter(
				({ taskDefinitionArn, startedAt }) =>
					taskDefinitionArn?.endsWith("web:2") &&
					startedAt &&
					startedAt.getTime() + healthyAfterMs <= account.clock.now(),
			);
			// Half of three tasks, rounded up.
			expect(healthy.length).toBeGreaterThanOrEqual(2);
			expect(seen).toEqual(sourceServiceRevisionCleanup === "DEFERRED" ? ["PRIMARY", "ACTIVE"] : ["PRIMARY"]);
			await account.seconds(300);
			expect(await account.service()).toMatchObject({ runningCount: 3, deployments: [{ runningCount: 3 }] });
		},
	);
});

describe("pause hooks in a rolling update", () => {
	const pause = (stage: "PRE_SCALE_UP" | "POST_SCALE_UP") => ({
		lifecycleHooks: [{ targetType: "PAUSE" as const, lifecycleStages: [stage] }],
	});
	const proceed = async (account: Account) => {
		const { serviceDeploymentArn, lifecycleHookDetails } = await newestDeployment(account);
		const hookId = lifecycleHookDetails?.[0]?.hookId;
		await account.ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId }));
	};

	it("pause it before its first task", async () => {
		const account = await resting();
		await account.update({ taskDefinition: "web:2", deploymentConfiguration: pause("PRE_SCALE_UP") });
		await account.seconds(600);
		expect((await account.service()).deployments).toMatchObject([{ runningCount: 0 }, { runningCount: 2 }]);
		await proceed(account);
		await account.seconds(300);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
	});

	it("pause it at its end", async () => {
		const account = await resting();
		await account.update({ taskDefinition: "web:2", deploymentConfiguration: pause("POST_SCALE_UP") });
		await account.seconds(600);
		expect((await newestDeployment(account)).status).toBe("IN_PROGRESS");
		await proceed(account);
		await account.seconds(10);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
	});
});
