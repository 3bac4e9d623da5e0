import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { because } from "../../src/model/reason.ts";
import type { Status } from "../../src/model/status.ts";
import { type ServerOptions, startServer } from "../../src/report/server.ts";
import { statusJson } from "../../src/report/status-json.ts";
import { parseStatus } from "../../src/report/status-text.ts";
import { nowMs, resource, status } from "./examples.ts";

async function serve(overrides: Partial<ServerOptions> = {}) {
	const server = await startServer({
		host: "127.0.0.1",
		port: 0,
		status: () => status,
		metrics: { text: async () => "metric 1\n", contentType: "text/plain; version=0.0.4" },
		ready: () => true,
		healthy: () => ({ ok: true, reason: "" }),
		now: () => nowMs,
		hideIn: (text) => text,
		...overrides,
	});
	onTestFinished(() => server.close());
	return server;
}

/** The answer to one request with a `Host` header of choice, which fetch does not allow. */
function ask(port: number, host: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const asking = request({ host: "127.0.0.1", port, headers: { host } }, (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		asking.on("error", reject).end();
	});
}

/** Writes raw bytes and gives all that is answered until the connection ends. */
function raw(port: number, text: string): Promise<string> {
	return new Promise((resolve, reject) => {
		let answer = "";
		const socket: Socket = connect(port, "127.0.0.1", () => socket.write(text));
		socket.on("data", (data) => {
			answer += data;
		});
		socket.on("error", reject).on("close", () => resolve(answer));
	});
}

describe("the server", () => {
	it.each([
		["/metrics", 200, "text/plain; version=0.0.4", "metric 1\n"],
		["/healthz", 200, "text/plain; charset=utf-8", "ok\n"],
		["/readyz", 200, "text/plain; charset=utf-8", "ready\n"],
		["/nothing", 404, "text/plain; charset=utf-8", "Not found. Available: /"],
		["/", 200, "text/html; charset=utf-8", "<h1>evenkeel: prod</h1>"],
	])("answers %s with %i", async (path, code, type, text) => {
		const { url } = await serve();
		const response = await fetch(url + path);
		expect([response.status, response.headers.get("content-type")]).toEqual([code, type]);
		expect(await response.text()).toContain(text);
	});

	it("gives the whole status as JSON", async () => {
		const { url } = await serve();
		const response = await fetch(`${url}/api/v1/status`);
		expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
		expect(parseStatus(await response.text())).toEqual(statusJson(status));
	});

	it("says why it is not healthy and that it is not ready", async () => {
		const { url } = await serve({ healthy: () => ({ ok: false, reason: "The loop hangs." }), ready: () => false });
		const [health, ready] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/readyz`)]);
		expect([health.status, await health.text(), ready.status]).toEqual([503, "The loop hangs.\n", 503]);
	});

	it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s", async (method) => {
		const { url } = await serve();
		const response = await fetch(url, { method, ...(method === "OPTIONS" ? {} : { body: "x" }) });
		expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
	});

	it("hides secrets in every answer, and in names of metrics but not in their numbers", async () => {
		const reason = "The token 4711-canary is wrong.";
		const { url } = await serve({
			hideIn: (text) => text.replaceAll(/4711(-canary)?/g, "***"),
			status: () => ({ ...status, environment: "4711-canary" }),
			metrics: { text: async () => 'm{name="4711-canary",a="4711"} 4711\nm 4711\n', contentType: "text/plain" },
			healthy: () => ({ ok: false, reason }),
		});
		const [metrics, ...others] = await Promise.all(
			["/metrics", "/", "/api/v1/status", "/healthz"].map(async (path) => (await fetch(url + path)).text()),
		);
		expect(metrics).toBe('m{name="***",a="***"} 4711\nm 4711\n');
		for (const text of others) expect(text).toMatch(/^(?!.*canary).*\*\*\*/s);
	});

	it("answers HEAD without a body", async () => {
		const { url } = await serve();
		const response = await fetch(`${url}/metrics`, { method: "HEAD" });
		expect([response.status, await response.text()]).toEqual([200, ""]);
	});

	it.each([
		["127.0.0.1", 200],
		["localhost:8080", 200],
		["[::1]:80", 200],
		["evil.example", 421],
		["127.0.0.1.evil.example", 421],
		["localhost.evil.example:8080", 421],
	])("on loopback answers the host %j with %i", async (host, code) => {
		const { port } = await serve();
		expect(await ask(port, host)).toBe(code);
	});

	it("allows nothing but its own style, and no frame, sniffing or cache", async () => {
		const { url } = await serve();
		const { headers } = await fetch(url);
		expect(headers.get("content-security-policy")).toMatch(
			/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
		);
		expect(headers.get("x-content-type-options")).toBe("nosniff");
		expect(headers.get("cache-control")).toBe("no-store");
	});

	it("refuses headers that are too long", async () => {
		const { port } = await serve();
		expect(await raw(port, `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"x".repeat(9_000)}\r\n\r\n`)).toContain(" 431 ");
	});

	it("names the port that is taken", async () => {
		const { port } = await serve();
		await expect(serve({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use by another program.`);
	});

	it("ends idle connections when it closes, and frees the port", async () => {
		const server = await serve();
		const idle = raw(server.port, "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n");
		const silent = raw(server.port, "GET /");
		await fetch(`${server.url}/healthz`);
		await server.close();
		expect(await idle).toContain("ok\n");
		expect(await silent).toBe("");
		const next = await serve({ port: server.port });
		expect(next.port).toBe(server.port);
	});
});

