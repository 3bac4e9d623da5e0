/**
 * Fuzz tests of client input: every request gets AWS's 4xx, an explanation or a closed connection; never a 500 and
 * never silence. `EVENKEEL_FUZZ_RUNS` increases the number of random requests.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serve } from "../../src/emulator/server.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";
import { filledIn, goodRequests, withOneChange } from "./requests.ts";
import { operationsOf, sdkServices } from "./sdk-services.ts";
import { anyOddity, wildValue } from "./wire/values.ts";

const runs = { numRuns: Number(process.env.EVENKEEL_FUZZ_RUNS ?? 150), seed: 4 };
const { emulator } = createVirtualWorld();
const operations = sdkServices
	.filter(({ protocol }) => !protocol.model().xml)
	.flatMap((service) => {
		const { serviceTarget } = service.protocol.model().protocol;
		return operationsOf(service).map(({ name, input }) => ({ target: `${serviceTarget}.${name}`, input }));
	});
const targets = operations.map(({ target }) => target);

type Request = Parameters<typeof emulator.handle>[0];

/** Sends a request in process; the result is a success or an error that a client can parse. */
async function expectNoHarm(request: Request): Promise<void> {
	const { statusCode, headers, body } = await emulator.handle(request);
	const text = new TextDecoder().decode(body);
	expect(statusCode, text).toBeGreaterThanOrEqual(200);
	expect(statusCode, text).toBeLessThan(500);
	if (statusCode >= 400 && headers["content-type"]?.includes("json")) {
		const { __type, message, Message } = JSON.parse(text);
		expect(__type).toMatch(/^\w+$/);
		expect(message ?? Message).not.toBe("");
	}
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}

const anyBody = fc.oneof(
	fc.json(),
	fc.string(),
	fc.uint8Array({ maxLength: 200 }),
	fc.jsonValue().map((value) => JSON.stringify({ cluster: value, services: value, Name: value, tags: value })),
	fc.constant(
		'{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"tags":[{"__proto__":{"polluted":1}}]}',
	),
	fc.integer({ min: 1, max: 20_000 }).map((depth) => `{"tags":${"[".repeat(depth)}${"]".repeat(depth)}}`),
	fc.integer({ min: 1, max: 5_000 }).map((depth) => `${'{"tags":'.repeat(depth)}1${"}".repeat(depth)}`),
	fc.json().map((text) => gzipSync(text)),
);
const anyHeaders = fc.dictionary(
	fc.constantFrom("authorization", "content-type", "content-encoding", "x-amz-date", "x-amz-security-token", "accept"),
	fc.oneof(
		fc.string(),
		fc.constantFrom(
			"AWS4-HMAC-SHA256",
			"AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=, Signature=",
			"AWS4-HMAC-SHA256 Credential=x/20260101/r/ecs/aws4_request, SignedHeaders=host, Signature=0",
			"Basic eDp5",
			"gzip",
			"text/html",
			"application/cbor",
		),
	),
);

