/** Validates the values of each record type with Route 53's messages. Unknown messages are modelled on the known ones. */
import { isIPv4, isIPv6 } from "node:net";
import { valueAt } from "../../../../lib/json.ts";
import { characterStrings, splitFields } from "../../../dns/record-values.ts";
import { nameProblem } from "../domain-names.ts";

/** AWS's maximum number of characters of a value. */
const longestValue = 4000;

/** Route 53's message for an invalid value; undefined for a valid one. */
export function refusedValue(type: string, value: string): string | undefined {
	const tooLong = value.length > longestValue ? "ValueTooLong (Value is too long)" : undefined;
	const problem = tooLong ?? valueAt(problems, type)?.(value);
	return problem && `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`;
}

/** The supported record types, in the order of Route 53's own error message. */
export function isRecordType(type: string): boolean {
	return Object.hasOwn(problems, type);
}

const counts = ["no", "one", "two", "three", "four", "five", "six", "seven"];
const isByte = number(255);
const isWord = number(65_535);
const isText = (text: string) => /^"(?:[^"\\]|\\.)*"$/s.test(text);
const isHexadecimal = (text: string) => /^(?:[0-9a-f]{2})+$/i.test(text.replace(/\s/g, ""));
const isName = (text: string) => text === "." || nameProblem(text) === undefined;

type Field = (text: string) => boolean;

const problems: Readonly<Record<string, (value: string) => string | undefined>> = {
	A: (value) => (isIPv4(value) ? undefined : "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"),
	AAAA: (value) => (isIPv6(value) ? undefined : "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"),
	CAA: fields("CAARRDATA", isByte, (tag) => /^[a-z0-9]{1,15}$/i.test(tag), isText),
	CNAME: domainName,
	DS: fields("DSRRDATA", isWord, isByte, isByte, isHexadecimal),
	HTTPS: serviceBinding,
	MX: fields("MXRRDATA", isWord, isName),
	NAPTR: fields("NAPTRRRDATA", isWord, isWord, isText, isText, isText, isName),
	NS: domainName,
	PTR: domainName,
	SOA: fields("SOARRDATA", isName, isName, ...Array(5).fill(number(4_294_967_295))),
	SPF: textValue,
	SRV: fields("SRVRRDATA", isWord, isWord, isWord, isName),
	SSHFP: fields("SSHFPRRDATA", isByte, isByte, isHexadecimal),
	SVCB: serviceBinding,
	TLSA: fields("TLSARRDATA", isByte, isByte, isByte, isHexadecimal),
	TXT: textValue,
};

/** A value of space-separated fields; the last field, a hexadecimal one, can contain spaces. */
function fields(prefix: string, ...expected: readonly Field[]): (value: string) => string | undefined {
	const count = counts[expected.length] ?? "";
	const countName = `${count.charAt(0).toUpperCase()}${count.slice(1)}`;
	return (value) => {
		const found = splitFields(value);
		if (expected.at(-1) === isHexadecimal)
			found.splice(expected.length - 1, Infinity, found.slice(expected.length - 1).join(""));
		if (found.length !== expected.length) return `${prefix}Not${countName}Fields (Value should be ${count} fields)`;
		const wrong = expected.findIndex((fits, index) => !fits(found[index] ?? ""));
		return wrong < 0 ? undefined : `${prefix}IllegalField (Field ${wrong + 1} of the value is not valid)`;
	};
}

function number(largest: number): Field {
	return (text) => /^\d{1,10}$/.test(text) && Number(text) <= largest;
}

function domainName(value: string): string | undefined {
	if (value === ".") return undefined;
	return /FATAL problem: (.*) encountered with/.exec(nameProblem(value) ?? "")?.[1];
}

function textValue(value: string): string | undefined {
	if (!/^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/s.test(value)) {
		return "InvalidCharacterString (Value should be enclosed in quotation marks)";
	}
	return characterStrings(value).some((text) => text.length > 255)
		? "CharacterStringTooLong (Value is too long)"
		: undefined;
}

/** Priority, target, and parameters such as `alpn="h2,h3"` (RFC 9460). */
function serviceBinding(value: string): string | undefined {
	const [priority = "", target = "", ...parameters] = splitFields(value);
	if (!isWord(priority) || !isName(target))
		return "SVCBRRDATAIllegalField (Value should start with a priority and a name)";
	const keys = parameters.map((parameter) => parameter.split("=", 1)[0] ?? "");
	if (new Set(keys).size < keys.length || (priority === "0" && keys.length > 0)) {
		return "SVCBRRDATAIllegalParameters (A key may stand once, and an alias has none)";
	}
	const known = /^(mandatory|alpn|no-default-alpn|port|ipv4hint|ech|ipv6hint|key\d{1,5})$/;
	return keys.every((key) => known.test(key)) ? undefined : "SVCBRRDATAIllegalParameters (Unknown key)";
}
