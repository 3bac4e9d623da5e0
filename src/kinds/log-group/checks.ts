/** Checks of LogGroup manifests that a schema cannot say. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, tagChecks } from "../checking.ts";
import type { LogGroupSpec } from "./spec.ts";

/** The retention of this class is AWS's (CloudWatch Logs user guide, "Log classes"). */
const delivery: Check<LogGroupSpec> = ({ resource: { spec }, at }) => {
	if (spec.logGroupClass !== "DELIVERY" || spec.retentionInDays === undefined) return [];
	const sentence = "AWS sets the retention of a log group of the class DELIVERY itself. Leave retentionInDays out.";
	return [errorHere(at("retentionInDays"), "delivery-retention", sentence)];
};

/** The keys of a map, which its schema cannot bound with a sentence (CloudWatch Logs API reference, TagResource). */
const tagKeys: Check<LogGroupSpec> = ({ resource: { tags }, at }) =>
	Object.keys(tags)
		.filter((key) => !/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key))
		.map((key) => {
			const sentence =
				"The key of a tag is 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws:. Change the key.";
			return errorHere(at(`tags.${key}`), "bad-tag-key", sentence);
		});

export const logGroupChecks: readonly Check<LogGroupSpec>[] = [tagChecks("tags"), tagKeys, delivery];