describe("random requests in process", () => {
	it("of ECS and Cloud Map with any target, headers and body", async () => {
		const target = fc.oneof(
			{ weight: 4, arbitrary: fc.constantFrom(...targets) },
			{ weight: 1, arbitrary: fc.string() },
		);
		await fc.assert(
			fc.asyncProperty(target, anyHeaders, anyBody, async (name, headers, body) => {
				await expectNoHarm({
					method: "POST",
					path: "/",
					query: {},
					headers: { ...headers, "x-amz-target": name },
					body,
				});
			}),
			runs,
		);
	});

	it("of every JSON service with inputs that almost match their operation", async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...operations), fc.nat(), async ({ target, input }, seed) => {
				const body = JSON.stringify(wildValue(input, seededRandom(seed), 0) ?? {});
				const headers = { "x-amz-target": target };
				await expectNoHarm({ method: "POST", path: "/", query: {}, headers, body });
			}),
			{ ...runs, numRuns: runs.numRuns * 3 },
		);
	});

	it("of ECS and Cloud Map with one wrong member, in an account with all resource types", async () => {
		let { emulator: furnished, clock } = createVirtualWorld();
		let answers = "";
		const send = async (target: string, input: unknown) => {
			const headers = { "x-amz-target": target };
			const body = filledIn(input, answers);
			const { statusCode, body: answer } = await furnished.handle({
				method: "POST",
				path: "/",
				query: {},
				headers,
				body,
			});
			answers += new TextDecoder().decode(answer);
			return statusCode;
		};
		/** Creates a new account periodically, because accepted resources accumulate and slow the test down. */
		const furnish = async () => {
			({ emulator: furnished, clock } = createVirtualWorld());
			answers = "";
			const refused: string[] = [];
			for (const [target, input] of goodRequests) {
				if ((await send(target, input)) !== 200) refused.push(target);
				await clock.advance(60_000);
			}
			expect(refused).toEqual([]);
		};
		let sent = 0;
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...goodRequests), fc.nat(), async ([target, input], seed) => {
				if (sent++ % 50 === 0) await furnish();
				const random = seededRandom(seed);
				const changed = withOneChange(input, random, () => anyOddity(random));
				expect(await send(target, changed), JSON.stringify(changed)).toBeLessThan(500);
				// Accepted input must not cause errors later either.
				await clock.advance(10_000);
			}),
			{ ...runs, numRuns: runs.numRuns * 2 },
		);
	});

	it("of Route 53 with any path, query and body", async () => {
		const segment = fc.oneof(
			fc.constantFrom("hostedzone", "rrset", "change", "tags", "Z1", "..", "%00", "%E0%A4%A", "", "hostedzonesbyname"),
			fc.string(),
		);
		const path = fc.array(segment, { maxLength: 4 }).map((steps) => `/2013-04-01/${steps.join("/")}`);
		const query = fc.dictionary(
			fc.constantFrom("maxitems", "marker", "name", "type", "identifier", "__proto__", "vpcid", "dnsname"),
			fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 2 }), fc.constant(null)),
		);
		const xml = fc.oneof(
			anyBody,
			fc.string().map((text) => `<CreateHostedZoneRequest><Name>${text}</Name></CreateHostedZoneRequest>`),
			fc
				.tuple(fc.string(), fc.string())
				.map(
					([action, ttl]) =>
						`<ChangeResourceRecordSetsRequest><ChangeBatch><Changes><Change><Action>${action}</Action><ResourceRecordSet><Name>a.</Name><Type>A</Type><TTL>${ttl}</TTL></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`,
				),
			fc.constant(
				'<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]><CreateHostedZoneRequest><Name>&d;</Name></CreateHostedZoneRequest>',
			),
			fc.integer({ min: 1, max: 20_000 }).map((depth) => "<a>".repeat(depth) + "</a>".repeat(depth)),
		);
		const method = fc.constantFrom("GET", "POST", "DELETE", "PUT", "PATCH");
		await fc.assert(
			fc.asyncProperty(method, path, query, anyHeaders, xml, (verb, where, asked, headers, body) =>
				expectNoHarm({ method: verb, path: where, query: asked, headers, body }),
			),
			runs,
		);
	});
});

/** Half-closes the connection. */
const end = Symbol("end");
type Piece = string | Uint8Array | typeof end;

