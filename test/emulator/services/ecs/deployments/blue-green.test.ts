/** Tests deployments that shift traffic: blue/green, linear and canary, their stages, hooks and rollbacks. */
import {
	ContinueServiceDeploymentCommand,
	type DeploymentConfiguration,
	type DeploymentLifecycleHookAction,
	DescribeServiceRevisionsCommand,
	StopServiceDeploymentCommand,
} from "@aws-sdk/client-ecs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stagesOf } from "../../../../../src/emulator/services/ecs/deployments/stages.ts";
import { type Account, refusalOf } from "../account.ts";
import { changes, deploymentStatuses, eventTexts, newestDeployment, resting } from "./deploying.ts";

const targetGroup = (name: string) =>
	`arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:targetgroup/${name}/0123456789abcdef`;
const rule = (name: string) =>
	`arn:aws:elasticloadbalancing:ap-northeast-1:111122223333:listener-rule/app/web/1234567890abcdef/1234567890abcdef/${name}`;

const loadBalancers = [
	{
		targetGroupArn: targetGroup("blue"),
		containerName: "web",
		containerPort: 80,
		advancedConfiguration: {
			alternateTargetGroupArn: targetGroup("green"),
			productionListenerRule: rule("production"),
			testListenerRule: rule("test"),
			roleArn: "arn:aws:iam::111122223333:role/shift",
		},
	},
];

const blueGreen: DeploymentConfiguration = { strategy: "BLUE_GREEN", bakeTimeInMinutes: 1 };
const pauseAt = (
	stage: "PRE_SCALE_UP" | "POST_TEST_TRAFFIC_SHIFT" | "PRE_PRODUCTION_TRAFFIC_SHIFT",
	rest: object = {},
) => ({
	lifecycleHooks: [{ targetType: "PAUSE" as const, lifecycleStages: [stage], ...rest }],
});

/** A service with a load balancer whose next deployment is `web:2`. */
const balanced = (configuration: DeploymentConfiguration = blueGreen) => resting(configuration, { loadBalancers });

/** Stage, production weights of green and blue, and running tasks of green and blue. */
async function position(account: Account) {
	const { lifecycleStage, targetServiceRevision: green, sourceServiceRevisions } = await newestDeployment(account);
	const [blue] = sourceServiceRevisions ?? [];
	return [
		lifecycleStage,
		green?.requestedProductionTrafficWeight,
		blue?.requestedProductionTrafficWeight,
		green?.runningTaskCount,
		blue?.runningTaskCount,
	];
}

async function proceed(account: Account, action?: DeploymentLifecycleHookAction) {
	const { serviceDeploymentArn, lifecycleHookDetails } = await newestDeployment(account);
	const hookId = lifecycleHookDetails?.[0]?.hookId;
	await account.ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action }));
}

async function stop(account: Account) {
	const { serviceDeploymentArn } = await newestDeployment(account);
	await account.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: "ROLLBACK" }));
}

