/** CloudWatch Logs: whether the log groups exist that actions name. Only for `preflight: [logGroups]`. */
import { defineOptionalService } from "./service.ts";

export const logs = defineOptionalService({
	name: "logs",
	optional: true,
	packageName: "@aws-sdk/client-cloudwatch-logs",
	load: () => import("@aws-sdk/client-cloudwatch-logs"),
	client: ({ CloudWatchLogsClient }) => CloudWatchLogsClient,
	// Ten DescribeLogGroups a second for an account and Region (CloudWatch Logs quotas).
	rates: { describe: { burst: 10, perSecond: 10 } },
	reads: {
		DescribeLogGroups: {
			command: ({ DescribeLogGroupsCommand }) => DescribeLogGroupsCommand,
			rate: "describe",
			answer: { has: "logGroups", each: ["logGroupName"] },
			why: "only for `preflight: [logGroups]`",
		},
	},
	writes: {},
	errors: { invalid: ["InvalidParameterException"], unavailable: ["ServiceUnavailableException"] },
	usedBy: "preflight",
});
