/** Tests the control API over HTTP, as users with curl and tests in other languages call it. */
import { request as httpRequest } from "node:http";
import {
	CreateClusterCommand,
	CreateServiceCommand,
	DescribeServicesCommand,
	DescribeTasksCommand,
	ECSClient,
	ListClustersCommand,
	ListTasksCommand,
	RegisterTaskDefinitionCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { CreateHealthCheckCommand, GetHealthCheckStatusCommand, Route53Client } from "@aws-sdk/client-route-53";
import { CreateHttpNamespaceCommand, GetOperationCommand } from "@aws-sdk/client-servicediscovery";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openInProcess } from "../../src/aws/client-settings.ts";
import { createEmulator, type Emulator } from "../../src/emulator/emulator.ts";
import { type Served, serve } from "../../src/emulator/server.ts";
import { virtualClock } from "../../src/lib/clock.ts";
import { flowingClock } from "../../src/lib/flowing-clock.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { eventually } from "../support/command-line.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

let emulator: Emulator;
let served: Served;
let ecs: ECSClient;

beforeAll(async () => {
	emulator = createEmulator({ clock: virtualClock(), random: seededRandom(1) });
	served = await serve(emulator, { port: 0, dnsPort: 0 });
	const credentials = { accessKeyId: "x", secretAccessKey: "y" };
	ecs = new ECSClient({ region: emulator.region, endpoint: served.url, credentials, maxAttempts: 1 });
});
afterAll(async () => {
	ecs.destroy();
	await served.close();
	emulator.stop();
});
beforeEach(async () => void (await call("POST", "reset")));

async function call(method: string, path: string, body?: object | string) {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	const init = { method, ...(text === undefined ? {} : { body: text }) };
	const response = await fetch(`${served.url}/_evenkeel/${path}`, init);
	const answer = await response.text();
	const isJson = response.headers.get("content-type") === "application/json";
	return { status: response.status, body: isJson ? JSON.parse(answer) : answer };
}

/** Creates a Fargate service with one running task and returns the task's ID. */
async function runningTask(): Promise<string> {
	await ecs.send(new CreateClusterCommand({}));
	await ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "web",
			requiresCompatibilities: ["FARGATE"],
			networkMode: "awsvpc",
			cpu: "256",
			memory: "512",
			containerDefinitions: [{ name: "web", image: "nginx", healthCheck: { command: ["CMD-SHELL", "true"] } }],
		}),
	);
	await ecs.send(
		new CreateServiceCommand({
			serviceName: "web",
			taskDefinition: "web",
			desiredCount: 1,
			launchType: "FARGATE",
			networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } },
		}),
	);
	await call("POST", "advance", { seconds: 180 });
	return (await taskIds())[0] ?? "";
}

async function taskIds(): Promise<string[]> {
	const { taskArns = [] } = await ecs.send(new ListTasksCommand({ serviceName: "web" }));
	return taskArns.map((arn) => arn.split("/").at(-1) ?? "");
}

describe("time", () => {
	it("advances on request and runs all timers that fall due", async () => {
		const before = (await call("GET", "state")).body.time;
		await runningTask();
		const { services } = await ecs.send(new DescribeServicesCommand({ services: ["web"] }));
		expect(services).toMatchObject([{ runningCount: 1, deployments: [{ rolloutState: "COMPLETED" }] }]);
		const { status, body } = await call("POST", "advance", { seconds: 20 });
		expect(status).toBe(200);
		expect(Date.parse(body.time) - Date.parse(before)).toBe(200_000);
	});

	it("jumps ahead in an emulator on a running clock", async () => {
		const clock = flowingClock(1);
		const running = createEmulator({ clock, random: seededRandom(1) });
		const before = clock.now();
		const answer = await running.control({
			method: "POST",
			path: "/_evenkeel/advance",
			body: '{"seconds": 7200}',
		});
		running.stop();
		expect(Date.parse(JSON.parse(answer.body).time) - before).toBeGreaterThanOrEqual(7_200_000);
	});

	it("returns 409 if the clock cannot be advanced", async () => {
		const { now, schedule } = virtualClock();
		const other = createEmulator({ clock: { now, schedule }, random: seededRandom(1) });
		const answer = await other.control({ method: "POST", path: "/_evenkeel/advance", body: '{"seconds": 1}' });
		expect(answer).toMatchObject({ statusCode: 409, body: expect.stringContaining("cannot be advanced") });
	});
});

