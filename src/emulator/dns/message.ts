/**
 * DNS messages: bytes in, bytes out. Whatever arrives gets an answer or silence, never an exception: a message that cannot
 * be read is FORMERR when it has at least a header, and too large an answer is cut with the truncation flag.
 */
import dnsPacket, { type Answer, type DecodedPacket, type Question } from "dns-packet";
import { characterStrings } from "../route-53/record-values.ts";
import type { DnsQuestion, DnsRecord, DnsReply } from "./answer.ts";

/** Answers one question; see `answer`. */
export type Resolve = (question: DnsQuestion) => DnsReply;

const HEADER_BYTES = 12;
const PLAIN_UDP_BYTES = 512;
const LARGEST_UDP_BYTES = 4096;
const codes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

/**
 * The answer to a message, or undefined for what deserves none: fragments and answers.
 *
 * @param transport decides how long the answer may be.
 */
export function respond(message: Uint8Array, resolve: Resolve, transport: "udp" | "tcp"): Uint8Array | undefined {
	const bytes = Buffer.from(message);
	const isAnswer = ((bytes[2] ?? 0) & 0x80) !== 0;
	if (bytes.length < HEADER_BYTES || isAnswer) return undefined;
	const opcode = ((bytes[2] ?? 0) >> 3) & 0x0f;
	if (opcode !== 0) return headerOnly(bytes, codes.NOTIMP);
	const query = decode(bytes);
	const [question, ...others] = query?.questions ?? [];
	if (!query || !question || others.length > 0) return headerOnly(bytes, codes.FORMERR);
	try {
		return answerTo(query, question, resolve, transport);
	} catch {
		return headerOnly(bytes, codes.SERVFAIL);
	}
}

function answerTo(query: DecodedPacket, question: Question, resolve: Resolve, transport: "udp" | "tcp"): Uint8Array {
	const isInternet = question.class === "IN" || question.class === "ANY";
	const refused: DnsReply = { code: "REFUSED", answers: [], authorities: [], additionals: [] };
	const { code, answers, authorities, additionals } = isInternet ? resolve(question) : refused;
	const extension = query.additionals?.find(({ type }) => type === "OPT") as { udpPayloadSize?: number } | undefined;
	const recursionDesired = (query.flags ?? 0) & dnsPacket.RECURSION_DESIRED;
	// Stub resolvers ask for recursion and complain when a server has none, so it is granted: there is nothing to recurse to.
	const granted = recursionDesired ? dnsPacket.RECURSION_AVAILABLE : 0;
	const authoritative = code === "REFUSED" ? 0 : dnsPacket.AUTHORITATIVE_ANSWER;
	const ownExtension: Answer[] = extension ? [optionRecord()] : [];
	const encode = (flags: number, sections: Pick<DecodedPacket, "answers" | "authorities" | "additionals">) =>
		dnsPacket.encode({
			type: "response",
			id: query.id,
			flags: recursionDesired | granted | authoritative | flags | codes[code],
			questions: [question],
			...sections,
			additionals: [...(sections.additionals ?? []), ...ownExtension],
		});
	const sections = { answers: answers.flatMap(toAnswer), authorities: authorities.flatMap(toAnswer) };
	const whole = encode(0, { ...sections, additionals: additionals.flatMap(toAnswer) });
	const limit = transport === "tcp" ? 65_535 : udpLimit(extension?.udpPayloadSize);
	if (whole.length <= limit) return whole;
	const withoutAdditionals = encode(0, sections);
	return withoutAdditionals.length <= limit ? withoutAdditionals : encode(dnsPacket.TRUNCATED_RESPONSE, {});
}

function decode(bytes: Buffer): DecodedPacket | undefined {
	try {
		return dnsPacket.decode(bytes);
	} catch {
		return undefined;
	}
}

/** The question's header with a code and no sections: all that can be said about a message that was not understood. */
function headerOnly(query: Buffer, code: number): Uint8Array {
	const header = Buffer.alloc(HEADER_BYTES);
	query.copy(header, 0, 0, 2);
	const opcodeAndRecursion = (query[2] ?? 0) & 0x79;
	header.writeUInt8(0x80 | opcodeAndRecursion, 2);
	header.writeUInt8(code, 3);
	return header;
}

function udpLimit(announcedBytes: number | undefined): number {
	return Math.min(Math.max(announcedBytes ?? PLAIN_UDP_BYTES, PLAIN_UDP_BYTES), LARGEST_UDP_BYTES);
}

function optionRecord(): Answer {
	return {
		type: "OPT",
		name: ".",
		udpPayloadSize: LARGEST_UDP_BYTES,
		extendedRcode: 0,
		ednsVersion: 0,
		flags: 0,
		flag_do: false,
		options: [],
	};
}

/** A record as the packet library takes it; none for a type that it cannot write. */
function toAnswer({ name: dotted, type, ttlSeconds: ttl, value }: DnsRecord): Answer | [] {
	const name = dotted.replace(/(?<=.)\.$/, "");
	const fields = value.split(" ");
	switch (type) {
		case "A":
		case "AAAA":
		case "CNAME":
		case "NS":
		case "PTR":
			return { type, name, ttl, data: value.replace(/\.$/, "") };
		case "SRV":
			return { type, name, ttl, data: serviceData(fields) };
		case "TXT":
			return { type, name, ttl, data: [...characterStrings(value)].map((text) => Buffer.from(text, "latin1")) };
		case "MX":
			return { type, name, ttl, data: { preference: Number(fields[0]), exchange: undotted(fields[1]) } };
		case "SOA":
			return { type, name, ttl, data: authorityData(fields) };
		default:
			return [];
	}
}

function serviceData([priority, weight, port, target]: readonly string[]) {
	return { priority: Number(priority), weight: Number(weight), port: Number(port), target: undotted(target) };
}

function authorityData([mname, rname, serial, refresh, retry, expire, minimum]: readonly string[]) {
	return {
		mname: undotted(mname),
		rname: undotted(rname),
		serial: Number(serial),
		refresh: Number(refresh),
		retry: Number(retry),
		expire: Number(expire),
		minimum: Number(minimum),
	};
}

function undotted(name = ""): string {
	return name.replace(/\.$/, "");
}
