/**
 * Story 4, rolled back: what ECS's circuit breaker rolls back is reported as Degraded and not deployed again, neither
 * by a running nor by a restarted controller, until the manifest's content or `policy.redeploy` changes.
 */
import { ListServiceDeploymentsCommand, StopServiceDeploymentCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { service } from "../support/aws-reading.ts";
import { changed, exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const cluster = "golang-ecs-cluster";
const serviceName = "golang-ecs-app-service";
const identity = `Service/${cluster}/${serviceName}`;
const serviceFile = "golang-app/service.yaml";
const definitionFile = "golang-app/service.yaml";
const reason = "CannotPullContainerError: pull image manifest has been retried 1 time(s): not found";
const breaker = "  deploymentConfiguration:\n    deploymentCircuitBreaker: { enable: true, rollback: true }\n";

/** The story with a circuit breaker, converged. */
async function converged() {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	const manifests = changed(
		await exampleStory("golang-app"),
		serviceFile,
		"  desiredCount: 1\n",
		`  desiredCount: 1\n${breaker}`,
	);
	evenkeel.accept(manifests);
	await evenkeel.settle();
	return { world, evenkeel, manifests };
}

/** The manifests with another image, which is another task definition revision. */
function withImage(manifests: Snapshot, tag: string): Snapshot {
	const [image = ""] = /image: .*/.exec(manifests.files.get(definitionFile) ?? "") ?? [];
	return changed(manifests, definitionFile, image, `${image.replace(/:[\w.-]+$/, "")}:${tag}`);
}

const refused = (evenkeel: RunningController) => evenkeel.resource(identity)?.outcome === "blocked";

async function deployments(world: VirtualWorld) {
	const found = await world.ecs.send(new ListServiceDeploymentsCommand({ cluster, service: serviceName }));
	return (found.serviceDeployments ?? []).map(({ status }) => status).reverse();
}

/** Commits an image that cannot be pulled, which ECS rolls back. */
async function rolledBack() {
	const { world, evenkeel, manifests } = await converged();
	const takeBack = world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason });
	const bad = withImage(manifests, "bad");
	evenkeel.accept(bad);
	await world.until(() => refused(evenkeel));
	takeBack();
	expect(await deployments(world)).toEqual(["SUCCESSFUL", "ROLLBACK_SUCCESSFUL"]);
	return { world, evenkeel, manifests, bad };
}