describe("the page", () => {
	const page = async (shown: Status) => {
		const { url } = await serve({ status: () => shown });
		return (await fetch(url)).text();
	};

	it("shows each resource with sync, health, details and the last change, and refreshes itself", async () => {
		const html = await page(status);
		expect(html).toContain('<meta http-equiv="refresh" content="5">');
		expect(html.match(/<tr><td>/g)).toHaveLength(3);
		const row = html.split("\n").find((line) => line.includes("Service/shop/api")) ?? "";
		for (const text of [
			"OutOfSync",
			"Progressing",
			"1 of 4 tasks are running.",
			"desiredCount: 1 → 4",
			"ecs:CreateService",
			"1 min ago",
		]) {
			expect(row).toContain(text);
		}
		expect(html).toContain("envs/prod/api.yaml:7:3 unknown-field");
	});

	it("begins with what is not well", async () => {
		const shown = status.resources.map(({ identity, sync, health }) => ({
			identity,
			well: sync === "Synced" && health.status === "Healthy",
		}));
		const html = await page(status);
		const positions = (well: boolean) =>
			shown.filter((resource) => resource.well === well).map(({ identity }) => html.indexOf(`>${identity}<`));
		expect(positions(true)).not.toEqual([]);
		expect(Math.max(...positions(false))).toBeLessThan(Math.min(...positions(true)));
	});

	it("has no script and no markup from any text", async () => {
		const evil = `"><script>alert(1)</script><img src=x onerror='x'>\u202e`;
		const html = await page({
			environment: evil,
			owner: evil,
			revision: evil,
			account: evil,
			region: evil,
			stopped: because("WrongAccount", { environment: evil, differences: [], carriedOut: [] }),
			pause: { by: "window", reason: because("PausedByWindow", { until: evil }) },
			reconciles: 1,
			problems: [
				{
					place: { file: evil, line: 1, column: 1 },
					code: "unknown-live-container",
					params: { container: evil },
					severity: "error",
				},
			],
			resources: [
				resource({
					identity: `Service/${evil}`,
					reason: because("SuspendedByTag", { tag: evil }),
					health: { status: "Degraded", reason: because("RoleMissing", { role: evil }) },
					drift: [{ path: evil, desired: evil, observed: evil }],
					unmanaged: [evil],
					place: { file: evil, line: 1, column: 1 },
					lastChange: { revision: evil, action: "update", operation: evil, atMs: nowMs },
					failure: { kind: "invalid", operation: evil, awsCode: evil, message: evil, atMs: nowMs, times: 1 },
				}),
			],
		});
		expect(html).not.toMatch(/<script|<img|\u202e/);
		expect(
			html.match(
				/<(?!\/?(?:html|head|meta|title|style|body|h1|p|ul|li|code|table|thead|tbody|tr|th|td|span|small|br|time|a)\b|!doctype)/g,
			),
		).toBeNull();
	});

	it("is there before anything was read", async () => {
		expect(await page({ problems: [], resources: [], reconciles: 0 })).toContain("<h1>evenkeel: no environment</h1>");
	});
});
