/** Fuzz tests of DNS packets: malformed packets get either no response or a readable one. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import dnsPacket from "dns-packet";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { respond } from "../../../src/emulator/dns/message.ts";
import { type Served, serve } from "../../../src/emulator/server.ts";
import { createWorld, type World } from "../world.ts";

const runs = { numRuns: Number(process.env.EVENKEEL_FUZZ_RUNS ?? 1_000), seed: 4 };
const response = 0x80;

let world: World;
let served: Served;
beforeAll(async () => {
	world = createWorld();
	await world.privateNamespace("internal");
	served = await serve(world.emulator, { port: 0, dnsPort: 0 });
});
afterAll(() => served.close());

const anyName = fc.oneof(
	fc.constantFrom("internal", ".", "a.internal", "*.internal", "INTERNAL", "_a._b.internal", "xn--a.internal"),
	fc.array(fc.stringMatching(/^[a-z0-9_-]{1,63}$/), { minLength: 1, maxLength: 5 }).map((labels) => labels.join(".")),
);
const types = ["A", "AAAA", "SRV", "SOA", "NS", "TXT", "ANY", "CNAME", "PTR", "AXFR"] as const;
const query = fc
	.tuple(anyName, fc.constantFrom(...types), fc.nat(65_535), fc.constantFrom("IN", "CH", "ANY") as fc.Arbitrary<"IN">)
	.map(([name, type, id, klass]) =>
		dnsPacket.encode({
			type: "query",
			id,
			flags: dnsPacket.RECURSION_DESIRED,
			questions: [{ name, type: type as "A", class: klass }],
		}),
	);
/** Modified bytes of a query: changed bytes, a truncated packet, or trailing data. */
const almostQuery = fc
	.tuple(
		query,
		fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }),
		fc.nat(60),
		fc.uint8Array({ maxLength: 40 }),
	)
	.map(([bytes, changes, length, more]) => {
		const changed = Buffer.concat([length > 50 ? bytes : bytes.subarray(0, Math.max(length, 1)), more]);
		for (const [at, byte] of changes) if (at < changed.length) changed[at] = byte;
		return changed;
	});

function expectReadable(bytes: Uint8Array, transport: "udp" | "tcp"): void {
	const answer = respond(bytes, world.emulator.resolveDns, transport);
	if (!answer) return;
	const packet = Buffer.from(answer);
	expect(packet.subarray(0, 2)).toEqual(Buffer.from(bytes.subarray(0, 2)));
	expect((packet[2] ?? 0) & response).toBe(response);
	expect(() => dnsPacket.decode(packet)).not.toThrow();
	expect(packet.length).toBeLessThanOrEqual(transport === "udp" ? 4096 : 65_535);
}

describe("DNS packets", () => {
	it("with valid contents are always answered", () => {
		fc.assert(
			fc.property(query, (bytes) => {
				expect(respond(bytes, world.emulator.resolveDns, "udp")).toBeDefined();
				expectReadable(bytes, "udp");
			}),
			runs,
		);
	});

	it("with small errors get no response or a readable one", () => {
		fc.assert(
			fc.property(almostQuery, fc.constantFrom("udp", "tcp") as fc.Arbitrary<"udp" | "tcp">, expectReadable),
			runs,
		);
	});

	it("with compression loops get no response or a readable one", () => {
		const header = Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
		for (const name of [
			[0xc0, 12],
			[0xc0, 14, 0xc0, 12],
			[1, 97, 0xc0, 12],
			[0xff, 0xff],
			[63, 97],
		]) {
			expectReadable(Buffer.concat([header, Buffer.from(name), Buffer.from([0, 1, 0, 1])]), "udp");
		}
	});

	it("in large numbers do not break the listeners", async () => {
		const socket = createSocket("udp4");
		for (const bytes of fc.sample(almostQuery, { numRuns: 200, seed: 4 }))
			socket.send(bytes, served.dnsPort, "127.0.0.1");
		const tcp = connect(served.dnsPort, "127.0.0.1");
		tcp.on("error", () => {}).resume();
		const closed = once(tcp, "close");
		tcp.end(Buffer.concat([Buffer.from([0, 4]), Buffer.from("junk"), Buffer.from([0, 0, 255, 255])]));
		await closed;
		const right = dnsPacket.encode({ type: "query", id: 4242, questions: [{ name: "internal", type: "SOA" }] });
		const answered = new Promise<void>((resolve) => {
			socket.on("message", (message) => {
				if (dnsPacket.decode(message).id === 4242) resolve();
			});
		});
		socket.send(right, served.dnsPort, "127.0.0.1");
		await answered;
		socket.close();
	});
});