describe("a deployment that ECS has rolled back", () => {
	it("is reported as Degraded with reason and remediation, and is not started again", async () => {
		const { world, evenkeel } = await rolledBack();
		expect(evenkeel.resource(identity)).toMatchObject({
			sync: "OutOfSync",
			health: { status: "Degraded", reason: { code: "RolledBack" } },
			reason: {
				code: "RolledBack",
				params: {
					status: "ROLLBACK_SUCCESSFUL",
					taskDefinition: "golang-ecs-app:2",
					said: expect.arrayContaining([
						expect.stringContaining("circuit breaker"),
						expect.stringContaining("CannotPullContainerError"),
					]),
				},
			},
		});
		const before = evenkeel.sent.length;
		await world.advance(3_600_000);
		expect(evenkeel.sent).toHaveLength(before);
		expect(evenkeel.resource(identity)?.health.status).toBe("Degraded");
		await evenkeel.stop();
	});

	it("is not started by a restarted controller either", async () => {
		const { world, evenkeel, bad } = await rolledBack();
		await evenkeel.stop();
		const next = world.start();
		next.accept(bad);
		await world.until(() => refused(next));
		await world.advance(3_600_000);
		expect(next.sent).toEqual([]);
		expect(await deployments(world)).toHaveLength(2);
		await next.stop();
	});

	it("does not block other changes of the same manifest", async () => {
		const { world, evenkeel, bad } = await rolledBack();
		evenkeel.accept(changed(bad, serviceFile, "  desiredCount: 1\n", "  desiredCount: 2\n"));
		await world.until(async () => (await service(world, cluster, serviceName))?.runningCount === 2);
		expect(await deployments(world)).toHaveLength(2);
		await world.until(() => refused(evenkeel));
		await evenkeel.stop();
	});

	it("is replaced by other content, and by the previous content", async () => {
		const { evenkeel, world, manifests, bad } = await rolledBack();
		evenkeel.accept(manifests);
		await evenkeel.settle();
		expect(await deployments(world)).toHaveLength(2);
		evenkeel.accept(withImage(manifests, "good"));
		await evenkeel.settle();
		expect(await deployments(world)).toEqual(["SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "SUCCESSFUL"]);
		// The same failing content in a later commit is still what ECS rolled back.
		evenkeel.accept(bad);
		await world.until(() => refused(evenkeel));
		expect(await deployments(world)).toHaveLength(3);
		await evenkeel.stop();
	});

	it("is started again for a new value of policy.redeploy, and only once", async () => {
		const { world, evenkeel, bad } = await rolledBack();
		const takeBack = world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason });
		evenkeel.accept(changed(bad, serviceFile, 'redeploy: "1"', 'redeploy: "2"'));
		await world.until(async () => (await deployments(world)).length === 3);
		await world.until(() => refused(evenkeel));
		await world.advance(3_600_000);
		expect(await deployments(world)).toEqual(["SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "ROLLBACK_SUCCESSFUL"]);
		takeBack();
		evenkeel.accept(changed(bad, serviceFile, 'redeploy: "1"', 'redeploy: "3"'));
		await evenkeel.settle();
		expect((await deployments(world)).at(-1)).toBe("SUCCESSFUL");
		expect((await service(world, cluster, serviceName))?.taskDefinition).toMatch(/golang-ecs-app:2$/);
		await evenkeel.stop();
	});
});

describe("a stopped deployment", () => {
	it("by a user stays stopped", async () => {
		const { world, evenkeel, manifests } = await converged();
		const takeBack = world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason });
		evenkeel.accept(withImage(manifests, "slow"));
		await world.until(async () => (await deployments(world)).at(-1) === "IN_PROGRESS");
		const { serviceDeployments } = await world.ecs.send(
			new ListServiceDeploymentsCommand({ cluster, service: serviceName, status: ["IN_PROGRESS"] }),
		);
		const [arn] = (serviceDeployments ?? []).map(({ serviceDeploymentArn }) => serviceDeploymentArn);
		await world.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: "ROLLBACK" }));
		takeBack();
		await world.until(() => refused(evenkeel));
		await world.advance(3_600_000);
		expect(await deployments(world)).toHaveLength(2);
		expect(evenkeel.resource(identity)?.health.status).toBe("Degraded");
		await evenkeel.stop();
	});

	it("by a newer commit does not block its content", async () => {
		const { world, evenkeel, manifests } = await converged();
		const next = withImage(manifests, "next");
		evenkeel.accept(next);
		await world.until(async () => (await deployments(world)).at(-1) === "IN_PROGRESS");
		evenkeel.accept(manifests);
		await evenkeel.settle();
		evenkeel.accept(next);
		await evenkeel.settle();
		expect(await deployments(world)).toEqual(["SUCCESSFUL", "STOPPED", "SUCCESSFUL", "SUCCESSFUL"]);
		await evenkeel.stop();
	});
});

describe("a forced deployment that ECS has rolled back", () => {
	it.each(["running", "restarted"])("is Degraded and not forced again, by a %s controller", async (which) => {
		const { world, evenkeel, manifests } = await converged();
		const takeBack = world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason });
		const forced = changed(manifests, serviceFile, 'redeploy: "1"', 'redeploy: "2"');
		evenkeel.accept(forced);
		await world.until(async () => (await deployments(world)).length === 2);
		if (which === "restarted") await evenkeel.stop();
		await world.until(async () => (await deployments(world)).at(-1) === "ROLLBACK_SUCCESSFUL");
		const present = which === "restarted" ? world.start() : evenkeel;
		if (which === "restarted") present.accept(forced);
		takeBack();
		await world.until(() => refused(present));
		await world.advance(3_600_000);
		expect(await deployments(world)).toEqual(["SUCCESSFUL", "ROLLBACK_SUCCESSFUL"]);
		expect(present.resource(identity)?.health.status).toBe("Degraded");
		await present.stop();
	});
});

describe("a rollback in progress", () => {
	it("is awaited", async () => {
		const { world, evenkeel, manifests } = await converged();
		const takeBack = world.emulator.service("ecs").failTaskStarts({ service: serviceName, reason });
		evenkeel.accept(withImage(manifests, "bad"));
		await world.until(async () => (await deployments(world)).at(-1) === "ROLLBACK_IN_PROGRESS");
		takeBack();
		const sent = evenkeel.sent.length;
		await world.until(() => refused(evenkeel));
		expect(evenkeel.sent).toHaveLength(sent);
		// A user's own deployment is not blocked, and then everything is in sync.
		await world.ecs.send(
			new UpdateServiceCommand({ cluster, service: serviceName, taskDefinition: "golang-ecs-app:2" }),
		);
		await evenkeel.settle();
		await evenkeel.stop();
	});
});
