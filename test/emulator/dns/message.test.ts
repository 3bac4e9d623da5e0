import dnsPacket, { type DecodedPacket, type Packet } from "dns-packet";
import fastCheck from "fast-check";
import { describe, expect, it } from "vitest";
import { answer, type DnsQuestion } from "../../../src/emulator/dns/answer.ts";
import { type Resolve, respond } from "../../../src/emulator/dns/message.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { dnsZone, sourcesOf } from "./sources.ts";

const simple = (name: string, type: string, ...values: string[]) => ({ name, type, values });
const long = "x".repeat(200);
const zone = dnsZone("internal.", [
	simple("web.internal.", "A", "10.0.0.1"),
	simple("six.internal.", "AAAA", "fd00::1"),
	simple("txt.internal.", "TXT", '"a b" "q\\"uote"'),
	simple("mail.internal.", "MX", "10 mx.example.com."),
	simple("srv.internal.", "SRV", "1 1 80 web.internal."),
	simple("big.internal.", "TXT", ...Array.from({ length: 10 }, (_, index) => `"${index}${long}"`)),
	simple("caa.internal.", "CAA", '0 issue "ca.example.net"'),
	simple("ds.internal.", "DS", "12345 13 2 aabb ccdd"),
	simple("ssh.internal.", "SSHFP", `4 2 ${"ab".repeat(32)}`),
	simple("tls.internal.", "TLSA", "3 1 1 aabbcc"),
	simple("naptr.internal.", "NAPTR", '100 50 "u" "sip+E2U" "!^.*$!sip:info@example.com!" .'),
	simple("spf.internal.", "SPF", '"v=spf1 -all"'),
	simple("https.internal.", "HTTPS", '1 . alpn="h2,h3" port=8443 ipv4hint=10.0.0.1 ipv6hint=fd00::1'),
	simple("svcb.internal.", "SVCB", "0 web.internal."),
	{ name: "sub.internal.", type: "NS", values: ["ns.sub.internal."] },
	simple("ns.sub.internal.", "A", "10.0.0.53"),
]);
const random = seededRandom(1);
const resolve: Resolve = (question) => answer(question, sourcesOf([zone]), random);

function ask(
	query: Omit<Partial<Packet>, "type"> & { name?: string; type?: string },
	transport: "udp" | "tcp" = "udp",
	answerer: Resolve = resolve,
): DecodedPacket {
	const { name = "web.internal", type = "A", ...rest } = query;
	const questions = [{ name, type: type as "A", class: "IN" as const }];
	const bytes = dnsPacket.encode({ type: "query", id: 77, flags: dnsPacket.RECURSION_DESIRED, questions, ...rest });
	const response = respond(bytes, answerer, transport);
	if (!response) throw new Error("There was no answer.");
	return dnsPacket.decode(Buffer.from(response));
}

/** The decoded form of dns-packet, which its types do not describe. */
function flagsOf(packet: DecodedPacket) {
	const { rcode, flag_tc: truncated, flag_aa: authoritative } = packet as DecodedPacket & { rcode: string };
	return { rcode, truncated, authoritative };
}

