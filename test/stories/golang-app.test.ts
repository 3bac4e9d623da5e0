/**
 * Story 4: one image, pushed repeatedly under the same tag. Nothing redeploys on its own; a new `policy.redeploy` does
 * so exactly once, regardless of interruptions; the name stays while the address changes.
 */
import { ListServiceDeploymentsCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import {
	cluster,
	dnsAnswers,
	instances,
	privateAddresses,
	registry,
	service,
	taskDefinition,
	taskId,
	tasks,
} from "../support/aws-reading.ts";
import { births, changed, exampleStory, withFile } from "../support/example-manifests.ts";
import { createVirtualWorld, type StartOptions, type VirtualWorld } from "../support/virtual-world.ts";

const clusterName = "golang-ecs-cluster";
const serviceName = "golang-ecs-app-service";
const stableName = "app.golang-app.internal";
const file = "golang-app/service.yaml";
const manifests = () => exampleStory("golang-app");
const withRedeploy = (snapshot: Snapshot, value: string) =>
	changed(snapshot, file, 'redeploy: "1"', `redeploy: ${JSON.stringify(value)}`);

/** The number of deployments that AWS has started for the service. */
async function deployments({ ecs }: VirtualWorld): Promise<number> {
	const all = await ecs.send(new ListServiceDeploymentsCommand({ cluster: clusterName, service: serviceName }));
	expect(all.nextToken).toBeUndefined();
	return all.serviceDeployments?.length ?? 0;
}

const runningTasks = (world: VirtualWorld) => tasks(world, clusterName, serviceName);

/** The story, converged. */
async function converged(options: StartOptions = {}) {
	const world = createVirtualWorld();
	const evenkeel = world.start(options);
	const files = await manifests();
	evenkeel.accept(files);
	await evenkeel.settle();
	return { world, evenkeel, files };
}

describe("story golang-app", () => {
	it("has every value of its manifests in AWS", async () => {
		const { world, evenkeel } = await converged();
		expect(await cluster(world, clusterName)).toMatchObject({ status: "ACTIVE" });
		const definition = await taskDefinition(world, "golang-ecs-app");
		expect(definition.taskDefinition).toMatchObject({
			family: "golang-ecs-app",
			requiresCompatibilities: ["FARGATE"],
			networkMode: "awsvpc",
			cpu: "256",
			memory: "512",
			executionRoleArn: "arn:aws:iam::111122223333:role/ecsTaskExecutionRole",
			containerDefinitions: [
				{
					name: "golang-ecs-app",
					image: "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/go-ecs-app:latest",
					essential: true,
					portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
					logConfiguration: {
						logDriver: "awslogs",
						options: {
							"awslogs-group": "/ecs/golang-ecs-app",
							"awslogs-region": "ap-northeast-1",
							"awslogs-stream-prefix": "ecs",
						},
					},
				},
			],
		});
		const found = await registry(world, "golang-app.internal", "app");
		expect(found).toMatchObject({ DnsConfig: { DnsRecords: [{ Type: "A", TTL: 10 }] } });
		expect(await service(world, clusterName, serviceName)).toMatchObject({
			status: "ACTIVE",
			taskDefinition: definition.taskDefinition?.taskDefinitionArn,
			launchType: "FARGATE",
			desiredCount: 1,
			runningCount: 1,
			networkConfiguration: {
				awsvpcConfiguration: {
					subnets: ["subnet-0a1b2c3d4e5f60718"],
					securityGroups: ["sg-0c3d4e5f607182930"],
					assignPublicIp: "ENABLED",
				},
			},
			serviceRegistries: [{ registryArn: found?.Arn }],
		});
		expect(dnsAnswers(world, stableName)).toEqual(privateAddresses(await runningTasks(world)));
		// Created completely: one call each, and no correction afterwards.
		expect(evenkeel.sent.map(({ call }) => call.operation).sort()).toEqual(births);
		await evenkeel.stop();
	});

	it("never redeploys on its own, however often its manifests are read", async () => {
		const { world, evenkeel, files } = await converged({ intervalMs: 600_000 });
		const before = { tasks: (await runningTasks(world)).map(taskId), sent: evenkeel.sent.length };
		await world.advance(3 * 3_600_000);
		evenkeel.accept({ ...files, revision: "another commit" });
		await world.advance(3 * 3_600_000);
		expect((await runningTasks(world)).map(taskId)).toEqual(before.tasks);
		expect(await deployments(world)).toBe(1);
		expect(evenkeel.sent).toHaveLength(before.sent);
		await evenkeel.stop();
	});

	it("keeps its name, which always has an answer, while a deployment changes the address", async () => {
		const { world, evenkeel, files } = await converged();
		const [oldAddress] = dnsAnswers(world, stableName);
		evenkeel.accept(withRedeploy(files, "commit 2"));
		await world.until(async () => {
			expect(dnsAnswers(world, stableName).length).toBeGreaterThan(0);
			const running = await runningTasks(world);
			return running.length === 1 && privateAddresses(running)[0] !== oldAddress;
		});
		await evenkeel.settle();
		const running = await runningTasks(world);
		expect(dnsAnswers(world, stableName)).toEqual(privateAddresses(running));
		expect(dnsAnswers(world, stableName)).not.toContain(oldAddress);
		const { Id: registryId = "" } = (await registry(world, "golang-app.internal", "app")) ?? {};
		expect([...(await instances(world, registryId)).keys()]).toEqual(running.map(taskId));
		await evenkeel.stop();
	});

	it("starts exactly one deployment for each new value, and none for an unchanged one", async () => {
		const { world, evenkeel, files } = await converged();
		expect(await deployments(world)).toBe(1);
		// The first value again is also a new one: it differs from the previous one.
		const values = ["2b4c6d8", "sha256:9f86d081884c7d65", "2026-01-01T00:00:00Z", "1", "  ", "ünïcode ☃"];
		for (const [index, value] of values.entries()) {
			for (const revision of ["first", "again"]) {
				evenkeel.accept({ ...withRedeploy(files, value), revision: `${value} ${revision}` });
				await world.advance(120_000);
				await evenkeel.settle();
				expect(await deployments(world)).toBe(index + 2);
			}
		}
		const taken = (await taskDefinition(world, "golang-ecs-app")).taskDefinition?.revision;
		expect(taken).toBe(1);
		await evenkeel.stop();
	});

	it("requests nothing when the value is removed from the manifest", async () => {
		const { world, evenkeel, files } = await converged();
		const before = evenkeel.sent.length;
		evenkeel.accept(changed(files, file, '  redeploy: "1"', "  adopt: false"));
		await world.advance(600_000);
		expect(await deployments(world)).toBe(1);
		expect(evenkeel.sent).toHaveLength(before);
		await evenkeel.stop();
	});

	it("remembers the deployed value over a restart, including one committed while it was down", async () => {
		const { world, evenkeel, files } = await converged();
		evenkeel.accept(withRedeploy(files, "2"));
		await world.until(async () => (await deployments(world)) === 2);
		await evenkeel.stop();

		const second = world.start();
		second.accept(withRedeploy(files, "2"));
		await second.settle();
		await world.advance(300_000);
		expect(await deployments(world)).toBe(2);
		expect(second.sent.map(({ call }) => call.operation)).not.toContain("ecs:UpdateService");
		await second.stop();

		const third = world.start();
		third.accept(withRedeploy(files, "3"));
		await world.until(async () => (await deployments(world)) === 3);
		await third.settle();
		expect(await deployments(world)).toBe(3);
		await third.stop();
	});

	it.each([
		["before it stores the value", "before", 1],
		["after it stores the value and before it requests the deployment", "after", 1],
		["before it requests the deployment", "before", 2],
		["after the deployment has started and before the answer", "after", 2],
	] as const)("starts exactly one deployment although it crashes %s", async (_case, moment, nth) => {
		const { world, evenkeel, files } = await converged();
		await evenkeel.stop();
		const crash = (_call: unknown, count: number) => {
			if (count === nth) throw new Error("The process was killed.");
		};
		const crashing = world.start(moment === "before" ? { beforeCall: crash } : { afterCall: crash });
		crashing.accept(withRedeploy(files, "2"));
		const end = crashing.ended.then(
			() => "ended",
			(error: Error) => error.message,
		);
		await world.advance(60_000);
		expect(await end).toBe("The process was killed.");
		expect(await deployments(world)).toBe(moment === "after" && nth === 2 ? 2 : 1);

		const next = world.start();
		next.accept(withRedeploy(files, "2"));
		await world.advance(300_000);
		await next.settle();
		expect(await deployments(world)).toBe(2);
		expect(dnsAnswers(world, stableName)).toEqual(privateAddresses(await runningTasks(world)));
		await next.stop();
	});

	it("counts a deployment that a user started after the value was stored", async () => {
		const { world, evenkeel, files } = await converged();
		await evenkeel.stop();
		const crashing = world.start({
			afterCall: () => {
				throw new Error("The process was killed.");
			},
		});
		crashing.accept(withRedeploy(files, "2"));
		await world.advance(60_000);
		await world.ecs.send(
			new UpdateServiceCommand({ cluster: clusterName, service: serviceName, forceNewDeployment: true }),
		);
		const next = world.start();
		next.accept(withRedeploy(files, "2"));
		await world.advance(300_000);
		expect(await deployments(world)).toBe(2);
		await next.stop();
	});

	it("deploys for a changed digest in a variable file, once for each digest", async () => {
		const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
		const images = (letter: string) => JSON.stringify({ "go-ecs-app": digest(letter) });
		const world = createVirtualWorld();
		const evenkeel = world.start();
		const reading = changed(
			changed(await manifests(), file, 'redeploy: "1"', `redeploy: \${images.go-ecs-app}`),
			"environment.yaml",
			"  variables:\n",
			"  variableFiles: [images.json]\n  variables:\n",
		);
		evenkeel.accept(withFile(reading, "images.json", images("a")));
		await evenkeel.settle();
		expect(await deployments(world)).toBe(1);
		for (const [letter, count] of [
			["b", 2],
			["b", 2],
			["c", 3],
		] as const) {
			evenkeel.accept(withFile(reading, "images.json", images(letter)));
			await world.advance(120_000);
			await evenkeel.settle();
			expect(await deployments(world)).toBe(count);
		}
		await evenkeel.stop();
	});
});