describe("BLUE_GREEN", () => {
	it("passes its stages in order, keeps blue until the end of the bake time, and then cleans up", async () => {
		const account = await balanced();
		await account.update({ taskDefinition: "web:2" });
		expect(await changes(account, 250, () => position(account))).toEqual([
			[undefined, 0, 100, 0, 2],
			["PRE_SCALE_UP", 0, 100, 0, 2],
			["SCALE_UP", 0, 100, 0, 2],
			["SCALE_UP", 0, 100, 2, 2],
			["POST_SCALE_UP", 0, 100, 2, 2],
			["TEST_TRAFFIC_SHIFT", 0, 100, 2, 2],
			["POST_TEST_TRAFFIC_SHIFT", 0, 100, 2, 2],
			["PRE_PRODUCTION_TRAFFIC_SHIFT", 0, 100, 2, 2],
			["PRODUCTION_TRAFFIC_SHIFT", 100, 0, 2, 2],
			["POST_PRODUCTION_TRAFFIC_SHIFT", 100, 0, 2, 2],
			["BAKE_TIME", 100, 0, 2, 2],
			["CLEAN_UP", 100, 0, 2, 0],
		]);
		expect(await deploymentStatuses(account)).toEqual(["SUCCESSFUL", "SUCCESSFUL"]);
		expect(await account.service()).toMatchObject({
			runningCount: 2,
			deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED", taskDefinition: expect.stringMatching(/web:2$/) }],
		});
	});

	it("sends test traffic to green from TEST_TRAFFIC_SHIFT on", async () => {
		const account = await balanced();
		await account.update({ taskDefinition: "web:2" });
		const seen = await changes(account, 200, async () => {
			const { lifecycleStage, targetServiceRevision } = await newestDeployment(account);
			return targetServiceRevision?.requestedTestTrafficWeight === 100 ? lifecycleStage : undefined;
		});
		expect(seen.slice(0, 2)).toEqual([undefined, "TEST_TRAFFIC_SHIFT"]);
	});

	it("replaces a stopped blue task while green starts", async () => {
		const account = await balanced({ ...blueGreen, bakeTimeInMinutes: 60 });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(200);
		const blue = (await account.tasks()).find((task) => task.taskDefinitionArn?.endsWith("web:1"));
		account.emulated.killTask(blue?.taskArn?.split("/").at(-1) ?? "");
		await account.seconds(100);
		const { deployments } = await account.service();
		expect(deployments).toMatchObject([{ runningCount: 2 }, { runningCount: 2, desiredCount: 2 }]);
	});

	it("alternates between the two target groups", async () => {
		const account = await balanced();
		const used = async () => {
			const arn = (await newestDeployment(account)).targetServiceRevision?.arn ?? "";
			const { serviceRevisions } = await account.ecs.send(
				new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] }),
			);
			return serviceRevisions?.[0]?.resolvedConfiguration?.loadBalancers;
		};
		const resolved = (name: string) => [
			{ targetGroupArn: targetGroup(name), productionListenerRule: rule("production") },
		];
		expect(await used()).toEqual(resolved("blue"));
		for (const name of ["green", "blue"]) {
			await account.update({ forceNewDeployment: true });
			await account.seconds(600);
			expect(await used()).toEqual(resolved(name));
		}
	});

	it("of a headless service passes the stages without traffic to shift", async () => {
		const account = await resting(blueGreen);
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(100);
		expect(await position(account)).toEqual([expect.any(String), undefined, undefined, 2, 2]);
		await account.seconds(300);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
	});

	it("that overtakes another one begins with RECONCILE_SERVICE, which keeps only the serving revision", async () => {
		const account = await balanced();
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(90);
		await account.update({ forceNewDeployment: true });
		const stages = await changes(account, 250, async () => (await newestDeployment(account)).lifecycleStage);
		expect(stages.slice(0, 4)).toEqual([undefined, "RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP"]);
		await account.seconds(300);
		expect(await deploymentStatuses(account)).toEqual(["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]);
		expect((await account.service()).deployments).toMatchObject([{ runningCount: 2 }]);
	});
});