describe("messages", () => {
	it("echo ID and question and contain the answer", () => {
		const response = ask({ name: "WEB.internal" });
		expect(response).toMatchObject({
			id: 77,
			type: "response",
			questions: [{ name: "WEB.internal", type: "A" }],
			answers: [{ name: "WEB.internal", type: "A", ttl: 60, data: "10.0.0.1" }],
		});
		expect(flagsOf(response)).toEqual({ rcode: "NOERROR", truncated: false, authoritative: true });
	});

	it.each([
		["six.internal", "AAAA", "fd00::1"],
		["txt.internal", "TXT", [Buffer.from("a b"), Buffer.from('q"uote')]],
		["mail.internal", "MX", { preference: 10, exchange: "mx.example.com" }],
		["srv.internal", "SRV", { priority: 1, weight: 1, port: 80, target: "web.internal" }],
	])("contain %s %s", (name, type, data) => {
		expect(ask({ name, type }).answers).toMatchObject([{ data }]);
	});

	it("contain the addresses of SRV targets as additional records", () => {
		expect(ask({ name: "srv.internal", type: "SRV" }).additionals).toMatchObject([
			{ name: "web.internal", data: "10.0.0.1" },
		]);
	});

	it("contain the SOA in negative answers", () => {
		const response = ask({ name: "nobody.internal" });
		expect(flagsOf(response).rcode).toBe("NXDOMAIN");
		expect(response.authorities).toMatchObject([{ type: "SOA", data: { minimum: 86_400, serial: 1 } }]);
	});

	it("reject external names and other classes", () => {
		expect(flagsOf(ask({ name: "example.org" })).rcode).toBe("REFUSED");
		expect(flagsOf(ask({ questions: [{ name: "web.internal", type: "A", class: "CH" }] })).rcode).toBe("REFUSED");
	});

	it.each(["UNKNOWN_65", "ANY", "CAA", "NS"])("answer a query of type %s", (type) => {
		expect(flagsOf(ask({ name: "web.internal", type })).rcode).toBe("NOERROR");
		expect(flagsOf(ask({ name: "caa.internal", type })).rcode).toBe("NOERROR");
	});

	it.each([
		["caa.internal", "CAA", { flags: 0, tag: "issue", value: "ca.example.net" }],
		["ds.internal", "DS", { keyTag: 12345, algorithm: 13, digestType: 2, digest: Buffer.from("aabbccdd", "hex") }],
		["tls.internal", "TLSA", { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from("aabbcc", "hex") }],
		["ssh.internal", "SSHFP", { algorithm: 4, hash: 2, fingerprint: "AB".repeat(32) }],
		["naptr.internal", "NAPTR", { order: 100, preference: 50, flags: "u", services: "sip+E2U" }],
		["spf.internal", "UNKNOWN_99", Buffer.from("\x0bv=spf1 -all", "latin1")],
		["svcb.internal", "UNKNOWN_64", Buffer.from("\x00\x00\x03web\x08internal\x00", "latin1")],
	])("contain %s %s, field by field", (name, type, data) => {
		expect(ask({ name, type }).answers).toMatchObject([{ data }]);
	});

	it("contain the parameters of HTTPS records in the order of their keys (RFC 9460)", () => {
		const [found] = ask({ name: "https.internal", type: "UNKNOWN_65" }).answers as { data: Buffer }[];
		const expected = [
			"0001 00", // priority 1, the owner's own name
			"0001 0006 02 6832 02 6833", // alpn: h2, h3
			"0003 0002 20fb", // port 8443
			"0004 0004 0a000001", // ipv4hint
			"0006 0010 fd000000000000000000000000000001", // ipv6hint
		];
		expect(found?.data.toString("hex")).toBe(expected.join("").replaceAll(" ", ""));
	});

	it("refer a delegated name without authority", () => {
		const response = ask({ name: "x.sub.internal" });
		expect(flagsOf(response)).toMatchObject({ rcode: "NOERROR", authoritative: false });
		expect(response.authorities).toMatchObject([{ type: "NS", name: "sub.internal", data: "ns.sub.internal" }]);
		expect(response.additionals).toMatchObject([{ name: "ns.sub.internal", data: "10.0.0.53" }]);
	});

	it.each(["AXFR", "IXFR"])("reject a zone transfer over %s", (type) => {
		expect(flagsOf(ask({ name: "internal", type })).rcode).toBe("REFUSED");
	});
});