describe("reset", () => {
	it("replaces the account with an empty one with the same IDs and without faults and chaos rules", async () => {
		const id = await runningTask();
		await call("POST", "faults", { operation: "ecs:ListClusters", fault: "accessDenied" });
		await call("POST", "tasks/fail-starts", { reason: "CannotPullContainerError: no" });
		expect((await call("POST", "reset")).status).toBe(200);
		const { body: state } = await call("GET", "state");
		expect(state).toMatchObject({ clusters: [], taskDefinitions: [], faults: [], chaos: [], namespaces: [] });
		expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
		expect(await runningTask()).toBe(id);
	});

	it("cancels waiting requests", async () => {
		const { emulator: other, cloudMap, clock } = createVirtualWorld();
		const { OperationId } = await cloudMap.send(new CreateHttpNamespaceCommand({ Name: "late" }));
		other.reset();
		expect(clock.untilNext()).toBeUndefined();
		const gone = cloudMap.send(new GetOperationCommand({ OperationId }));
		await expect(gone).rejects.toMatchObject({ name: "OperationNotFound" });
	});
});

describe("faults", () => {
	it("can be added, listed with their hits, and removed", async () => {
		const rule = { operation: "ecs:ListClusters", fault: "throttle", count: 5 };
		const ordered = await call("POST", "faults", rule);
		expect(ordered).toEqual({ status: 201, body: { id: "1", rule, calls: 0, applied: 0 } });
		await expect(ecs.send(new ListClustersCommand({}))).rejects.toThrow("Rate exceeded");
		expect((await call("GET", "faults")).body).toMatchObject({ faults: [{ id: "1", applied: 1 }] });
		expect((await call("DELETE", "faults/1")).body).toEqual({ faults: [] });
		expect((await call("DELETE", "faults/1")).status).toBe(404);
		await ecs.send(new ListClustersCommand({}));
		await call("POST", "faults", rule);
		expect((await call("DELETE", "faults")).body).toEqual({ faults: [] });
		await ecs.send(new ListClustersCommand({}));
	});

	it.each(["dropRequest", "dropResponse"])("closes the connection with %s", async (fault) => {
		await call("POST", "faults", { operation: "ecs:CreateCluster", fault });
		const lost = ecs.send(new CreateClusterCommand({ clusterName: "a" }));
		await expect(lost).rejects.toMatchObject({ code: "ECONNRESET" });
		const { clusterArns } = await ecs.send(new ListClustersCommand({}));
		expect(clusterArns).toHaveLength(fault === "dropResponse" ? 1 : 0);
	});
});

describe("tasks", () => {
	it("can be killed", async () => {
		const id = await runningTask();
		expect(await call("POST", `tasks/${id}/kill`)).toEqual({ status: 200, body: { killed: id } });
		await call("POST", "advance", { seconds: 60 });
		const { tasks } = await ecs.send(new DescribeTasksCommand({ tasks: [id] }));
		expect(tasks).toMatchObject([{ lastStatus: "STOPPED", stopCode: "EssentialContainerExited" }]);
		expect((await call("POST", `tasks/${id}/kill`)).status).toBe(404);
	});

	it("can become unhealthy", async () => {
		const id = await runningTask();
		expect((await call("POST", `tasks/${id}/fail-health`)).body).toEqual({ failing: id });
		await call("POST", "advance", { seconds: 300 });
		expect(await taskIds()).not.toContain(id);
		const again = await call("POST", `tasks/${id}/fail-health`);
		expect(again).toMatchObject({ status: 409, body: expect.stringContaining("is not running") });
	});

	it("fail to start for the given count", async () => {
		const id = await runningTask();
		const reason = "CannotPullContainerError: no such image";
		const ordered = await call("POST", "tasks/fail-starts", { reason, service: "web", count: 2 });
		expect(ordered).toMatchObject({ status: 201, body: { id: "1", remaining: 2, taskIds: [] } });
		await call("POST", `tasks/${id}/kill`);
		await call("POST", "advance", { seconds: 600 });
		expect((await call("GET", "tasks/fail-starts")).body).toEqual({ chaos: [] });
		expect(await taskIds()).toHaveLength(1);
		const { taskArns } = await ecs.send(new ListTasksCommand({ family: "web", desiredStatus: "STOPPED" }));
		const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ tasks: taskArns }));
		expect(tasks.filter(({ stoppedReason }) => stoppedReason === reason)).toHaveLength(2);
	});

	it("can be hit by any chaos rule until it is removed", async () => {
		await call("POST", "tasks/fail-starts", { reason: "a" });
		await call("POST", "tasks/chaos", { kind: "noCapacity", family: "web" });
		const listed = await call("GET", "tasks/chaos");
		expect(listed.body).toMatchObject({ chaos: [{ id: "1" }, { id: "2" }] });
		expect((await call("GET", "tasks/fail-starts")).body).toMatchObject({ chaos: [{ id: "1" }] });
		await call("DELETE", "tasks/fail-starts");
		expect((await call("DELETE", "tasks/chaos/2")).body).toEqual({ chaos: [] });
		expect((await call("DELETE", "tasks/chaos/2")).status).toBe(404);
	});
});

