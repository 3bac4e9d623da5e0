/** Rolling deployments: what starts one, how the percentages bound it, and how it fails, rolls back and is remembered. */
import {
	DescribeServiceDeploymentsCommand,
	DescribeServiceRevisionsCommand,
	ListServiceDeploymentsCommand,
	type UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { type Account, createAccount, fargateNetwork, refusalOf } from "./account.ts";

async function running(
	options: { readonly minimum?: number; readonly maximum?: number; readonly count?: number } = {},
) {
	const account = createAccount();
	await account.cluster();
	await account.taskDefinition();
	await account.create({
		desiredCount: options.count ?? 2,
		deploymentConfiguration: {
			minimumHealthyPercent: options.minimum ?? 100,
			maximumPercent: options.maximum ?? 200,
		},
	});
	await account.seconds(120);
	return account;
}

/** Runs the clock and gives the extremes of running tasks and of all tasks that are not stopped. */
async function extremes({ seconds, emulated }: Account, duration: number) {
	let fewestRunning = Number.POSITIVE_INFINITY;
	let most = 0;
	for (let second = 0; second < duration; second++) {
		await seconds(1);
		const { clusters } = emulated.overview() as { clusters: { tasks: { lastStatus: string }[] }[] };
		const alive = clusters[0]?.tasks ?? [];
		fewestRunning = Math.min(fewestRunning, alive.filter((task) => task.lastStatus === "RUNNING").length);
		most = Math.max(most, alive.length);
	}
	return { fewestRunning, most };
}

describe("percentages", () => {
	it.each([
		{ minimum: 100, maximum: 200, count: 2, fewestRunning: 2, most: 4 },
		{ minimum: 0, maximum: 100, count: 1, fewestRunning: 0, most: 1 },
		{ minimum: 50, maximum: 100, count: 4, fewestRunning: 2, most: 4 },
		{ minimum: 50, maximum: 150, count: 3, fewestRunning: 2, most: 4 },
		{ minimum: 100, maximum: 150, count: 2, fewestRunning: 2, most: 3 },
	])("$minimum to $maximum % of $count", async ({ fewestRunning, most, ...options }) => {
		const account = await running(options);
		await account.update({ forceNewDeployment: true });
		expect(await extremes(account, 400)).toEqual({ fewestRunning, most });
		expect(await account.service()).toMatchObject({
			runningCount: options.count,
			deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED" }],
		});
	});

	it("that allow nothing are refused, and those that round to nothing are told", async () => {
		const account = await running({ count: 1 });
		const both = { minimumHealthyPercent: 100, maximumPercent: 100 };
		expect(await refusalOf(account.update({ deploymentConfiguration: both }))).toBe(
			"InvalidParameterException: Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
		);
		await account.update({
			deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 },
			forceNewDeployment: true,
		});
		await account.seconds(300);
		const { events, deployments } = await account.service();
		expect(events?.[0]?.message).toMatch(/^\(service web\) was unable to stop or start tasks during a deployment/);
		expect(deployments).toHaveLength(2);
	});
});