describe("EDNS", () => {
	const opt = (more: object) => ({
		additionals: [
			{
				type: "OPT" as const,
				name: "." as const,
				udpPayloadSize: 1232,
				extendedRcode: 0,
				ednsVersion: 0,
				flags: 0,
				flag_do: false,
				options: [],
				...more,
			},
		],
	});
	const told = (text: string) => opt({ options: [{ code: 65_001, data: Buffer.from(text) }] });

	it("of a later version get BADVERS with the supported version", () => {
		const response = ask(opt({ ednsVersion: 1 }));
		expect(flagsOf(response).rcode).toBe("NOERROR");
		expect(response.additionals).toMatchObject([{ type: "OPT", extendedRcode: 1, ednsVersion: 0 }]);
		expect(response.answers).toEqual([]);
	});

	it.each([
		["the VPC by its ID alone", told("vpc-1"), { vpc: "vpc-1" }],
		[
			"pairs",
			told("vpc=vpc-1, region=eu-west-1,country=DE,shoe=44"),
			{ vpc: "vpc-1", region: "eu-west-1", country: "DE" },
		],
		["the internet", told("public"), { vpc: "public" }],
		["nothing", told(""), {}],
		[
			"a client subnet",
			opt({ options: [{ code: 8, family: 1, sourcePrefixLength: 24, scopePrefixLength: 0, ip: "192.0.2.0" }] }),
			{ address: "192.0.2.0" },
		],
	])("identify the client's location: %s", (_, query, expected) => {
		let asker: unknown;
		const asked = (question: DnsQuestion) => {
			asker = question.asker;
			return resolve(question);
		};
		ask(query, "udp", asked);
		expect(asker).toEqual({ address: undefined, ...expected });
	});
});

describe("long answers", () => {
	const withSize = (udpPayloadSize: number) => ({
		name: "big.internal",
		type: "TXT",
		additionals: [
			{
				type: "OPT" as const,
				name: ".",
				udpPayloadSize,
				extendedRcode: 0,
				ednsVersion: 0,
				flags: 0,
				flag_do: false,
				options: [],
			},
		],
	});

	it("are truncated over UDP and complete over TCP", () => {
		const cut = ask({ name: "big.internal", type: "TXT" });
		expect(flagsOf(cut).truncated).toBe(true);
		expect(cut.answers).toEqual([]);
		expect(ask({ name: "big.internal", type: "TXT" }, "tcp").answers).toHaveLength(10);
	});

	it("are complete over UDP if the client's limit allows", () => {
		expect(ask(withSize(4096)).answers).toHaveLength(10);
		expect(flagsOf(ask(withSize(1232))).truncated).toBe(true);
		expect(flagsOf(ask(withSize(100))).truncated).toBe(true);
	});

	it("contain EDNS only if the query does", () => {
		expect(ask(withSize(4096)).additionals).toMatchObject([{ type: "OPT" }]);
		expect(ask({}).additionals).toEqual([]);
	});
});

describe("bad messages", () => {
	const query = dnsPacket.encode({
		type: "query",
		id: 9,
		questions: [{ name: "web.internal", type: "A", class: "IN" }],
	});
	const changed = (offset: number, value: number) => {
		const copy = Buffer.from(query);
		copy.writeUInt8(value, offset);
		return copy;
	};

	it.each([
		["fragments", query.subarray(0, 11)],
		["nothing", Buffer.alloc(0)],
		["answers", changed(2, 0x80)],
	])("that are %s get no response", (_, message) => {
		expect(respond(message, resolve, "udp")).toBeUndefined();
	});

	it.each([
		["a truncated question", query.subarray(0, query.length - 3), 1],
		["no question", changed(5, 0), 1],
		["a question count that is too large", changed(5, 9), 1],
		["a compression loop", Buffer.from([...query.subarray(0, 12), 0xc0, 12, 0, 1, 0, 1]), 1],
		["an opcode other than query", changed(2, 0x28), 4],
	])("with %s get an error code", (_, message, code) => {
		const response = Buffer.from(respond(message, resolve, "udp") ?? []);
		expect(response.readUInt16BE(0)).toBe(9);
		expect(response.readUInt8(2) & 0x80).toBe(0x80);
		expect(response.readUInt8(3) & 0x0f).toBe(code);
	});

	it("of random bytes never throw", () => {
		fastCheck.assert(
			fastCheck.property(fastCheck.uint8Array({ maxLength: 600 }), fastCheck.boolean(), (bytes, isQuery) => {
				// Half of them have a valid header with one question, so that the parser gets further.
				if (isQuery && bytes.length >= 12) bytes.set([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
				respond(bytes, resolve, "udp");
				respond(bytes, resolve, "tcp");
			}),
			{ numRuns: 3000 },
		);
	});
});
