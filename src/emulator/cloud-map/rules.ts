/**
 * What Cloud Map checks of names, tags and descriptions before it does anything, with the sentences of AWS's validation.
 */
import type { Tag } from "@aws-sdk/client-servicediscovery";
import { AwsError } from "../failure.ts";
import type { Namespace } from "./state.ts";

const MAXIMUM_TAGS = 50;
const LABEL = "(?:[a-zA-Z0-9_](?:[a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)";
const REGISTRY_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const DNS_NAME = /^[!-\-/-~]{1,63}(\.[!-\-/-~]{1,63})*\.?$/;
const INSTANCE_ID = /^[0-9a-zA-Z_/:.@-]{1,64}$/;
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

export function checkNamespaceName(name: string, type: Namespace["type"]): void {
	if (name.startsWith("arn:")) throw invalid(name, "name", "Member must not begin with arn:");
	if (type === "HTTP") {
		if (!/^[!-~]{1,1024}$/.test(name)) throw invalid(name, "name", "Member must be 1 to 1024 printable characters");
		return;
	}
	const longest = type === "DNS_PUBLIC" ? 1024 : 253;
	if (name.length > longest || !DNS_NAME.test(name)) {
		throw invalid(name, "name", "Member must be a domain name with labels of 1 to 63 characters");
	}
	if (type === "DNS_PUBLIC" && !name.includes(".")) {
		throw invalid(name, "name", "Member must be a domain name with at least two labels");
	}
}

export function checkRegistryName(name: string): void {
	if (name.length > 127 || !REGISTRY_NAME.test(name)) {
		throw invalid(name, "name", "Member must be at most 127 characters of labels with 1 to 63 of [a-zA-Z0-9_-]");
	}
}

export function checkInstanceId(id: string): void {
	if (!INSTANCE_ID.test(id)) throw invalid(id, "instanceId", "Member must be 1 to 64 of [0-9a-zA-Z_/:.@-]");
}

export function checkText(text: string | undefined, member: string, longest: number): void {
	if (text !== undefined && text.length > longest) {
		throw invalid(text, member, `Member must have length less than or equal to ${longest}`);
	}
}

export function checkNumber(value: number | undefined, member: string, least: number, most: number): void {
	if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
	throw invalid(String(value), member, `Member must be a whole number from ${least} to ${most}`);
}

/** The tags after adding; refuses what AWS's tags cannot hold. */
export function addTags(
	present: ReadonlyMap<string, string>,
	tags: readonly Tag[],
	arn: string,
): ReadonlyMap<string, string> {
	const all = new Map(present);
	for (const { Key = "", Value = "" } of tags) {
		if (!TAG_KEY.test(Key)) throw invalid(Key, "tags.key", "Member must be 1 to 128 letters, digits or _.:/=+-@");
		if (/^aws:/i.test(Key)) throw invalid(Key, "tags.key", "Member must not begin with aws:");
		if (!TAG_VALUE.test(Value)) throw invalid(Value, "tags.value", "Member must be letters, digits or _.:/=+-@");
		all.set(Key, Value);
	}
	if (all.size > MAXIMUM_TAGS) {
		throw new AwsError("TooManyTagsException", `A resource has at most ${MAXIMUM_TAGS} tags.`, { ResourceName: arn });
	}
	return all;
}

/** AWS's refusal of a value that does not meet its constraint. */
export function invalid(value: string, member: string, constraint: string): AwsError {
	const message = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
	return new AwsError("InvalidInput", message);
}
