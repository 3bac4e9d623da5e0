/** Manifest rules of the LogGroup kind: the members of CloudWatch Logs CreateLogGroup, and the retention. */
import { identity } from "../../model/identity.ts";
import type { ManifestRules } from "../../model/manifest-rules.ts";
import { logGroupChecks } from "./checks.ts";
import type { LogGroupSpec } from "./spec.ts";

/** The retention of a log group whose events never expire; AWS returns no value for it. */
export const neverExpires = 0;
/** The key of a log group without one. */
export const noKey = "";

/** The allowed retentions, in days (CloudWatch Logs API reference, PutRetentionPolicy). */
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
	// Names of log groups contain slashes, usually as the first character.
	identityForm: { pattern: ".+", example: "LogGroup/name" },
	policy: { keys: [] },
	identity: (spec) => identity("LogGroup", spec.logGroupName),
	normalise: (spec) => spec,
	checks: logGroupChecks,
};