describe("LINEAR and CANARY", () => {
	it.each<[string, DeploymentConfiguration, number[]]>([
		["LINEAR", { linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 1 } }, [0, 30, 60, 90, 100]],
		["LINEAR", { linearConfiguration: { stepPercent: 33.3, stepBakeTimeInMinutes: 1 } }, [0, 33.3, 66.6, 99.9, 100]],
		["LINEAR", {}, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]],
		["CANARY", { canaryConfiguration: { canaryPercent: 2.5, canaryBakeTimeInMinutes: 3 } }, [0, 2.5, 100]],
		["CANARY", {}, [0, 5, 100]],
	])("%s with %o shifts %j percent in sequence", async (strategy, configuration, expected) => {
		const account = await balanced({ strategy: strategy as "LINEAR", bakeTimeInMinutes: 1, ...configuration });
		await account.update({ taskDefinition: "web:2" });
		const weights: (number | undefined)[] = [];
		for (let tick = 0; tick < 180; tick++) {
			const { targetServiceRevision } = await newestDeployment(account);
			const weight = targetServiceRevision?.requestedProductionTrafficWeight;
			if (weight !== weights.at(-1)) weights.push(weight);
			await account.seconds(25);
		}
		expect(weights).toEqual(expected);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
	});

	it("pause before every step, each time with another hook ID", async () => {
		const account = await balanced({
			strategy: "CANARY",
			canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 },
			...pauseAt("PRE_PRODUCTION_TRAFFIC_SHIFT", {
				timeoutConfiguration: { timeoutInMinutes: 30, action: "CONTINUE" },
			}),
		});
		await account.update({ taskDefinition: "web:2" });
		const seen: unknown[] = [];
		for (const weight of [0, 10]) {
			await account.seconds(200);
			const { lifecycleHookDetails, targetServiceRevision } = await newestDeployment(account);
			expect(targetServiceRevision?.requestedProductionTrafficWeight).toBe(weight);
			expect(lifecycleHookDetails).toMatchObject([{ targetType: "PAUSE", status: "AWAITING_ACTION" }]);
			seen.push(lifecycleHookDetails?.[0]?.hookId);
			await proceed(account);
		}
		expect(new Set(seen).size).toBe(2);
		await account.seconds(300);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
	});
});

describe("the stages of any deployment", () => {
	const configurations: fc.Arbitrary<DeploymentConfiguration> = fc.record({
		strategy: fc.constantFrom("ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"),
		bakeTimeInMinutes: fc.nat(1440),
		linearConfiguration: fc.record({
			stepPercent: fc.integer({ min: 30, max: 1000 }).map((tenths) => tenths / 10),
			stepBakeTimeInMinutes: fc.nat(1440),
		}),
		canaryConfiguration: fc.record({
			canaryPercent: fc.integer({ min: 1, max: 1000 }).map((tenths) => tenths / 10),
			canaryBakeTimeInMinutes: fc.nat(1440),
		}),
	});

	it("shift increasing traffic until green has all of it, and end with clean-up", () => {
		fc.assert(
			fc.property(configurations, fc.nat(3), (configuration, sources) => {
				const stages = stagesOf(configuration, sources);
				const weights = stages.map(({ productionWeight }) => productionWeight);
				expect(weights).toEqual([...weights].sort((a, b) => a - b));
				expect(stages.at(-1)).toMatchObject({
					name: "CLEAN_UP",
					productionWeight: configuration.strategy === "ROLLING" ? 0 : 100,
				});
				expect(stages.some(({ name }) => name === "RECONCILE_SERVICE")).toBe(sources > 1);
				const [lastShift] = stages.filter(({ name }) => name === "PRODUCTION_TRAFFIC_SHIFT").slice(-1);
				// There is no bake time after green has all traffic.
				expect(lastShift?.durationMs ?? 0).toBeLessThan(60_000);
			}),
		);
	});
});