describe("connections", () => {
	let served: Served;
	beforeAll(async () => {
		served = await serve(emulator, { port: 0, dnsPort: 0, requestMs: 300 });
	});
	afterAll(() => served.close());

	/** Sends the pieces in sequence and returns everything received until the peer closes. */
	async function exchange(...pieces: readonly Piece[]): Promise<string> {
		const socket = connect(served.port, "127.0.0.1");
		let answer = "";
		socket.on("data", (chunk: Buffer) => {
			answer += chunk.toString("latin1");
		});
		socket.on("error", () => {});
		const closed = once(socket, "close");
		await once(socket, "connect");
		for (const piece of pieces) {
			if (socket.destroyed) break;
			if (piece === end) socket.end();
			else socket.write(piece);
			await new Promise((resolve) => setImmediate(resolve));
		}
		await closed;
		return answer;
	}
	const head = "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: AmazonEC2ContainerServiceV20141113.ListClusters\r\n";

	it.each<[string, RegExp, readonly Piece[]]>([
		["that are empty", /^(HTTP\/1\.1 408|$)/, []],
		["that stop within their headers", /^(HTTP\/1\.1 408|$)/, ["POST / HTTP/1.1\r\nHost: a\r\nX-A"]],
		["that stop within their body", /^(HTTP\/1\.1 408|$)/, [`${head}Content-Length: 10\r\n\r\n`, "{"]],
		["in another protocol", /^HTTP\/1\.1 400/, ["\x16\x03\x01\x02\x00\x01\x00"]],
		["in no known protocol", /^HTTP\/1\.1 400/, ["garbage\r\n\r\ngarbage\r\n\r\n"]],
		["with pipelined garbage after a request", /HTTP\/1\.1 400/, [`${head}Content-Length: 2\r\n\r\n{}garbage\r\n\r\n`]],
		["with huge headers", /^HTTP\/1\.1 431/, [`${head}X-Large: ${"x".repeat(100_000)}\r\n\r\n`]],
		["with a huge path", /^HTTP\/1\.1 (431|414)/, [`GET /${"x".repeat(100_000)} HTTP/1.1\r\n\r\n`]],
		["without a host", /^HTTP\/1\.1 400/, ["GET / HTTP/1.1\r\n\r\n"]],
		[
			"with two Content-Length headers",
			/^HTTP\/1\.1 400/,
			[`${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `],
		],
		[
			"with Content-Length and chunks",
			/^HTTP\/1\.1 400/,
			[`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`],
		],
		["with broken chunks", /^HTTP\/1\.1 400/, [`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`]],
		["that request a tunnel", /^(HTTP\/1\.1 4|$)/, ["CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"]],
		[
			"that request a protocol upgrade",
			/^HTTP\/1\.1 (4|200)/,
			["GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", end],
		],
		[
			"with invalid gzip",
			/^HTTP\/1\.1 400/,
			[`${head}Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: 4\r\n\r\nabcd`],
		],
	])("%s are answered or closed", async (_, expected, pieces) => {
		const answer = await exchange(...pieces);
		expect(answer).toMatch(expected);
		expect(answer).not.toContain("HTTP/1.1 500");
	});

	it("with random bytes are answered or closed, and the next request is served", async () => {
		const line = fc.oneof(fc.constantFrom(head, "\r\n", "Content-Length: 5\r\n", "GET / HTTP/1.1\r\n"), fc.string());
		await fc.assert(
			fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (pieces) => {
				expect(await exchange(...pieces, "\r\n\r\n", end)).not.toContain("HTTP/1.1 500");
			}),
			{ ...runs, numRuns: Math.ceil(runs.numRuns / 10) },
		);
		expect((await fetch(served.url)).status).toBe(200);
	});

	it("in large numbers do not break the server", async () => {
		const sockets = Array.from({ length: 300 }, () => connect(served.port, "127.0.0.1"));
		for (const socket of sockets) socket.on("error", () => {}).resume();
		await Promise.all(sockets.map((socket) => once(socket, "connect")));
		expect((await fetch(served.url)).status).toBe(200);
		for (const socket of sockets) socket.destroy();
	});

	it("aborted midway do not break the server", async () => {
		for (let round = 0; round < 20; round++) {
			const socket = connect(served.port, "127.0.0.1");
			await once(socket, "connect");
			socket.write(`${head}Content-Length: 1000\r\n\r\n{`);
			socket.destroy();
		}
		expect((await fetch(served.url)).status).toBe(200);
	});

	it("can wait for permission to send their body", async () => {
		const answer = await exchange(
			`${head}Expect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n`,
			"{}",
		);
		expect(answer).toMatch(/^HTTP\/1\.1 100[\s\S]*HTTP\/1\.1 200/);
	});
});
