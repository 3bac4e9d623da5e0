/** `evenkeel run` as a real process: what happens in the folder, at AWS, and to the process itself. */
import { request } from "node:http";
import { createServer } from "node:net";
import {
	DescribeServicesCommand,
	ECSClient,
	ListTaskDefinitionsCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { ListNamespacesCommand, ListServicesCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildProgram, eventually, type LocalAws, startLocal, startProcess } from "../support/command-line.ts";
import { manifestFolder } from "../support/folder.ts";
import { crowd } from "../support/sockets.ts";

let program: Awaited<ReturnType<typeof buildProgram>>;
beforeAll(async () => {
	program = await buildProgram();
});
afterAll(() => program.remove());

const anyPorts = ["--listen", "127.0.0.1:0", "--port", "0", "--dns-port", "0"];
const address = { cluster: "golang-ecs-cluster", service: "golang-ecs-app-service" };

function clientsOf(url: string) {
	const config = { endpoint: url, region: "ap-northeast-1", credentials: { accessKeyId: "x", secretAccessKey: "x" } };
	return { ecs: new ECSClient(config), cloudMap: new ServiceDiscoveryClient(config) };
}

function urlIn(text: string, before: string): string {
	return new RegExp(`${before}(http://127\\.0\\.0\\.1:\\d+)`).exec(text)?.[1] ?? "";
}

async function desiredCount(ecs: ECSClient): Promise<number | undefined> {
	const { services } = await ecs.send(
		new DescribeServicesCommand({ cluster: address.cluster, services: [address.service] }),
	);
	return services?.[0]?.desiredCount;
}

describe("evenkeel run", () => {
	it("converges the examples, follows edits, undoes tampering, survives bad manifests, and ends cleanly", async () => {
		const folder = await manifestFolder("manifests/examples");
		const evenkeel = startProcess(program.file, [
			...["run", "--path", folder.path, "--local", "--speed", "100", "--interval", "1s"],
			...anyPorts,
		]);
		await evenkeel.says(/all resources are in sync and healthy/);
		const { ecs } = clientsOf(urlIn(evenkeel.text(), "is at "));
		const status = urlIn(evenkeel.text(), "Status is at ");
		const metrics = async () => (await fetch(`${status}/metrics`)).text();

		await folder.edit("golang-app/service.yaml", (text) => text.replace("desiredCount: 1", "desiredCount: 3"));
		await eventually(async () => (await desiredCount(ecs)) === 3);

		const countOf = async () =>
			Number(/evenkeel_drift_detected_total\{kind="Service"\} (\d+)/.exec(await metrics())?.[1]);
		const before = await countOf();
		await ecs.send(new UpdateServiceCommand({ ...address, desiredCount: 7 }));
		await eventually(async () => (await desiredCount(ecs)) === 3);
		expect(await countOf()).toBeGreaterThan(before);
		await eventually(async () =>
			/evenkeel_resource_drift\{kind="Service",name="golang-ecs-cluster\/golang-ecs-app-service"\} 0/.test(
				await metrics(),
			),
		);

		await folder.write("broken.yaml", "kind: [\n");
		await evenkeel.says(/broken\.yaml:\d+:\d+ /);
		await folder.edit("golang-app/service.yaml", (text) => text.replace("desiredCount: 3", "desiredCount: 2"));
		await eventually(async () => (await desiredCount(ecs)) === 2);
		expect(await metrics()).toContain("evenkeel_manifest_errors 1");

		expect((await fetch(`${status}/readyz`)).status).toBe(200);
		expect((await fetch(`${status}/healthz`)).status).toBe(200);
		evenkeel.child.kill("SIGTERM");
		expect(await evenkeel.ended).toBe(0);
		await folder.dispose();
	});

	it("deletes nothing when the folder is emptied", async () => {
		const folder = await manifestFolder("manifests/examples/golang-app");
		await folder.write(
			"environment.yaml",
			[
				"apiVersion: evenkeel/v1alpha1",
				"kind: Environment",
				"metadata: { name: go }",
				"spec:",
				"  owner: go",
				"  prune: automatic",
				"  variables: { ACCOUNT_ID: '111122223333', VPC_ID: vpc-1, SUBNET_A: subnet-1, SECURITY_GROUP: sg-1 }",
			].join("\n"),
		);
		const evenkeel = startProcess(program.file, [
			...["run", "--path", folder.path, "--local", "--speed", "100", "--interval", "500ms"],
			...anyPorts,
		]);
		await evenkeel.says(/all resources are in sync and healthy/);
		const { ecs } = clientsOf(urlIn(evenkeel.text(), "is at "));
		for (const file of ["cluster.yaml", "discovery.yaml", "service.yaml", "environment.yaml"])
			await folder.remove(file);
		await evenkeel.says(/nothing is planned and nothing is deleted/);
		const reconciles = async () => {
			const body = await (await fetch(`${urlIn(evenkeel.text(), "Status is at ")}/api/v1/status`)).json();
			return (body as { reconciles: number }).reconciles;
		};
		const reconcilesThen = await reconciles();
		await eventually(async () => (await reconciles()) > reconcilesThen + 1);
		expect(await desiredCount(ecs)).toBe(1);
		evenkeel.child.kill("SIGINT");
		expect(await evenkeel.ended).toBe(0);
		await folder.dispose();
	});

	it("ends with 0 once everything is in sync, when it is told so", async () => {
		const evenkeel = startProcess(program.file, [
			...["run", "--path", "manifests/examples", "--local", "--speed", "100", "--exit-when-synced"],
			...anyPorts,
		]);
		expect(await evenkeel.ended, evenkeel.text()).toBe(0);
	});

	it.each([
		["--port", (port: number) => ["--port", String(port), "--dns-port", "0", "--listen", "127.0.0.1:0"]],
		["--dns-port", (port: number) => ["--port", "0", "--dns-port", String(port), "--listen", "127.0.0.1:0"]],
		["--listen", (port: number) => ["--port", "0", "--dns-port", "0", "--listen", `127.0.0.1:${port}`]],
		["--health-listen", (port: number) => [...anyPorts, "--health-listen", `127.0.0.1:${port}`]],
	])("names a port that is taken, and the flag %s that changes it", async (flag, flags) => {
		const other = createServer().listen(0, "127.0.0.1");
		await new Promise((listening) => other.once("listening", listening));
		const { port } = other.address() as { port: number };
		const evenkeel = startProcess(program.file, ["run", "--path", "manifests/examples", "--local", ...flags(port)]);
		expect(await evenkeel.ended).toBe(1);
		expect(evenkeel.text()).toMatch(new RegExp(`port ${port}.* ${flag}\\.`, "is"));
		other.close();
	});

	it("serves its health on a second port while clients hold connections of the first", async () => {
		const evenkeel = startProcess(program.file, [
			...["run", "--path", "manifests/examples", "--local", "--health-listen", "127.0.0.1:0"],
			...anyPorts,
		]);
		await evenkeel.says(/Health .* is at/);
		const { port } = new URL(urlIn(evenkeel.text(), "Status is at "));
		const held = await crowd(Number(port), 300, "says nothing");
		const health = urlIn(evenkeel.text(), "Health for the container's own check is at ");
		expect(await (await fetch(`${health}/healthz`)).text()).toBe("ok\n");
		held.leave();
		evenkeel.child.kill("SIGTERM");
		expect(await evenkeel.ended).toBe(0);
	});

	it("does not answer a page of another origin that has found its address", async () => {
		const evenkeel = startProcess(program.file, ["run", "--path", "manifests/examples", "--local", ...anyPorts]);
		await evenkeel.says(/Status is at/);
		const url = new URL(urlIn(evenkeel.text(), "Status is at "));
		const code = await new Promise((resolve, reject) => {
			request(
				{ host: url.hostname, port: url.port, path: "/api/v1/status", headers: { host: "evil.example" } },
				(response) => resolve(response.statusCode),
			)
				.on("error", reject)
				.end();
		});
		expect(code).not.toBe(200);
		evenkeel.child.kill("SIGINT");
		await evenkeel.ended;
	});
});

describe("a controller that is killed", () => {
	let aws: LocalAws;
	beforeAll(async () => {
		aws = await startLocal(["--speed", "100"]);
	});
	afterAll(async () => {
		await aws.stop();
	});

	it("leaves nothing that another one does not finish, and nothing twice", async () => {
		const { ecs, cloudMap } = clientsOf(aws.url);
		const argv = ["apply", "--path", "manifests/examples", "--speed", "100"];
		// From a start that has not read a manifest yet to the middle of the roll-out.
		for (const delayMs of [150, 400, 500, 600, 700, 900, 1_200]) {
			const victim = startProcess(program.file, argv, aws.env);
			await Promise.race([new Promise((passed) => setTimeout(passed, delayMs)), victim.ended]);
			victim.child.kill("SIGKILL");
			await victim.ended;
		}
		const survivor = startProcess(program.file, argv, aws.env);
		expect(await survivor.ended, survivor.text()).toBe(0);
		const { Namespaces = [] } = await cloudMap.send(new ListNamespacesCommand({}));
		const names = Namespaces.map(({ Name }) => Name).sort();
		expect(names).toEqual([
			"ecs.internal",
			"golang-app.internal",
			"httpd-service-discovery.internal",
			"local",
			"test-local",
		]);
		const { Services = [] } = await cloudMap.send(new ListServicesCommand({}));
		expect(new Set(Services.map(({ Name }) => Name)).size).toBe(Services.length);
		const { taskDefinitionArns = [] } = await ecs.send(new ListTaskDefinitionsCommand({}));
		expect(taskDefinitionArns.map((arn) => arn.replace(/.*\//, "")).sort()).toEqual([
			"ecs-service-connect-sample:1",
			"golang-ecs-app:1",
			"httpd-task:1",
			"service_b-task:1",
			"test-ecs-task:1",
		]);
	});
});
