/** Tests Ansible's AWS collections: playbooks that create, check, change and delete resources. */
import { fileURLToPath } from "node:url";
import { DescribeClustersCommand, DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LocalAws, startLocal } from "../support/command-line.ts";
import { type Clients, clientsOf } from "./support/clients.ts";
import { awsEnvironment, runProcess, suiteSpeed } from "./support/process.ts";
import { toolPath } from "./support/tools.ts";

const cwd = fileURLToPath(new URL("ansible", import.meta.url));

describe.skipIf(!inject("tools").Ansible)("Ansible", () => {
	let local: LocalAws;
	let clients: Clients;

	beforeAll(async () => {
		local = await startLocal(suiteSpeed);
		clients = clientsOf(local.url);
	});
	afterAll(async () => {
		clients.destroy();
		await local.stop();
	});

	/** Runs a playbook and returns the number of changed tasks. */
	const play = async (playbook: string, ...variables: string[]): Promise<number> => {
		const env = {
			...awsEnvironment(local.url),
			ANSIBLE_PYTHON_INTERPRETER: toolPath("ansible", "python"),
			ANSIBLE_NOCOLOR: "1",
		};
		const args = [playbook, ...variables.flatMap((variable) => ["--extra-vars", variable])];
		const { code, out, error } = await runProcess(toolPath("ansible", "ansible-playbook"), args, { cwd, env });
		expect(code, out + error).toBe(0);
		return Number(/changed=(\d+)/.exec(out)?.[1]);
	};
	const service = async () => {
		const described = await clients.ecs.send(new DescribeServicesCommand({ cluster: "ansible", services: ["web"] }));
		return described.services?.[0];
	};

	it("creates a cluster, a task definition, a service, a zone and a record set", async () => {
		expect(await play("present.yaml", "version=1", "count=2")).toBe(5);
		expect(await service()).toMatchObject({ status: "ACTIVE", desiredCount: 2 });
	});

	it("reports no changes for the same state", async () => {
		expect(await play("present.yaml", "version=1", "count=2")).toBe(0);
	});

	it("changes image, count and address", async () => {
		expect(await play("present.yaml", "version=2", "count=1")).toBe(3);
		expect((await service())?.taskDefinition).toMatch(/web:2$/);
	});

	it("deletes everything", async () => {
		expect(await play("absent.yaml")).toBe(4);
		const { clusters } = await clients.ecs.send(new DescribeClustersCommand({ clusters: ["ansible"] }));
		expect(clusters).toMatchObject([{ status: "INACTIVE" }]);
	});
});
