/**
 * CloudWatch Logs: log groups of manifests, and whether the log groups that actions name exist (`preflight:
 * [logGroups]`).
 */
import { firstMismatch, itemsOf, memberOf, notRequested } from "./answers.ts";
import { defineOptionalService } from "./service.ts";

const onlyLogGroups = "only for LogGroup manifests";

export const logs = defineOptionalService({
	name: "logs",
	optional: true,
	packageName: "@aws-sdk/client-cloudwatch-logs",
	load: () => import("@aws-sdk/client-cloudwatch-logs"),
	client: ({ CloudWatchLogsClient }) => CloudWatchLogsClient,
	// CloudWatch Logs quotas: ten DescribeLogGroups requests a second for an account and Region, and at least five of
	// each other operation.
	rates: { describe: { burst: 10, perSecond: 10 }, others: { burst: 5, perSecond: 5 } },
	reads: {
		DescribeLogGroups: {
			command: ({ DescribeLogGroupsCommand }) => DescribeLogGroupsCommand,
			rate: "describe",
			pageToken: "nextToken",
			answer: { has: "logGroups", each: ["logGroupName", "arn"], mismatch: firstMismatch(onlyNamed, onlyPrefixed) },
			why: "only for `preflight: [logGroups]` and LogGroup manifests",
		},
		ListTagsForResource: {
			command: ({ ListTagsForResourceCommand }) => ListTagsForResourceCommand,
			rate: "others",
			usedBy: "kinds",
			answer: { has: "tags" },
			why: `${onlyLogGroups}: tells which log groups are owned`,
		},
	},
	writes: {
		CreateLogGroup: {
			command: ({ CreateLogGroupCommand }) => CreateLogGroupCommand,
			rate: "others",
			tags: "request",
			why: onlyLogGroups,
		},
		DeleteLogGroup: {
			command: ({ DeleteLogGroupCommand }) => DeleteLogGroupCommand,
			rate: "others",
			tags: "resource",
			why: `${onlyLogGroups}: deletes those that the Environment document lists under \`deletions\``,
		},
		PutRetentionPolicy: {
			command: ({ PutRetentionPolicyCommand }) => PutRetentionPolicyCommand,
			rate: "others",
			tags: "resource",
			why: onlyLogGroups,
		},
		DeleteRetentionPolicy: {
			command: ({ DeleteRetentionPolicyCommand }) => DeleteRetentionPolicyCommand,
			rate: "others",
			tags: "resource",
			why: onlyLogGroups,
		},
		AssociateKmsKey: {
			command: ({ AssociateKmsKeyCommand }) => AssociateKmsKeyCommand,
			rate: "others",
			tags: "resource",
			why: onlyLogGroups,
		},
		DisassociateKmsKey: {
			command: ({ DisassociateKmsKeyCommand }) => DisassociateKmsKeyCommand,
			rate: "others",
			tags: "resource",
			why: onlyLogGroups,
		},
		TagResource: {
			command: ({ TagResourceCommand }) => TagResourceCommand,
			rate: "others",
			tags: "either",
			why: `${onlyLogGroups}: AWS requires it to create a log group with tags, too`,
		},
		UntagResource: {
			command: ({ UntagResourceCommand }) => UntagResourceCommand,
			rate: "others",
			tags: "resource",
			why: onlyLogGroups,
		},
	},
	errors: {
		conflict: ["OperationAbortedException", "ResourceAlreadyExistsException"],
		invalid: ["InvalidParameterException", "LimitExceededException", "TooManyTagsException", "ValidationException"],
		unavailable: ["ServiceUnavailableException"],
	},
	usedBy: "preflight",
});

/** A query by name returns no other log groups. */
function onlyNamed(output: object, input: object): string | undefined {
	const asked = memberOf(input, "logGroupIdentifiers") as readonly string[] | undefined;
	return asked && notRequested(namesIn(output).find((name) => !asked.includes(name)));
}

function onlyPrefixed(output: object, input: object): string | undefined {
	const prefix = memberOf(input, "logGroupNamePrefix");
	return prefix === undefined
		? undefined
		: notRequested(namesIn(output).find((name) => !name.startsWith(String(prefix))));
}

function namesIn(output: object): readonly string[] {
	return itemsOf(output, "logGroups").map(({ logGroupName }) => String(logGroupName));
}
