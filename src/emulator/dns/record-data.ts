/**
 * Converts Route 53's record values to DNS record data. The packet library encodes the types it knows; SPF, SVCB and
 * HTTPS are encoded here.
 */
import { isIPv4 } from "node:net";
import type { Answer } from "dns-packet";
import { valueAt } from "../../lib/json.ts";
import type { DnsRecord } from "./answer.ts";
import { characterStrings, splitFields } from "./record-values.ts";

/** A record for the packet library; undefined for a value that cannot be encoded. */
export function toAnswer({ name: dotted, type, ttlSeconds: ttl, value }: DnsRecord): Answer | [] {
	const data = valueAt(encoders, type)?.(value);
	if (data === undefined) return [];
	const written = valueAt(unknownTypes, type) ?? type;
	return { type: written, name: undotted(dotted), ttl, data } as Answer;
}

/** The name of a query's type; the packet library returns a number for types it does not know. */
export function typeName(type: string): string {
	return Object.entries(unknownTypes).find(([, written]) => written === type)?.[0] ?? type;
}

const unknownTypes: Readonly<Record<string, string>> = { SPF: "UNKNOWN_99", SVCB: "UNKNOWN_64", HTTPS: "UNKNOWN_65" };

const encoders: Readonly<Record<string, (value: string) => unknown>> = {
	A: (value) => value,
	AAAA: (value) => value,
	CNAME: undotted,
	NS: undotted,
	PTR: undotted,
	CAA: fieldsOf(([flags, tag, text]) => ({ flags: Number(flags), tag, value: unquoted(text) })),
	DS: fieldsOf(([keyTag, algorithm, digestType, ...digest]) => ({
		keyTag: Number(keyTag),
		algorithm: Number(algorithm),
		digestType: Number(digestType),
		digest: Buffer.from(digest.join(""), "hex"),
	})),
	HTTPS: serviceBinding,
	MX: fieldsOf(([preference, exchange]) => ({ preference: Number(preference), exchange: undotted(exchange) })),
	NAPTR: fieldsOf(([order, preference, flags, services, regexp, replacement]) => ({
		order: Number(order),
		preference: Number(preference),
		flags: unquoted(flags),
		services: unquoted(services),
		regexp: unquoted(regexp),
		replacement: undotted(replacement),
	})),
	SOA: fieldsOf(([mname, rname, serial, refresh, retry, expire, minimum]) => ({
		mname: undotted(mname),
		rname: undotted(rname),
		serial: Number(serial),
		refresh: Number(refresh),
		retry: Number(retry),
		expire: Number(expire),
		minimum: Number(minimum),
	})),
	SPF: (value) => Buffer.concat(textStrings(value).map((text) => Buffer.concat([Buffer.from([text.length]), text]))),
	SRV: fieldsOf(([priority, weight, port, target]) => ({
		priority: Number(priority),
		weight: Number(weight),
		port: Number(port),
		target: undotted(target),
	})),
	SSHFP: fieldsOf(([algorithm, hash, ...fingerprint]) => ({
		algorithm: Number(algorithm),
		hash: Number(hash),
		fingerprint: fingerprint.join(""),
	})),
	SVCB: serviceBinding,
	TLSA: fieldsOf(([usage, selector, matchingType, ...certificate]) => ({
		usage: Number(usage),
		selector: Number(selector),
		matchingType: Number(matchingType),
		certificate: Buffer.from(certificate.join(""), "hex"),
	})),
	TXT: textStrings,
};

function fieldsOf(data: (fields: readonly string[]) => unknown): (value: string) => unknown {
	return (value) => data(splitFields(value));
}

function textStrings(value: string): Buffer[] {
	return characterStrings(value).map((text) => Buffer.from(text, "latin1"));
}

function unquoted(text = ""): string {
	return characterStrings(text)[0] ?? text;
}

function undotted(name = ""): string {
	return name.replace(/(?<=.)\.$/, "");
}

const parameterKeys = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"];

/** RFC 9460: priority, target, and parameters in the order of their keys. */
function serviceBinding(value: string): Buffer {
	const [priority, target = ".", ...parameters] = splitFields(value);
	const encoded = parameters
		.map((parameter) => {
			const [key = "", ...text] = parameter.split("=");
			return { key: keyNumber(key), data: parameterData(key, unquoted(text.join("="))) };
		})
		.sort((a, b) => a.key - b.key);
	const parts = encoded.flatMap(({ key, data }) => [uint16(key), uint16(data.length), data]);
	return Buffer.concat([uint16(Number(priority)), wireName(target), ...parts]);
}

function parameterData(key: string, text: string): Buffer {
	const items = text.split(",");
	switch (key) {
		case "mandatory":
			return Buffer.concat(items.map((item) => uint16(keyNumber(item))));
		case "alpn":
			return Buffer.concat(items.map((item) => Buffer.from([item.length, ...Buffer.from(item)])));
		case "no-default-alpn":
			return Buffer.alloc(0);
		case "port":
			return uint16(Number(text));
		case "ipv4hint":
		case "ipv6hint":
			return Buffer.concat(items.map(addressBytes));
		case "ech":
			return Buffer.from(text, "base64");
		default:
			return Buffer.from(text, "latin1");
	}
}

function keyNumber(key: string): number {
	const known = parameterKeys.indexOf(key);
	return known >= 0 ? known : Number(key.replace("key", ""));
}

function addressBytes(address: string): Buffer {
	if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
	const [head = "", tail] = address.split("::");
	const groups = (text: string) => (text === "" ? [] : text.split(":"));
	const first = groups(head);
	const last = groups(tail ?? "");
	const zeros = Array(Math.max(0, 8 - first.length - last.length)).fill("0");
	return Buffer.concat([...first, ...zeros, ...last].map((group) => uint16(Number.parseInt(group, 16))));
}

function wireName(name: string): Buffer {
	const labels = undotted(name) === "." ? [] : undotted(name).split(".");
	return Buffer.concat([
		...labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
		Buffer.from([0]),
	]);
}

function uint16(value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value & 0xffff);
	return bytes;
}
