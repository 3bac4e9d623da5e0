/**
 * The LogGroup kind: CloudWatch Logs log groups.
 * Deletion destroys the log data, so evenkeel deletes a log group only where the environment lists it. Retention and key
 * have API calls of their own; the class never changes.
 */
import type { Change } from "../../model/changes.ts";
import { identity } from "../../model/identity.ts";
import type { Fields, Kind } from "../../model/kind.ts";
import type { Step } from "../../model/plan.ts";
import type { Prerequisite } from "../../model/prerequisite.ts";
import { because } from "../../model/reason.ts";
import type { LogGroupFacts } from "./facts.ts";
import { logGroupManifest, neverExpires, noKey } from "./manifest.ts";
import { observeLogGroups } from "./observe.ts";
import type {} from "./reasons.ts";
import type { LogGroupSpec } from "./spec.ts";

const fields: Fields<LogGroupSpec> = {
	logGroupName: { onDrift: "refuse", note: "Another name is another log group." },
	retentionInDays: {
		onDrift: "update",
		atDefault: (days, { logGroupClass }) => days === neverExpires || logGroupClass === "DELIVERY",
		note: "0 keeps log events for ever.",
	},
	logGroupClass: {
		onDrift: "refuse",
		remediation: because("DeclareOtherLogGroup"),
		atDefault: (name) => name === "STANDARD",
		exported: true,
	},
	kmsKeyId: { onDrift: "update", atDefault: (key) => key === noKey, note: "An empty text removes the key." },
};

export const logGroup: Kind<LogGroupSpec, LogGroupFacts> = {
	name: "LogGroup",
	manifest: logGroupManifest,
	fields,
	observe: observeLogGroups,
	plan,
	holdsData: true,
	provides,
	tags: {
		set: ({ arn }, tags) => ({ operation: "logs:TagResource", input: { resourceArn: arn, tags: { ...tags } } }),
		remove: ({ arn }, keys) => ({ operation: "logs:UntagResource", input: { resourceArn: arn, tagKeys: [...keys] } }),
	},
	health: () => ({ status: "Healthy" }),
};

/** Containers may write to log groups of other Regions, which no manifest of this environment declares. */
function provides(prerequisite: Prerequisite, region: string | undefined) {
	if (prerequisite.topic !== "logGroups") return undefined;
	const isElsewhere = region !== undefined && prerequisite.region !== undefined && prerequisite.region !== region;
	return isElsewhere ? undefined : identity("LogGroup", prerequisite.logGroup);
}

function plan(change: Change<LogGroupSpec, LogGroupFacts>): Step {
	switch (change.verb) {
		case "create": {
			const { retentionInDays: _, kmsKeyId, ...input } = change.desired;
			const key = kmsKeyId === undefined || kmsKeyId === noKey ? {} : { kmsKeyId };
			return {
				outcome: "action",
				call: { operation: "logs:CreateLogGroup", input: { ...input, ...key, tags: { ...change.tags } } },
				reason: because("NotFound"),
			};
		}
		case "update":
			return update(change);
		case "delete": {
			const logGroupName = change.observed.awsRef.id;
			return {
				outcome: "action",
				call: { operation: "logs:DeleteLogGroup", input: { logGroupName } },
				reason: change.because,
			};
		}
	}
}

/**
 * Returns one action; the next reconcile plans the other. The key comes first, because it protects only what is written
 * after it.
 */
function update({ desired, fields: differing }: Change<LogGroupSpec, LogGroupFacts> & { verb: "update" }): Step {
	const { logGroupName, kmsKeyId = noKey, retentionInDays = neverExpires } = desired;
	const reason = because("FieldsDiffer", { fields: differing });
	if (differing.includes("kmsKeyId")) {
		return kmsKeyId === noKey
			? { outcome: "action", call: { operation: "logs:DisassociateKmsKey", input: { logGroupName } }, reason }
			: { outcome: "action", call: { operation: "logs:AssociateKmsKey", input: { logGroupName, kmsKeyId } }, reason };
	}
	return retentionInDays === neverExpires
		? { outcome: "action", call: { operation: "logs:DeleteRetentionPolicy", input: { logGroupName } }, reason }
		: {
				outcome: "action",
				call: { operation: "logs:PutRetentionPolicy", input: { logGroupName, retentionInDays } },
				reason,
			};
}
