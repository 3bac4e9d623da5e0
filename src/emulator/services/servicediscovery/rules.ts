/** Validations of Cloud Map beyond its model: domain names, reserved tags and the number of tags. */
import type { Tag } from "@aws-sdk/client-servicediscovery";
import { AwsError } from "../../aws-error.ts";
import { validationMessage } from "../../wire/constraints.ts";

const maximumTags = 50;
const dnsName = /^[!-\-/-~]{1,63}(\.[!-\-/-~]{1,63})*\.?$/;
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Rejects a name of a DNS namespace that is not valid for a hosted zone. */
export function checkDomainName(name: string): void {
	if (!dnsName.test(name))
		throw invalid(name, "name", "Member must be a domain name with labels of 1 to 63 characters");
}

/** The tags after an addition; rejects invalid tags. */
export function addTags(
	present: ReadonlyMap<string, string>,
	tags: readonly Tag[],
	arn: string,
): ReadonlyMap<string, string> {
	const all = new Map(present);
	for (const { Key = "", Value = "" } of tags) {
		if (!tagText.test(Key)) throw invalid(Key, "tags.key", "Member must be letters, digits or _.:/=+-@");
		if (/^aws:/i.test(Key)) throw invalid(Key, "tags.key", "Member must not begin with aws:");
		if (!tagText.test(Value)) throw invalid(Value, "tags.value", "Member must be letters, digits or _.:/=+-@");
		all.set(Key, Value);
	}
	if (all.size > maximumTags) {
		throw new AwsError("TooManyTagsException", `A resource has at most ${maximumTags} tags.`, { ResourceName: arn });
	}
	return all;
}

/** AWS's error for a value that violates a constraint. */
export function invalid(shown: string, path: string, sentence: string): AwsError {
	return new AwsError("InvalidInput", validationMessage([{ shown, path, sentence }]) ?? sentence);
}

/** AWS's error, with a sentence, for input that the model allows and the service rejects. */
export function refused(message: string): AwsError {
	return new AwsError("InvalidInput", message);
}
