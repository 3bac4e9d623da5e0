/** Checks of LogGroup manifests that a schema cannot express. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere } from "../../model/problem.ts";
import { tagChecks } from "../checking.ts";
import type {} from "./problems.ts";
import type { LogGroupSpec } from "./spec.ts";

/** AWS controls the retention of this class (CloudWatch Logs user guide, "Log classes"). */
const delivery: Check<LogGroupSpec> = ({ resource: { spec }, at }) => {
	if (spec.logGroupClass !== "DELIVERY" || spec.retentionInDays === undefined) return [];
	return [errorHere(at("retentionInDays"), "delivery-retention")];
};

/** Checks the map's keys, which its schema cannot limit (CloudWatch Logs API reference, TagResource). */
const tagKeys: Check<LogGroupSpec> = ({ resource: { tags }, at }) =>
	Object.keys(tags)
		.filter((key) => !/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key))
		.map((key) => errorHere(at(`tags.${key}`), "bad-tag-key"));

export const logGroupChecks: readonly Check<LogGroupSpec>[] = [tagChecks("tags"), tagKeys, delivery];