describe("lifecycle hooks", () => {
	const lambda = "arn:aws:lambda:ap-northeast-1:111122223333:function:check";
	const lambdaAt = (stage: "PRE_SCALE_UP" | "TEST_TRAFFIC_SHIFT") => ({
		...blueGreen,
		lifecycleHooks: [
			{ hookTargetArn: lambda, roleArn: "arn:aws:iam::111122223333:role/hooks", lifecycleStages: [stage] },
		],
	});

	it("of Lambda succeed, and are shown during their stage", async () => {
		const account = await balanced(lambdaAt("PRE_SCALE_UP"));
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(2);
		expect((await newestDeployment(account)).lifecycleHookDetails).toMatchObject([
			{ targetType: "AWS_LAMBDA", targetArn: lambda, status: "SUCCEEDED" },
		]);
		await account.seconds(600);
		const { status, lifecycleHookDetails } = await newestDeployment(account);
		expect({ status, lifecycleHookDetails }).toEqual({ status: "SUCCESSFUL", lifecycleHookDetails: undefined });
	});

	it("that fail roll the deployment back and are named in the reason", async () => {
		const account = await balanced(lambdaAt("TEST_TRAFFIC_SHIFT"));
		account.emulated.failLifecycleHook(lambda);
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(300);
		const reason = `Service deployment rolled back because TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target ${lambda} returned FAILED status.`;
		expect(await newestDeployment(account)).toMatchObject({ status: "ROLLBACK_SUCCESSFUL", statusReason: reason });
		expect(await eventTexts(account)).toContain(`(service web) (deployment ecs-svc/N) deployment failed: ${reason}`);
		expect(await account.service()).toMatchObject({
			taskDefinition: expect.stringMatching(/web:1$/),
			deployments: [{ runningCount: 2, rolloutState: "COMPLETED" }],
		});
	});

	it("that pause show an ID, their expiry, and the timeout action", async () => {
		const account = await balanced();
		await account.update({ taskDefinition: "web:2", deploymentConfiguration: pauseAt("POST_TEST_TRAFFIC_SHIFT") });
		await account.seconds(200);
		const { lifecycleStage, lifecycleHookDetails } = await newestDeployment(account);
		expect(lifecycleStage).toBe("POST_TEST_TRAFFIC_SHIFT");
		expect(lifecycleHookDetails).toEqual([
			{
				hookId: expect.stringMatching(/^ecs-pause-[\w-]{43}$/),
				targetType: "PAUSE",
				status: "AWAITING_ACTION",
				expiresAt: expect.any(Date),
				timeoutAction: "ROLLBACK",
			},
		]);
		await proceed(account);
		await account.seconds(400);
		expect((await newestDeployment(account)).status).toBe("SUCCESSFUL");
	});

	it("that pause roll back on request", async () => {
		const account = await balanced();
		await account.update({ taskDefinition: "web:2", deploymentConfiguration: pauseAt("POST_TEST_TRAFFIC_SHIFT") });
		await account.seconds(200);
		await proceed(account, "ROLLBACK");
		await account.seconds(100);
		expect((await newestDeployment(account)).status).toBe("ROLLBACK_SUCCESSFUL");
	});

	it.each([
		["ROLLBACK", "ROLLBACK_SUCCESSFUL"],
		["CONTINUE", "SUCCESSFUL"],
	] as const)("that pause without an answer %s at their timeout", async (action, status) => {
		const account = await balanced();
		await account.update({
			taskDefinition: "web:2",
			deploymentConfiguration: pauseAt("POST_TEST_TRAFFIC_SHIFT", {
				timeoutConfiguration: { timeoutInMinutes: 10, action },
			}),
		});
		await account.seconds(500);
		expect((await newestDeployment(account)).status).toBe("IN_PROGRESS");
		await account.seconds(600);
		const { status: end, statusReason } = await newestDeployment(account);
		expect(end).toBe(status);
		expect(statusReason).toBe(
			action === "ROLLBACK"
				? "Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT pause hook timed out."
				: undefined,
		);
	});
});