describe("deployments", () => {
	it("fail when an alarm is set", async () => {
		await runningTask();
		const alarms = { enable: true, rollback: false, alarmNames: ["too many errors"] };
		const deploymentConfiguration = { alarms };
		await ecs.send(new UpdateServiceCommand({ service: "web", deploymentConfiguration, forceNewDeployment: true }));
		await call("POST", "advance", { seconds: 5 });
		const answer = await call("POST", "alarms/too%20many%20errors", { inAlarm: true });
		expect(answer).toEqual({ status: 200, body: { name: "too many errors", inAlarm: true } });
		await call("POST", "advance", { seconds: 300 });
		const { services } = await ecs.send(new DescribeServicesCommand({ services: ["web"] }));
		expect(services?.[0]?.deployments).toMatchObject([{ rolloutState: "FAILED" }]);
	});

	it("fail by a lifecycle hook until it is reset", async () => {
		const path = "lifecycle-hooks/arn:aws:lambda:eu-west-1:123456789012:function:check";
		for (const fails of [true, false]) expect((await call("POST", path, { fails })).body).toMatchObject({ fails });
	});
});

describe("images", () => {
	it("use the last image digest that was set before they start", async () => {
		await runningTask();
		const digestOf = async () => {
			const { taskArns } = await ecs.send(new ListTasksCommand({ serviceName: "web" }));
			const { tasks } = await ecs.send(new DescribeTasksCommand({ tasks: taskArns }));
			return tasks?.[0]?.containers?.[0]?.imageDigest;
		};
		const { tasks } = await ecs.send(
			new DescribeTasksCommand({ tasks: (await ecs.send(new ListTasksCommand({ serviceName: "web" }))).taskArns }),
		);
		const image = tasks?.[0]?.containers?.[0]?.image;
		const digest = `sha256:${"a".repeat(64)}`;
		const before = await digestOf();
		expect((await call("POST", "images", { image, digest })).body).toEqual({ image, digest });
		expect(await digestOf()).toBe(before);
		await ecs.send(new UpdateServiceCommand({ service: "web", forceNewDeployment: true }));
		await call("POST", "advance", { seconds: 600 });
		expect(await digestOf()).toBe(digest);
	});
});

describe("the endpoint of a health check", () => {
	it("fails with a reason and recovers, after the check has detected it", async () => {
		const route53 = openInProcess(Route53Client, emulator);
		const HealthCheckConfig = { Type: "TCP", IPAddress: "192.0.2.1", Port: 80, FailureThreshold: 1 } as const;
		const made = await route53.send(new CreateHealthCheckCommand({ CallerReference: "one", HealthCheckConfig }));
		const HealthCheckId = made.HealthCheck?.Id ?? "";
		const says = async (healthy: boolean, reason?: string) => {
			const told = await call("POST", `health-checks/${HealthCheckId}`, { healthy, reason });
			expect(told).toEqual({ status: 200, body: { id: HealthCheckId, healthy } });
			await call("POST", "advance", { seconds: 30 });
			const status = await route53.send(new GetHealthCheckStatusCommand({ HealthCheckId }));
			return status.HealthCheckObservations?.[0]?.StatusReport?.Status;
		};
		expect(await says(false, "Out of order.")).toContain("Out of order.");
		expect(await says(true)).toContain("Success");
	});
});

