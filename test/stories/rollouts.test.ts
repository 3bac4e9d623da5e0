/** A change that affects a fleet of services: it spreads only as fast as the environment allows, and stops if it fails. */
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { convergence } from "../../src/controller/convergence.ts";
import { doc, environment, fargateDefinition, fargateService } from "../support/manifests.ts";
import { createVirtualWorld, type Files, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const reason = "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found";

/** Six services with one image. */
function fleet(image: string, rollouts: string): Files {
	const more = "deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }";
	const services = names.flatMap((name) => [
		fargateDefinition(name, image),
		fargateService(name, { cluster: "fleet", taskDefinition: name, more }),
	]);
	return {
		"environment.yaml": environment(`rollouts: ${rollouts}`),
		"fleet.yaml": [doc("Cluster", "fleet"), ...services].join("---\n"),
	};
}

async function converged(rollouts: string) {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	evenkeel.accept(fleet("app:1", rollouts));
	await evenkeel.settle();
	return { world, evenkeel };
}

/** The maximum number of services with more than one deployment at once, until everything has reached `end`. */
async function mostAtOnce(world: VirtualWorld, end: () => boolean) {
	let most = 0;
	await world.until(async () => {
		const { services } = await world.ecs.send(new DescribeServicesCommand({ cluster: "fleet", services: names }));
		most = Math.max(most, services?.filter(({ deployments }) => (deployments?.length ?? 0) > 1).length ?? 0);
		return end();
	});
	return most;
}

const deploying = ({ sent }: RunningController) =>
	sent.filter(({ call }) => call.operation === "ecs:UpdateService" && "taskDefinition" in call.input).length;

describe("a change that reaches six services", () => {
	it.each([
		{ rollouts: "{}", most: 6 },
		{ rollouts: "{ maxConcurrent: 2 }", most: 2 },
		{ rollouts: "{ maxConcurrent: 1, stopAfterFailures: 1 }", most: 1 },
	])("reaches all of them with $rollouts, and at most $most at once", async ({ rollouts, most }) => {
		const { world, evenkeel } = await converged(rollouts);
		evenkeel.accept(fleet("app:2", rollouts));
		const synced = () => evenkeel.controller.status().resources.every(({ sync }) => sync === "Synced");
		expect(await mostAtOnce(world, () => synced() && deploying(evenkeel) === 6)).toBe(most);
		await evenkeel.settle();
		expect(deploying(evenkeel)).toBe(6);
		await evenkeel.stop();
	});

	it("shows waiting services what they wait for", async () => {
		const { world, evenkeel } = await converged("{ maxConcurrent: 2 }");
		evenkeel.accept(fleet("app:2", "{ maxConcurrent: 2 }"));
		await world.until(() => deploying(evenkeel) === 2);
		await world.advance(5_000);
		expect(evenkeel.resource("Service/fleet/f")).toMatchObject({
			outcome: "waiting",
			reason: { code: "RolloutLimitReached", params: { maxConcurrent: 2 } },
		});
		await evenkeel.stop();
	});

	it("stops after a failure, and continues once it is reverted, also with a restarted controller", async () => {
		const rollouts = "{ maxConcurrent: 2, stopAfterFailures: 2 }";
		const { world, evenkeel } = await converged(rollouts);
		const takeBack = world.emulator.service("ecs").failTaskStarts({ reason });
		evenkeel.accept(fleet("app:bad", rollouts));
		const waiting = (running: RunningController) =>
			names.filter((name) => running.resource(`Service/fleet/${name}`)?.reason?.code === "RolloutsStopped").length;
		await world.until(() => waiting(evenkeel) === 4);
		await evenkeel.stop();
		const next = world.start();
		next.accept(fleet("app:bad", rollouts));
		await world.until(() => waiting(next) === 4);
		await world.advance(3_600_000);
		expect(deploying(evenkeel) + deploying(next)).toBe(2);
		expect(next.resource("Service/fleet/f")?.reason).toEqual({
			code: "RolloutsStopped",
			params: { failed: "Service/fleet/a", count: 2, limit: 2 },
		});
		takeBack();
		next.accept(fleet("app:3", rollouts));
		await next.settle();
		expect(deploying(next)).toBe(6);
		await next.stop();
	});

	it("reads the deployments of waiting services once, however long they wait", async () => {
		const rollouts = "{ maxConcurrent: 1, stopAfterFailures: 1 }";
		const { world, evenkeel } = await converged(rollouts);
		await world.advance(120_000);
		world.emulator.service("ecs").failTaskStarts({ reason });
		evenkeel.accept(fleet("app:bad", rollouts));
		await world.until(() => evenkeel.resource("Service/fleet/a")?.rollout === "failed");
		await world.advance(120_000);
		const before = world.requests.length;
		await world.advance(1_200_000);
		expect(world.requests.slice(before)).not.toContain("ecs:ListServiceDeployments");
		await evenkeel.stop();
	});

	it("stays stopped after a full resync", async () => {
		const rollouts = "{ maxConcurrent: 1, stopAfterFailures: 1 }";
		const { world, evenkeel } = await converged(rollouts);
		world.emulator.service("ecs").failTaskStarts({ reason });
		evenkeel.accept(fleet("app:bad", rollouts));
		await world.until(() => evenkeel.resource("Service/fleet/a")?.rollout === "failed");
		await world.advance(600_000);
		// A client that waits for the end is notified.
		expect(convergence(evenkeel.controller.status(), { healthy: true })).toMatchObject({
			state: "stuck",
			sentences: expect.arrayContaining([expect.stringMatching(/^Service\/fleet\/f: .*stopAfterFailures/)]),
		});
		await world.advance(3_000_000);
		expect(deploying(evenkeel)).toBe(1);
		await evenkeel.stop();
	});

	it("is fixed only as fast as the environment allows, however many have failed", async () => {
		const { world, evenkeel } = await converged("{}");
		const takeBack = world.emulator.service("ecs").failTaskStarts({ reason });
		evenkeel.accept(fleet("app:bad", "{}"));
		const failed = () => names.every((name) => evenkeel.resource(`Service/fleet/${name}`)?.outcome === "blocked");
		await world.until(failed);
		takeBack();
		evenkeel.accept(fleet("app:3", "{ maxConcurrent: 1, stopAfterFailures: 2 }"));
		const synced = () => evenkeel.controller.status().resources.every(({ sync }) => sync === "Synced");
		expect(await mostAtOnce(world, () => synced() && deploying(evenkeel) === 12)).toBe(1);
		await evenkeel.stop();
	});
});

describe("a change that replaces six services", () => {
	const anew = (launchType: string): Files => {
		const { "environment.yaml": environment = "", "fleet.yaml": all = "" } = fleet("app:1", "{ maxConcurrent: 2 }");
		const replaceable = all
			.replaceAll("[FARGATE]", "[FARGATE, EC2]")
			.replaceAll("kind: Service\n", "kind: Service\npolicy: { replace: [launchType] }\n")
			.replaceAll("launchType: FARGATE", `launchType: ${launchType}`);
		return { "environment.yaml": environment, "fleet.yaml": replaceable };
	};

	async function withAll() {
		const world = createVirtualWorld();
		const evenkeel = world.start();
		evenkeel.accept(anew("FARGATE"));
		await evenkeel.settle();
		return { world, evenkeel };
	}

	/** The services with a running task, and their launch type. */
	async function running({ ecs }: VirtualWorld) {
		const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster: "fleet", services: names }));
		return services.filter(({ status, runningCount }) => status === "ACTIVE" && runningCount === 1);
	}

	it("deletes no more of them at once than the environment allows", async () => {
		const { world, evenkeel } = await withAll();
		evenkeel.accept(anew("EC2"));
		let most = 0;
		await world.until(async () => {
			const up = await running(world);
			most = Math.max(most, names.length - up.length);
			return up.filter(({ launchType }) => launchType === "EC2").length === names.length;
		});
		expect(most).toBe(2);
		await evenkeel.settle();
		await evenkeel.stop();
	});

	it("leaves the others unchanged while AWS rejects the new ones", async () => {
		const { world, evenkeel } = await withAll();
		world.emulator.faults.add({ operation: "ecs:CreateService", fault: "accessDenied" });
		evenkeel.accept(anew("EC2"));
		await world.advance(3_660_000);
		expect(await running(world)).toHaveLength(4);
		expect(evenkeel.resource("Service/fleet/f")).toMatchObject({
			outcome: "waiting",
			reason: { code: "RolloutLimitReached" },
		});
		await evenkeel.stop();
	});
});
