/** How LogGroup manifests are read: the members of CloudWatch Logs CreateLogGroup, and the retention, which has calls of its own. */
import { identity } from "../../model/identity.ts";
import type { ManifestRules } from "../../model/manifest-rules.ts";
import { logGroupChecks } from "./checks.ts";
import type { LogGroupSpec } from "./spec.ts";

/** The retention of a log group whose events never expire; AWS shows none. */
export const neverExpires = 0;
/** The key of a log group that has none. */
export const noKey = "";

/** CloudWatch Logs API reference, PutRetentionPolicy. */
const retentions = [
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logGroupManifest: ManifestRules<LogGroupSpec> = {
	shape: {
		sdk: "@aws-sdk/client-cloudwatch-logs",
		requests: ["CreateLogGroupRequest"],
		// evenkeel deletes a log group only where the environment lists it.
		omit: ["deletionProtectionEnabled"],
		add: {
			"CreateLogGroupRequest.retentionInDays": {
				type: "integer",
				enum: [neverExpires, ...retentions],
				description: "The number of days that log events are kept; 0 keeps them for ever.",
			},
		},
		required: [],
	},
	nameField: "logGroupName",
	tags: { form: "map", field: "tags" },
	references: [],
	// The names of log groups contain slashes, mostly as their first character.
	identityForm: { pattern: ".+", example: "LogGroup/name" },
	policy: { keys: [] },
	identity: (spec) => identity("LogGroup", spec.logGroupName),
	normalise: (spec) => spec,
	checks: logGroupChecks,
};
