/**
 * Which values Route 53 takes in a record set of each type, with its own sentences for those that it refuses. Only what a
 * caller of the embedded AWS can get wrong by accident is checked.
 */
import { isIPv4, isIPv6 } from "node:net";

/** Route 53's sentence for a value that it refuses; undefined when it takes the value. */
export function refusedValue(type: string, value: string): string | undefined {
	const problem = problems[type]?.(value);
	return problem && `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`;
}

const problems: Readonly<Record<string, (value: string) => string | undefined>> = {
	A: (value) => (isIPv4(value) ? undefined : "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"),
	AAAA: (value) => (isIPv6(value) ? undefined : "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"),
	CNAME: domainName,
	NS: domainName,
	PTR: domainName,
	SRV: (value) =>
		/^\d{1,5} \d{1,5} \d{1,5} \S+$/.test(value) ? undefined : "SRVRRDATANotFourFields (Value should be four fields)",
	TXT: textValue,
	SPF: textValue,
};

function domainName(value: string): string | undefined {
	const valid = /^[^\s.]{1,63}(\.[^\s.]{1,63})*\.?$/.test(value) && value.length <= 255;
	return valid ? undefined : "DomainLabelEmpty (Domain label is empty)";
}

function textValue(value: string): string | undefined {
	if (!/^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/s.test(value)) {
		return "InvalidCharacterString (Value should be enclosed in quotation marks)";
	}
	return characterStrings(value).some((text) => text.length > 255)
		? "CharacterStringTooLong (Value is too long)"
		: undefined;
}

/** The strings of a TXT value, without quotation marks and escapes. */
export function characterStrings(value: string): readonly string[] {
	return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, quoted = ""]) =>
		quoted.replace(/\\([0-7]{3})|\\(.)/gs, (_, code: string | undefined, character: string) =>
			code ? String.fromCharCode(Number.parseInt(code, 8)) : character,
		),
	);
}