describe("ContinueServiceDeployment rejects", () => {
	const proceedWith = async ({ ecs }: Account, serviceDeploymentArn: string | undefined, hookId: string) =>
		refusalOf(ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId })));

	it("malformed IDs, IDs of no hook, and deployments that are over or do not exist", async () => {
		const account = await balanced();
		const { serviceDeploymentArn: over } = await newestDeployment(account);
		expect(await proceedWith(account, over, "ecs-pause-abc")).toBe(
			"InvalidParameterException: Continuing a service deployment is not allowed for service deployment in terminal states.",
		);
		expect(await proceedWith(account, `${over}x`, "ecs-pause-abc")).toBe(
			"ServiceDeploymentNotFoundException: The service deployment does not exist.",
		);
		await account.update({ taskDefinition: "web:2", deploymentConfiguration: pauseAt("PRE_SCALE_UP") });
		await account.seconds(20);
		const { serviceDeploymentArn: paused, lifecycleHookDetails } = await newestDeployment(account);
		expect(await proceedWith(account, paused, "hook")).toBe(
			"InvalidParameterException: Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}",
		);
		const gone =
			"InvalidParameterException: Provided hookId is either completed, unavailable, or not associated with the given Resource ARN";
		expect(await proceedWith(account, paused, "ecs-pause-abc")).toBe(gone);
		await proceed(account);
		expect(await proceedWith(account, paused, lifecycleHookDetails?.[0]?.hookId ?? "")).toBe(gone);
	});
});

describe("the rollback of a blue/green deployment", () => {
	it("in the bake time shifts traffic without starting blue tasks", async () => {
		const account = await balanced({ ...blueGreen, bakeTimeInMinutes: 60 });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(300);
		const blue = (await account.tasks()).filter((task) => task.taskDefinitionArn?.endsWith("web:1"));
		await stop(account);
		await account.seconds(2);
		expect(await newestDeployment(account)).toMatchObject({
			status: "ROLLBACK_IN_PROGRESS",
			targetServiceRevision: { requestedProductionTrafficWeight: 0 },
			sourceServiceRevisions: [{ requestedProductionTrafficWeight: 100 }],
		});
		await account.seconds(60);
		expect((await newestDeployment(account)).status).toBe("ROLLBACK_SUCCESSFUL");
		expect((await account.tasks()).map((task) => task.taskArn)).toEqual(blue.map((task) => task.taskArn));
	});

	it("is started by the circuit breaker", async () => {
		const account = await balanced({
			...blueGreen,
			deploymentCircuitBreaker: { enable: true, rollback: true },
		});
		account.emulated.failTaskStarts({ family: "web", reason: "ResourceInitializationError: no secret" });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(600);
		expect(await newestDeployment(account)).toMatchObject({
			status: "ROLLBACK_SUCCESSFUL",
			statusReason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
		});
		expect((await account.service()).runningCount).toBe(2);
	});

	it("is started by alarms during the bake time", async () => {
		const account = await balanced({
			...blueGreen,
			bakeTimeInMinutes: 60,
			alarms: { alarmNames: ["errors"], enable: true, rollback: true },
		});
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(300);
		expect((await newestDeployment(account)).lifecycleStage).toBe("BAKE_TIME");
		account.emulated.setAlarm("errors", true);
		await account.seconds(60);
		expect((await newestDeployment(account)).status).toBe("ROLLBACK_SUCCESSFUL");
	});

	it("starts after a stage takes longer than a day", async () => {
		const account = await balanced();
		account.emulated.failTaskStarts({ family: "web", reason: "ResourceInitializationError: no secret" });
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(86_000);
		expect((await newestDeployment(account)).status).toBe("IN_PROGRESS");
		await account.seconds(1_000);
		expect((await newestDeployment(account)).status).toBe("ROLLBACK_SUCCESSFUL");
	});

	it("does not happen if disabled: blue keeps its tasks and its traffic", async () => {
		const account = await balanced({
			...blueGreen,
			alarms: { alarmNames: ["errors"], enable: true, rollback: false },
		});
		await account.update({ taskDefinition: "web:2" });
		await account.seconds(75);
		account.emulated.setAlarm("errors", true);
		await account.seconds(600);
		expect(await newestDeployment(account)).toMatchObject({
			status: "STOPPED",
			sourceServiceRevisions: [{ requestedProductionTrafficWeight: 100 }],
		});
		expect((await account.service()).deployments).toMatchObject([
			{ status: "PRIMARY", rolloutState: "FAILED" },
			{ status: "ACTIVE", runningCount: 2 },
		]);
	});
});
