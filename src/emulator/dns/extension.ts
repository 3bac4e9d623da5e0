/**
 * EDNS: how much a client takes over UDP, and from where it asks. Where it asks from can be told in an option of our own,
 * since DNS has none for a VPC, and in the client subnet option that public resolvers send.
 */
import type { Answer, DecodedPacket } from "dns-packet";
import type { Asker } from "./view.ts";

/** What a client said with its question beside the question. */
export interface Extension {
	readonly payloadBytes: number;
	readonly version: number;
	readonly asker: Asker;
}

/** The first number for local use (RFC 6891); its text is `vpc-1`, `public` or `vpc=vpc-1,region=eu-west-1,country=DE`. */
const askerOption = 65_001;
const clientSubnetOption = 8;
const largestUdpBytes = 4096;

interface OptionRecord {
	readonly type: "OPT";
	readonly udpPayloadSize: number;
	readonly ednsVersion: number;
	readonly options?: readonly { readonly code: number; readonly ip?: string; readonly data?: Uint8Array }[];
}

/** What the message's OPT record says; undefined for a client that does not speak EDNS. */
export function extensionOf({ additionals = [] }: DecodedPacket): Extension | undefined {
	const record = additionals.find(({ type }) => type === "OPT") as OptionRecord | undefined;
	if (!record) return undefined;
	const option = (code: number) => record.options?.find((candidate) => candidate.code === code);
	const told = option(askerOption)?.data;
	const address = option(clientSubnetOption)?.ip;
	return {
		payloadBytes: record.udpPayloadSize,
		version: record.ednsVersion,
		asker: { address, ...(told && parseAsker(Buffer.from(told).toString("utf8"))) },
	};
}

/** Reads `vpc-1`, `public`, or pairs such as `vpc=vpc-1,country=DE`; what it does not know it leaves out. */
function parseAsker(text: string): Asker {
	return askerOf(
		text.split(",").map((part) => {
			const [key = "", value] = part.trim().split("=", 2);
			return value === undefined ? ["vpc", key] : [key, value];
		}),
	);
}

/** The asker that pairs of names and values describe; other names are left out. */
export function askerOf(pairs: Iterable<readonly string[]>): Asker {
	const known = ["vpc", "region", "continent", "country", "subdivision", "address"];
	return Object.fromEntries([...pairs].filter(([key = "", value]) => known.includes(key) && value));
}

/** Our own OPT record, for answers to who speaks EDNS. */
export function ownExtension(extendedCode = 0): Answer {
	return {
		type: "OPT",
		name: ".",
		udpPayloadSize: largestUdpBytes,
		extendedRcode: extendedCode,
		ednsVersion: 0,
		flags: 0,
		flag_do: false,
		options: [],
	};
}

/** How long an answer over UDP may be. */
export function udpLimit(announcedBytes: number | undefined): number {
	const plainBytes = 512;
	return Math.min(Math.max(announcedBytes ?? plainBytes, plainBytes), largestUdpBytes);
}
