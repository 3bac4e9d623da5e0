/** Clients that hold connections open in every way: others still reach the status. */
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { startHealthServer } from "../../src/report/health-server.ts";
import { type ServerLimits, startServer } from "../../src/report/server.ts";
import { eventually } from "../support/command-line.ts";
import { askWithoutReading, closed, crowd, holds } from "../support/sockets.ts";
import { nowMs, status } from "./examples.ts";

const kinds = Object.keys(holds) as (keyof typeof holds)[];
const metricsText = async () => "metric 1\n";

async function serve(limits: Partial<ServerLimits>, text = metricsText) {
	const server = await startServer({
		...{ host: "127.0.0.1", port: 0, limits },
		...{
			status: () => status,
			ready: () => true,
			healthy: () => ({ ok: true, reason: "" }),
			now: () => nowMs,
			hideIn: (text: string) => text,
		},
		metrics: { text, contentType: "text/plain" },
	});
	onTestFinished(() => server.close());
	return server;
}

async function pause(port: number, count: number, how: keyof typeof holds, address?: string) {
	const held = await crowd(port, count, how, address);
	onTestFinished(held.leave);
	return held;
}

describe("the status server", () => {
	it.each(kinds)("answers a client whose address already has all its connections: %s", async (how) => {
		const { port, url } = await serve({ perAddress: 10 });
		const held = await pause(port, 60, how);
		expect(await (await fetch(`${url}/healthz`)).text()).toBe("ok\n");
		expect(held.open()).toBeLessThanOrEqual(10);
	});

	it.each(kinds)("keeps a client's connection while another address exceeds its limit: %s", async (how) => {
		const { port, url } = await serve({ perAddress: 10, idleMs: 60_000, headersMs: 60_000, requestMs: 60_000 });
		const prometheus = await pause(port, 1, "keeps its connection after an answer");
		const others = await pause(port, 60, how, "127.0.0.2");
		expect((await fetch(`${url}/metrics`)).status).toBe(200);
		expect(prometheus.open()).toBe(1);
		expect(others.open()).toBeLessThanOrEqual(10);
	});

	it("makes room for new clients where many addresses together have all connections", async () => {
		const { port, url } = await serve({ total: 40, perAddress: 10 });
		const held = [];
		for (let address = 2; address < 12; address++)
			held.push(await pause(port, 10, "says nothing", `127.0.0.${address}`));
		expect((await fetch(`${url}/healthz`)).status).toBe(200);
		expect(held.reduce((sum, { open }) => sum + open(), 0)).toBeLessThanOrEqual(40);
	});

	it("makes room for new clients where others do not read their answers", async () => {
		let asked = 0;
		const { port, url } = await serve({ total: 10, perAddress: 10 }, async () => {
			asked += 1;
			return "x".repeat(20_000_000);
		});
		const held = await askWithoutReading(port, 10);
		onTestFinished(held.leave);
		await eventually(() => asked === 10);
		expect(await (await fetch(`${url}/healthz`)).text()).toBe("ok\n");
	});

	it("prefers idle connections to one whose answer is being read", async () => {
		const size = 20_000_000;
		const { port, url } = await serve({ total: 10, perAddress: 10 }, async () => "x".repeat(size));
		const reading = await fetch(`${url}/metrics`);
		await pause(port, 60, "says nothing");
		expect((await reading.text()).length).toBe(size);
	});

	it("closes no connection whose answer is still due", async () => {
		let tell = (_text: string) => {};
		const told = new Promise<string>((resolve) => {
			tell = resolve;
		});
		let asked = 0;
		const { port, url } = await serve({ total: 10, perAddress: 10 }, () => {
			asked += 1;
			return told;
		});
		const answers = Array.from({ length: 10 }, async () => (await fetch(`${url}/metrics`)).text());
		await eventually(() => asked === 10);
		await pause(port, 60, "says nothing");
		tell("metric 2\n");
		expect(await Promise.all(answers)).toEqual(answers.map(() => "metric 2\n"));
	});

	it.each(kinds)("closes a connection that asks nothing: %s", async (how) => {
		const { port } = await serve({ idleMs: 100, headersMs: 100, requestMs: 200 });
		const held = await pause(port, 5, how);
		await eventually(() => held.open() === 0);
	});

	it("closes the connection of a client that does not read its answer", async () => {
		const size = 50_000_000;
		const { port } = await serve({ answerMs: 100 }, async () => "x".repeat(size));
		const socket = connect(port, "127.0.0.1");
		await once(socket, "connect");
		socket.pause();
		socket.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
		let taken = 0;
		const take = () => {
			taken += socket.read()?.length ?? 0;
		};
		// A little at a time, so that the connection is never idle; then all that was sent.
		for (let time = 0; time < 20; time++) {
			await new Promise((passed) => setTimeout(passed, 20));
			socket.read(1_000);
		}
		const ended = closed(socket);
		socket.on("readable", take);
		take();
		await ended;
		expect(taken).toBeLessThan(size / 2);
	});
});

describe("the health listener", () => {
	async function health(ok = true) {
		const server = await startHealthServer({
			...{ host: "127.0.0.1", port: 0 },
			healthy: () => ({ ok, reason: ok ? "" : "The loop hangs." }),
		});
		onTestFinished(server.close);
		return server;
	}

	it.each([
		[true, 200, "ok\n"],
		[false, 503, "The loop hangs.\n"],
	])("answers (healthy: %s) with %i", async (ok, code, text) => {
		const { url } = await health(ok);
		const answer = await fetch(`${url}/healthz`);
		expect([answer.status, await answer.text(), answer.headers.get("connection")]).toEqual([code, text, "close"]);
	});

	it.each([
		["GET", "/api/v1/status"],
		["GET", "/metrics"],
		["POST", "/healthz"],
	])("serves nothing else: %s %s", async (method, path) => {
		const { url } = await health();
		expect((await fetch(`${url}${path}`, { method })).status).toBe(404);
	});

	it.each(kinds)("answers while clients hold connections: %s", async (how) => {
		const { port, url } = await health();
		await pause(port, 60, how);
		expect(await (await fetch(`${url}/healthz`)).text()).toBe("ok\n");
	});

	it("names a port that is in use", async () => {
		const other = createServer().listen(0, "127.0.0.1");
		await once(other, "listening");
		const { port } = other.address() as { port: number };
		const starting = startHealthServer({ host: "127.0.0.1", port, healthy: () => ({ ok: true, reason: "" }) });
		await expect(starting).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`);
		other.close();
	});
});