describe("UpdateService", () => {
	it.each<[string, Partial<UpdateServiceCommandInput>, boolean]>([
		["desired count", { desiredCount: 3 }, false],
		["percentages", { deploymentConfiguration: { maximumPercent: 150 } }, false],
		["tags of tasks", { propagateTags: "SERVICE", enableECSManagedTags: true }, false],
		["availability zone rebalancing", { availabilityZoneRebalancing: "DISABLED" }, false],
		["the same task definition", { taskDefinition: "web:1" }, false],
		["the same network", { networkConfiguration: fargateNetwork }, false],
		["another task definition", { taskDefinition: "web:2" }, true],
		["the family, whose newest revision is another", { taskDefinition: "web" }, true],
		[
			"another network",
			{
				networkConfiguration: { awsvpcConfiguration: { ...fargateNetwork.awsvpcConfiguration, subnets: ["subnet-a"] } },
			},
			true,
		],
		["the platform version", { platformVersion: "1.4.0" }, true],
		["nothing, forced", { forceNewDeployment: true }, true],
	])("with %s", async (_what, input, deploys) => {
		const account = await running();
		await account.taskDefinition({ cpu: "512", memory: "1024" });
		const before = (await account.service()).deployments?.[0]?.id;
		const { deployments = [] } = await account.update(input);
		expect(deployments[0]?.id !== before).toBe(deploys);
		expect(deployments.map(({ status }) => status)).toEqual(deploys ? ["PRIMARY", "ACTIVE"] : ["PRIMARY"]);
		expect(deployments[0]?.desiredCount).toBe(deploys ? 0 : 2);
	});

	it("leaves out what stays, and removes by empty lists", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		const namespace = await account.namespace("shop", "HTTP");
		const registry = await account.registry(namespace, { Name: "web" });
		await account.create({ serviceRegistries: [{ registryArn: registry.arn }], enableExecuteCommand: false });
		await account.update({ desiredCount: 2 });
		expect((await account.service()).serviceRegistries).toHaveLength(1);
		await account.seconds(60);
		expect((await account.instances(registry.id)).size).toBe(2);
		await account.update({ serviceRegistries: [] });
		await account.seconds(200);
		expect((await account.service()).serviceRegistries).toEqual([]);
		expect((await account.instances(registry.id)).size).toBe(0);
	});

	it("makes the PRIMARY of an unfinished deployment ACTIVE", async () => {
		const account = await running();
		await account.update({ forceNewDeployment: true });
		await account.seconds(30);
		const { deployments = [] } = await account.update({ forceNewDeployment: true });
		expect(deployments.map(({ status, rolloutState }) => [status, rolloutState])).toEqual([
			["PRIMARY", "IN_PROGRESS"],
			["ACTIVE", "IN_PROGRESS"],
			["ACTIVE", "COMPLETED"],
		]);
		await account.seconds(300);
		expect((await account.service()).deployments).toHaveLength(1);
		const { serviceDeployments } = await account.ecs.send(new ListServiceDeploymentsCommand({ service: "web" }));
		expect(serviceDeployments?.map(({ status }) => status)).toEqual(["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]);
	});

	it("refuses a change of capacity that is not forced", async () => {
		const account = await running();
		const strategy = [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
		expect(await refusalOf(account.update({ capacityProviderStrategy: strategy }))).toMatch(
			/^InvalidParameterException: When switching from launch type to capacity provider strategy/,
		);
		const updated = await account.update({ capacityProviderStrategy: strategy, forceNewDeployment: true });
		expect(updated.launchType).toBeUndefined();
		expect(updated.capacityProviderStrategy).toEqual([{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 }]);
	});
});

describe("tasks that cannot start", () => {
	const reason = "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found";

	it("show AWS's reason, are tried again more and more slowly, and run once they can", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		const heal = account.emulated.failTaskStarts({ service: "web", reason });
		await account.create();
		await account.seconds(600);
		const stopped = await account.tasks("web", "STOPPED");
		expect(stopped.length).toBeGreaterThan(3);
		expect(stopped.length).toBeLessThan(12);
		expect(stopped[0]).toMatchObject({
			stopCode: "TaskFailedToStart",
			stoppedReason: reason,
			containers: [{ reason, lastStatus: "STOPPED" }],
		});
		const { deployments, events } = await account.service();
		expect(deployments).toMatchObject([{ rolloutState: "IN_PROGRESS", runningCount: 0 }]);
		expect(deployments?.[0]?.failedTasks).toBe(stopped.length);
		expect(events?.map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^\(service web\) is unable to consistently start tasks successfully\./),
		);
		heal();
		await account.seconds(1200);
		expect(await account.service()).toMatchObject({
			runningCount: 1,
			deployments: [{ rolloutState: "COMPLETED", failedTasks: 0 }],
		});
	});

	it("make the circuit breaker roll back to the last completed deployment, and AWS remembers it", async () => {
		const account = await running();
		await account.update({
			deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
		});
		const good = (await account.service()).deployments?.[0]?.id;
		await account.taskDefinition({ cpu: "512", memory: "1024" });
		account.emulated.failTaskStarts({ reason, count: 3 });
		const bad = (await account.update({ taskDefinition: "web:2" })).deployments?.[0]?.id;
		await account.seconds(600);
		const { deployments, taskDefinition, events, runningCount } = await account.service();
		expect(taskDefinition).toMatch(/web:1$/);
		expect(runningCount).toBe(2);
		expect(deployments).toMatchObject([{ id: good, status: "PRIMARY", rolloutState: "COMPLETED" }]);
		const messages = events?.map(({ message }) => message);
		expect(messages).toContain(`(service web) (deployment ${bad}) deployment failed: tasks failed to start.`);
		expect(messages).toContain(`(service web) rolling back to deployment ${good}.`);
		const listed = await account.ecs.send(new ListServiceDeploymentsCommand({ service: "web" }));
		const [newest] = listed.serviceDeployments ?? [];
		expect(newest?.status).toBe("ROLLBACK_SUCCESSFUL");
		expect(newest?.targetServiceRevisionArn?.split("/").at(-1)).toBe(bad?.split("/").at(-1));
		const { serviceDeployments } = await account.ecs.send(
			new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [newest?.serviceDeploymentArn ?? ""] }),
		);
		expect(serviceDeployments?.[0]).toMatchObject({
			rollback: { serviceRevisionArn: expect.stringContaining(good?.split("/").at(-1) ?? "?") },
			deploymentCircuitBreaker: { status: "TRIGGERED", failureCount: 3, threshold: 3 },
		});
		const { serviceRevisions } = await account.ecs.send(
			new DescribeServiceRevisionsCommand({ serviceRevisionArns: [newest?.targetServiceRevisionArn ?? ""] }),
		);
		expect(serviceRevisions?.[0]).toMatchObject({
			taskDefinition: expect.stringMatching(/web:2$/),
			containerImages: [{ image: "nginx", imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }],
		});
	});

	it("make a deployment that has nothing to roll back to fail and stay", async () => {
		const account = createAccount();
		await account.cluster();
		await account.taskDefinition();
		account.emulated.failTaskStarts({ family: "web", reason });
		await account.create({
			deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
		});
		await account.seconds(600);
		expect((await account.service()).deployments).toMatchObject([
			{ status: "PRIMARY", rolloutState: "FAILED", failedTasks: 3 },
		]);
		expect(await account.tasks()).toEqual([]);
		const { serviceDeployments } = await account.ecs.send(new ListServiceDeploymentsCommand({ service: "web" }));
		expect(serviceDeployments).toMatchObject([
			{ status: "ROLLBACK_FAILED", statusReason: "No rollback candidate was found to run the rollback." },
		]);
	});
});
