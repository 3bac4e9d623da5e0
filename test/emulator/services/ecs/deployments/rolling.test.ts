/** Tests rolling deployments: triggers, percentages, failures, rollbacks and history. */
import {
	DescribeServiceDeploymentsCommand,
	DescribeServiceRevisionsCommand,
	ListServiceDeploymentsCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { type Account, createAccount, refusalOf } from "../account.ts";

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

/** Runs the clock and returns the extremes of running tasks and of all tasks that are not stopped. */
async function extremes({ seconds, state }: Account, duration: number) {
	let fewestRunning = Number.POSITIVE_INFINITY;
	let most = 0;
	for (let second = 0; second < duration; second++) {
		await seconds(1);
		const { clusters } = (await state()) as { clusters: { tasks: { lastStatus: string }[] }[] };
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

	it("that allow nothing are rejected, and those that round to nothing are reported", async () => {
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

describe("tasks that cannot start", () => {
	const reason = "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found";

	it("show AWS's reason, are retried with growing delays, and run once they can", async () => {
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

	it("make the circuit breaker roll back to the last completed deployment, and AWS records it", async () => {
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

	it("fail a deployment without rollback target, which stays", async () => {
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
