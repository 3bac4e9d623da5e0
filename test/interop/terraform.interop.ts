/**
 * Tests Terraform with its AWS provider (the Go SDK, version 2): resources are created, stay as declared, change and
 * are destroyed.
 */
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LocalAws, startLocal } from "../support/command-line.ts";
import { type Clients, clientsOf } from "./support/clients.ts";
import { awsEnvironment, runProcess, suiteSpeed } from "./support/process.ts";
import { terraformPlugins } from "./support/tools.ts";

const configuration = fileURLToPath(new URL("terraform/main.tf", import.meta.url));

describe.skipIf(!inject("tools").Terraform)("Terraform", () => {
	let local: LocalAws;
	let cwd: string;
	let clients: Clients;

	beforeAll(async () => {
		local = await startLocal(suiteSpeed);
		clients = clientsOf(local.url);
		cwd = await mkdtemp(join(tmpdir(), "evenkeel-terraform-"));
		await copyFile(configuration, join(cwd, "main.tf"));
		expect((await terraform("init", `-plugin-dir=${terraformPlugins}`)).code).toBe(0);
	});
	afterAll(async () => {
		clients.destroy();
		await Promise.all([local.stop(), rm(cwd, { recursive: true })]);
	});

	const terraform = (command: string, ...args: string[]) =>
		runProcess("terraform", [command, "-input=false", "-no-color", ...args], {
			cwd,
			env: { ...awsEnvironment(local.url), CHECKPOINT_DISABLE: "1" },
		});
	const service = async () => {
		const { services } = await clients.ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["api"] }));
		return services?.[0];
	};

	it("creates seven resources and waits for the service to be steady", async () => {
		const { code, out, error } = await terraform("apply", "-auto-approve");
		expect(code, out + error).toBe(0);
		expect(out).toContain("7 added, 0 changed, 0 destroyed");
		expect(await service()).toMatchObject({ status: "ACTIVE", runningCount: 1 });
	});

	it("finds no drift in AWS's answers", async () => {
		const { code, out, error } = await terraform("plan", "-detailed-exitcode");
		expect(code, out + error).toBe(0);
	});

	it("updates the service to a new task definition and a new count", async () => {
		const { code, out, error } = await terraform(
			"apply",
			"-auto-approve",
			"-var=image=nginx:2",
			"-var=desired_count=2",
		);
		expect(code, out + error).toBe(0);
		expect(out).toContain("1 added, 1 changed, 1 destroyed");
		expect((await service())?.taskDefinition).toMatch(/api:2$/);
		expect(await service()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: "COMPLETED" }] });
	});

	it("destroys everything", async () => {
		const { code, out, error } = await terraform("destroy", "-auto-approve");
		expect(code, out + error).toBe(0);
		expect(out).toContain("7 destroyed");
		await expect(service()).rejects.toMatchObject({ name: "ClusterNotFoundException" });
	});
});