describe("returns an explanatory error for invalid requests", () => {
	it.each<[string, string, object | string | undefined, number, string]>([
		["GET", "nothing", undefined, 404, "POST /_evenkeel/reset"],
		["GET", "reset", undefined, 404, "Available:\n  POST /_evenkeel/reset\n"],
		["POST", "health-checks/none", { healthy: false }, 404, "Health check none not found."],
		["POST", "health-checks/none", {}, 400, '"healthy" is missing.'],
		["POST", "advance", undefined, 400, '"seconds" is missing.'],
		["POST", "advance", { seconds: "3" }, 400, '"seconds" must be number.'],
		["POST", "advance", { seconds: -1 }, 400, '"seconds" must be >= 0.'],
		["POST", "advance", { minutes: 1 }, 400, '"minutes" is unknown; valid members are seconds.'],
		["POST", "advance", "{", 400, "The body is not JSON:"],
		["POST", "advance", "[1]", 400, "The body must be object."],
		["POST", "faults", { operation: "*", fault: "boom" }, 400, '"fault" is "boom"; it must be one of throttle'],
		["POST", "faults", { operation: "ecs:Nothing", fault: "throttle" }, 400, "Write it as route53:"],
		["POST", "faults", '{"operation":"*","fault":"throttle","__proto__":{"a":1}}', 400, '"__proto__" is unknown'],
		["POST", "images", { image: "web", digest: "latest" }, 400, "digest"],
		["DELETE", "faults/9", undefined, 404, "GET /_evenkeel/faults lists"],
		["GET", "tasks/none/hosts", undefined, 404, "Task none is not running"],
		["GET", "tasks/none/lookup?name=a", undefined, 404, "Task none is not running"],
		["GET", "tasks/none/lookup", undefined, 400, "Write the name to look up"],
		["GET", "tasks/%E0%A4%A/hosts", undefined, 404, "Available"],
		["POST", "tasks/none/kill", undefined, 404, "GET /_evenkeel/state lists"],
		["POST", "tasks/none/fail-health", undefined, 404, "Task none is not running"],
		["POST", "alarms/a", {}, 400, '"inAlarm" is missing.'],
		["POST", "tasks/fail-starts", {}, 400, '"reason" is missing.'],
		["POST", "tasks/chaos", { kind: "tired" }, 400, "it must be one of failedStart, missing, exit"],
		["POST", "tasks/chaos", { kind: "exit" }, 400, '"exitCode" is missing.'],
		["POST", "tasks/chaos", { kind: "noCapacity", task: "none" }, 404, "Task none is not running"],
		["POST", "container-instances/none/terminate", undefined, 404, "Container instance none not found"],
	])("%s %s %j", async (method, path, body, status, text) => {
		const answer = await call(method, path, body);
		expect(answer).toMatchObject({ status, body: expect.stringContaining(text) });
	});
});

describe("admission of local programs only", () => {
	const statusWith = (headers: Record<string, string>) =>
		new Promise<number | undefined>((resolve, reject) => {
			const options = { port: served.port, host: "127.0.0.1", path: "/_evenkeel/state", headers };
			httpRequest(options, (response) => {
				response.resume();
				resolve(response.statusCode);
			})
				.on("error", reject)
				.end();
		});

	it.each<[string, Record<string, string>, number]>([
		["accepts the loopback address", { host: "127.0.0.1:4566" }, 200],
		["accepts localhost", { host: "localhost" }, 200],
		["accepts the IPv6 loopback address", { host: "[::1]:4566" }, 200],
		["rejects another name that resolves to this machine", { host: "evil.example:4566" }, 403],
		["rejects a name with localhost as a prefix", { host: "127.0.0.1.evil.example" }, 403],
		["rejects a cross-site request", { host: "localhost:1", origin: "https://evil.example" }, 403],
		["rejects an opaque origin", { host: "localhost:1", origin: "null" }, 403],
		["accepts a page of the same origin", { host: "localhost:1", origin: "http://localhost:1" }, 200],
		["rejects a cross-site request without Origin", { host: "localhost", "sec-fetch-site": "cross-site" }, 403],
		["accepts an address typed into the browser", { host: "localhost", "sec-fetch-site": "none" }, 200],
	])("%s", async (_, headers, status) => {
		expect(await statusWith(headers)).toBe(status);
	});
});

it.each([
	{ fault: "delay", delaySeconds: 60 },
	{ fault: "neverAnswers", of: "response" },
])("closes waiting connections when the emulator is reset: %j", async (fault) => {
	await call("POST", "faults", { operation: "ecs:ListClusters", ...fault });
	const lost = expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({ code: "ECONNRESET" });
	await eventually(async () => (await call("GET", "faults")).body.faults[0].applied === 1);
	await call("POST", "reset");
	await lost;
});
