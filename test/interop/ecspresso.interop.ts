/**
 * Tests ecspresso: an existing service becomes its files, which are then its source of truth. ecspresso calls
 * Application Auto Scaling, which is not supported, and continues after the error; it verifies images at their image
 * registry, which no suite reaches.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually, type LocalAws, startLocal } from "../support/command-line.ts";
import { type Clients, clientsOf } from "./support/clients.ts";
import { awsEnvironment, outputOf, region, runProcess, suiteSpeed } from "./support/process.ts";

describe.skipIf(!inject("tools").ecspresso)("ecspresso", () => {
	let local: LocalAws;
	let clients: Clients;
	let cwd: string;

	beforeAll(async () => {
		local = await startLocal(suiteSpeed);
		clients = clientsOf(local.url);
		cwd = await mkdtemp(join(tmpdir(), "evenkeel-ecspresso-"));
		await makeService(clients);
	});
	afterAll(async () => {
		clients.destroy();
		await Promise.all([local.stop(), rm(cwd, { recursive: true })]);
	});

	const options = () => ({ cwd, env: awsEnvironment(local.url) });
	const ecspresso = (...args: string[]) => outputOf("ecspresso", args, options());
	const service = async () => {
		const described = await clients.ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["web"] }));
		return described.services?.[0];
	};

	it("init writes a service's files, and diff finds no difference", async () => {
		await ecspresso("init", "--region", region, "--cluster", "shop", "--service", "web");
		expect(JSON.parse(await readFile(join(cwd, "ecs-service-def.json"), "utf8"))).toMatchObject({
			desiredCount: 1,
			networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-0a"] } },
		});
		expect((await ecspresso("diff")).trim()).toBe("");
	});

	it("verify stops at the image, whose image registry it cannot reach", async () => {
		const { code, error } = await runProcess("ecspresso", ["verify"], options());
		expect(code).not.toBe(0);
		expect(error).toMatch(/verify Image\[nginx:1\] failed: .*connection refused/);
	});

	it("deploy registers what diff shows, and waits until it runs", async () => {
		const file = join(cwd, "ecs-task-def.json");
		await writeFile(file, (await readFile(file, "utf8")).replace("nginx:1", "nginx:2"));
		expect(await ecspresso("diff")).toMatch(/-.*nginx:1[\s\S]*\+.*nginx:2/);
		await ecspresso("deploy");
		expect(await service()).toMatchObject({ runningCount: 1, deployments: [{ rolloutState: "COMPLETED" }] });
		expect((await service())?.taskDefinition).toMatch(/web:2$/);
		expect((await ecspresso("diff")).trim()).toBe("");
	});

	it("scale changes the count alone", async () => {
		await ecspresso("scale", "--tasks", "3");
		expect(await service()).toMatchObject({ desiredCount: 3, runningCount: 3 });
		expect((await service())?.taskDefinition).toMatch(/web:2$/);
	});

	it("rollback deploys the previous revision, and deregisters the current one", async () => {
		await ecspresso("rollback", "--deregister-task-definition");
		expect(await service()).toMatchObject({ runningCount: 3, deployments: [{ status: "PRIMARY" }] });
		expect((await service())?.taskDefinition).toMatch(/web:1$/);
		const gone = await clients.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: "web:2" }));
		expect(gone.taskDefinition?.status).toBe("INACTIVE");
	});

	it("status, tasks and revisions show the service", async () => {
		expect(await ecspresso("status")).toMatch(/PRIMARY web:1 desired:3 pending:0 running:3 COMPLETED/);
		expect((await ecspresso("tasks")).match(/RUNNING +\| RUNNING/g)).toHaveLength(3);
		expect(await ecspresso("revisions")).toMatch(/web:1 .*PRIMARY deployment/);
	});

	it("delete deletes it, and a later deploy recreates it from its files", async () => {
		await ecspresso("delete", "--force", "--terminate");
		await eventually(async () => (await service())?.status === "INACTIVE");
		await ecspresso("deploy");
		expect(await service()).toMatchObject({ status: "ACTIVE", runningCount: 1 });
	});
});

async function makeService({ ecs }: Clients): Promise<void> {
	await ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
	await ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "web",
			networkMode: "awsvpc",
			requiresCompatibilities: ["FARGATE"],
			cpu: "256",
			memory: "512",
			containerDefinitions: [{ name: "web", image: "nginx:1", portMappings: [{ containerPort: 80 }] }],
		}),
	);
	await ecs.send(
		new CreateServiceCommand({
			cluster: "shop",
			serviceName: "web",
			taskDefinition: "web",
			desiredCount: 1,
			launchType: "FARGATE",
			networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-0a"], securityGroups: ["sg-0a"] } },
		}),
	);
}
