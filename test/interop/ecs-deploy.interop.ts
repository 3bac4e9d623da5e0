/**
 * Tests ecs-deploy: it deploys a service's next image from the last revision's definition, and deregisters the old
 * revision.
 */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LocalAws, startLocal } from "../support/command-line.ts";
import { type Clients, clientsOf } from "./support/clients.ts";
import { awsEnvironment, runProcess, suiteSpeed } from "./support/process.ts";
import { toolPath } from "./support/tools.ts";

describe.skipIf(!inject("tools")["ecs-deploy"])("ecs-deploy", () => {
	let local: LocalAws;
	let clients: Clients;

	beforeAll(async () => {
		local = await startLocal(suiteSpeed);
		clients = clientsOf(local.url);
		const { ecs } = clients;
		await ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
		const containerDefinitions = [{ name: "web", image: "nginx:1", memory: 128 }];
		await ecs.send(new RegisterTaskDefinitionCommand({ family: "web", networkMode: "bridge", containerDefinitions }));
		const service = { cluster: "shop", serviceName: "web", taskDefinition: "web", desiredCount: 1 };
		await ecs.send(new CreateServiceCommand({ ...service, launchType: "EC2" }));
	});
	afterAll(async () => {
		clients.destroy();
		await local.stop();
	});

	const ecsDeploy = (...args: string[]) =>
		runProcess(toolPath("python-clients", "ecs"), args, { env: awsEnvironment(local.url) });
	const service = async () => {
		const described = await clients.ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["web"] }));
		return described.services?.[0];
	};

	it("deploys a new tag and deregisters the revision before", async () => {
		const { code, out, error } = await ecsDeploy("deploy", "shop", "web", "--tag", "2", "--timeout", "60");
		expect(code, out + error).toBe(0);
		const read = async (taskDefinition: string) =>
			(await clients.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;
		expect((await service())?.taskDefinition).toMatch(/web:2$/);
		expect(await read("web:2")).toMatchObject({ status: "ACTIVE", containerDefinitions: [{ image: "nginx:2" }] });
		expect(await read("web:1")).toMatchObject({ status: "INACTIVE" });
	});

	it("scales a service and waits for its tasks", async () => {
		const { code, out, error } = await ecsDeploy("scale", "shop", "web", "3", "--timeout", "60");
		expect(code, out + error).toBe(0);
		expect(await service()).toMatchObject({ desiredCount: 3, runningCount: 3 });
	});

	it("starts a standalone task", async () => {
		const { code, out } = await ecsDeploy("run", "shop", "web", "1");
		expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("Successfully started 1 instances") });
	});

	it("names the missing service", async () => {
		const { code, error } = await ecsDeploy("deploy", "shop", "none");
		expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining("not found") });
	});
});
