/** A change that reaches a fleet of services: it spreads no faster than the environment says, and stops where it fails. */
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { convergence } from "../../src/controller/convergence.ts";
import { createVirtualWorld, type Files, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const reason = "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found";

/** Six services of one image. */
function fleet(image: string, rollouts: string): Files {
	const service = (name: string) => `---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: ${name} }
spec:
  requiresCompatibilities: [FARGATE]
  networkMode: awsvpc
  cpu: "256"
  memory: "512"
  containerDefinitions: [{ name: app, image: "${image}" }]
---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata: { name: ${name} }
spec:
  cluster: fleet
  taskDefinition: ${name}
  launchType: FARGATE
  desiredCount: 1
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }
  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-a] } }
`;
	return {
		"environment.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: prod }
spec: { owner: test, rollouts: ${rollouts} }
`,
		"fleet.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: fleet }
spec: {}
${names.map(service).join("")}`,
	};
}

async function converged(rollouts: string) {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	evenkeel.accept(fleet("app:1", rollouts));
	await evenkeel.settle();
	return { world, evenkeel };
}

/** The most services that have had more than one deployment at once, until everything has come to `end`. */
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

	it("says to those that wait what they wait for", async () => {
		const { world, evenkeel } = await converged("{ maxConcurrent: 2 }");
		evenkeel.accept(fleet("app:2", "{ maxConcurrent: 2 }"));
		await world.until(() => deploying(evenkeel) === 2);
		await world.advance(5_000);
		expect(evenkeel.resource("Service/fleet/f")).toMatchObject({
			outcome: "wait",
			reason: expect.stringMatching(/waits for its turn: the environment allows 2 rollouts at once .*maxConcurrent/),
		});
		await evenkeel.stop();
	});

	it("stops after a failure, and goes on once that is reverted, also with a controller that was restarted", async () => {
		const rollouts = "{ maxConcurrent: 2, stopAfterFailures: 2 }";
		const { world, evenkeel } = await converged(rollouts);
		const takeBack = world.emulator.tasks.failTaskStarts({ reason });
		evenkeel.accept(fleet("app:bad", rollouts));
		const waiting = (running: RunningController) =>
			names.filter((name) => running.resource(`Service/fleet/${name}`)?.reason.includes("stopAfterFailures")).length;
		await world.until(() => waiting(evenkeel) === 4);
		await evenkeel.stop();
		const next = world.start();
		next.accept(fleet("app:bad", rollouts));
		await world.until(() => waiting(next) === 4);
		await world.advance(3_600_000);
		expect(deploying(evenkeel) + deploying(next)).toBe(2);
		expect(next.resource("Service/fleet/f")?.reason).toMatch(
			/rollout of Service\/fleet\/a and of 1 other Service resources has failed/,
		);
		takeBack();
		next.accept(fleet("app:3", rollouts));
		await next.settle();
		expect(deploying(next)).toBe(6);
		await next.stop();
	});

	it("stays stopped when everything is listed anew", async () => {
		const rollouts = "{ maxConcurrent: 1, stopAfterFailures: 1 }";
		const { world, evenkeel } = await converged(rollouts);
		world.emulator.tasks.failTaskStarts({ reason });
		evenkeel.accept(fleet("app:bad", rollouts));
		await world.until(() => evenkeel.resource("Service/fleet/a")?.rollout === "failed");
		await world.advance(600_000);
		// Whoever waits for it to end is told that it has.
		expect(convergence(evenkeel.controller.status(), { healthy: true })).toMatchObject({
			state: "stuck",
			sentences: expect.arrayContaining([expect.stringMatching(/^Service\/fleet\/f: .*stopAfterFailures/)]),
		});
		await world.advance(3_000_000);
		expect(deploying(evenkeel)).toBe(1);
		await evenkeel.stop();
	});

	it("is mended no faster than the environment says, however many have failed", async () => {
		const { world, evenkeel } = await converged("{}");
		const takeBack = world.emulator.tasks.failTaskStarts({ reason });
		evenkeel.accept(fleet("app:bad", "{}"));
		const failed = () => names.every((name) => evenkeel.resource(`Service/fleet/${name}`)?.outcome === "refusal");
		await world.until(failed);
		takeBack();
		evenkeel.accept(fleet("app:3", "{ maxConcurrent: 1, stopAfterFailures: 2 }"));
		const synced = () => evenkeel.controller.status().resources.every(({ sync }) => sync === "Synced");
		expect(await mostAtOnce(world, () => synced() && deploying(evenkeel) === 12)).toBe(1);
		await evenkeel.stop();
	});
});
