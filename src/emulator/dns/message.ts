/**
 * Decodes DNS queries and encodes responses. No input throws: an unreadable message with a header gets FORMERR, and an
 * oversized response is truncated.
 */
import dnsPacket, { type DecodedPacket, type Question } from "dns-packet";
import type { DnsQuestion, DnsReply } from "./answer.ts";
import { type Extension, extensionOf, ownExtension, udpLimit } from "./extension.ts";
import { toAnswer, typeName } from "./record-data.ts";

/** Answers one query; see `answer`. */
export type Resolve = (question: DnsQuestion) => DnsReply;

const headerBytes = 12;
const largestTcpBytes = 65_535;
const codes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
/** BADVERS is 16: the upper bits of the response code are in the OPT record. */
const badVersionUpperBits = 1;

/**
 * The response to a message; undefined for fragments and responses.
 *
 * @param transport determines the maximum size of the response.
 */
export function respond(message: Uint8Array, resolve: Resolve, transport: "udp" | "tcp"): Uint8Array | undefined {
	const bytes = Buffer.from(message);
	const isAnswer = ((bytes[2] ?? 0) & 0x80) !== 0;
	if (bytes.length < headerBytes || isAnswer) return undefined;
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
	const extension = extensionOf(query);
	const { code, authoritative, answers, authorities, additionals } = replyTo(question, extension, resolve);
	const hasBadVersion = extension !== undefined && extension.version > 0;
	const own = extension ? [ownExtension(hasBadVersion ? badVersionUpperBits : 0)] : [];
	const recursionDesired = (query.flags ?? 0) & dnsPacket.RECURSION_DESIRED;
	// Stub resolvers require the RA flag, so it is set although no recursion takes place.
	const granted = recursionDesired ? dnsPacket.RECURSION_AVAILABLE : 0;
	const authority = authoritative ? dnsPacket.AUTHORITATIVE_ANSWER : 0;
	const encode = (flags: number, sections: Pick<DecodedPacket, "answers" | "authorities" | "additionals">) =>
		dnsPacket.encode({
			type: "response",
			id: query.id,
			flags: recursionDesired | granted | authority | flags | (hasBadVersion ? 0 : codes[code]),
			questions: [question],
			...sections,
			additionals: [...(sections.additionals ?? []), ...own],
		});
	const sections = { answers: answers.flatMap(toAnswer), authorities: authorities.flatMap(toAnswer) };
	const whole = encode(0, { ...sections, additionals: additionals.flatMap(toAnswer) });
	const limit = transport === "tcp" ? largestTcpBytes : udpLimit(extension?.payloadBytes);
	if (whole.length <= limit) return whole;
	const withoutAdditionals = encode(0, sections);
	return withoutAdditionals.length <= limit ? withoutAdditionals : encode(dnsPacket.TRUNCATED_RESPONSE, {});
}

const refused: DnsReply = { code: "REFUSED", authoritative: false, answers: [], authorities: [], additionals: [] };

function replyTo(question: Question, extension: Extension | undefined, resolve: Resolve): DnsReply {
	const isInternet = question.class === "IN" || question.class === "ANY";
	const isTransfer = question.type === "AXFR" || question.type === "IXFR";
	if (!isInternet || isTransfer || (extension?.version ?? 0) > 0) return refused;
	return resolve({ name: question.name, type: typeName(question.type), asker: extension?.asker });
}

function decode(bytes: Buffer): DecodedPacket | undefined {
	try {
		return dnsPacket.decode(bytes);
	} catch {
		return undefined;
	}
}

/** A response with only the query's header and a response code, for a message that cannot be parsed. */
function headerOnly(query: Buffer, code: number): Uint8Array {
	const header = Buffer.alloc(headerBytes);
	query.copy(header, 0, 0, 2);
	const opcodeAndRecursion = (query[2] ?? 0) & 0x79;
	header.writeUInt8(0x80 | opcodeAndRecursion, 2);
	header.writeUInt8(code, 3);
	return header;
}
