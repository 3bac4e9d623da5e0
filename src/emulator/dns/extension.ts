/**
 * Parses and writes EDNS records: the client's UDP size limit and its location. The location comes from a private
 * option, since DNS has none for a VPC, or from the client subnet option of public resolvers.
 */
import type { Answer, DecodedPacket } from "dns-packet";
import type { Asker } from "./view.ts";

/** The EDNS data of a query. */
export interface Extension {
	readonly payloadBytes: number;
	readonly version: number;
	readonly asker: Asker;
}

/**
 * The first option code for local use (RFC 6891). Its text is `vpc-1`, `public` or
 * `vpc=vpc-1,region=eu-west-1,country=DE`.
 */
const askerOption = 65_001;
const clientSubnetOption = 8;
const largestUdpBytes = 4096;

interface OptionRecord {
	readonly type: "OPT";
	readonly udpPayloadSize: number;
	readonly ednsVersion: number;
	readonly options?: readonly { readonly code: number; readonly ip?: string; readonly data?: Uint8Array }[];
}

/** The contents of the OPT record; undefined for a client without EDNS. */
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

/** Parses `vpc-1`, `public`, or pairs such as `vpc=vpc-1,country=DE`; unknown names are ignored. */
function parseAsker(text: string): Asker {
	return askerOf(
		text.split(",").map((part) => {
			const [key = "", value] = part.trim().split("=", 2);
			return value === undefined ? ["vpc", key] : [key, value];
		}),
	);
}

/** The client location that name-value pairs describe; unknown names are ignored. */
export function askerOf(pairs: Iterable<readonly string[]>): Asker {
	const known = ["vpc", "region", "continent", "country", "subdivision", "address"];
	return Object.fromEntries([...pairs].filter(([key = "", value]) => known.includes(key) && value));
}

/** The OPT record of responses to clients with EDNS. */
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

/** The maximum size of a UDP response. */
export function udpLimit(announcedBytes: number | undefined): number {
	const plainBytes = 512;
	return Math.min(Math.max(announcedBytes ?? plainBytes, plainBytes), largestUdpBytes);
}
