/**
 * What is looked up in AWS before a call that names it: roles, log groups and target groups. The SDK's clients for them are
 * optional dependencies, since only `preflight` of an environment asks for them.
 */
import type * as Logs from "@aws-sdk/client-cloudwatch-logs";
import type * as Elb from "@aws-sdk/client-elastic-load-balancing-v2";
import type * as Iam from "@aws-sdk/client-iam";
import { type OptionalClient, type OptionalOptions, type OptionalService, openOptional } from "./optional-client.ts";
import { itemsOf, onlyAsked } from "./readable.ts";

interface IamReads {
	"iam:GetRole": [Iam.GetRoleCommandInput, Iam.GetRoleCommandOutput];
}

interface LogsReads {
	"logs:DescribeLogGroups": [Logs.DescribeLogGroupsCommandInput, Logs.DescribeLogGroupsCommandOutput];
}

interface ElbReads {
	"elasticloadbalancing:DescribeTargetGroups": [
		Elb.DescribeTargetGroupsCommandInput,
		Elb.DescribeTargetGroupsCommandOutput,
	];
}

/** The operations, spelled as in IAM policies. */
export type LookUpOperation = keyof (IamReads & LogsReads & ElbReads);

/** The services that may be asked. */
export interface LookUps {
	readonly iam: OptionalClient<IamReads>;
	readonly logs: OptionalClient<LogsReads>;
	readonly loadBalancing: OptionalClient<ElbReads>;
}

const iam: OptionalService<typeof Iam, Iam.IAMClient, IamReads> = {
	packageName: "@aws-sdk/client-iam",
	load: () => import("@aws-sdk/client-iam"),
	open: (sdk, config) => new sdk.IAMClient(config),
	readers: {
		"iam:GetRole": (sdk, client, input, options) => client.send(new sdk.GetRoleCommand(input), options),
	},
	rules: { "iam:GetRole": { has: "Role", each: ["Arn"], strays: onlyAsked("Role", "Arn", "RoleName") } },
};

const logs: OptionalService<typeof Logs, Logs.CloudWatchLogsClient, LogsReads> = {
	packageName: "@aws-sdk/client-cloudwatch-logs",
	load: () => import("@aws-sdk/client-cloudwatch-logs"),
	open: (sdk, config) => new sdk.CloudWatchLogsClient(config),
	readers: {
		"logs:DescribeLogGroups": (sdk, client, input, options) =>
			client.send(new sdk.DescribeLogGroupsCommand(input), options),
	},
	rules: { "logs:DescribeLogGroups": { has: "logGroups", each: ["logGroupName"] } },
};

const loadBalancing: OptionalService<typeof Elb, Elb.ElasticLoadBalancingV2Client, ElbReads> = {
	packageName: "@aws-sdk/client-elastic-load-balancing-v2",
	load: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
	open: (sdk, config) => new sdk.ElasticLoadBalancingV2Client(config),
	readers: {
		"elasticloadbalancing:DescribeTargetGroups": (sdk, client, input, options) =>
			client.send(new sdk.DescribeTargetGroupsCommand(input), options),
	},
	rules: {
		"elasticloadbalancing:DescribeTargetGroups": {
			has: "TargetGroups",
			each: ["TargetGroupArn"],
			strays: (output, input) =>
				onlyAsked("TargetGroups", "TargetGroupArn", "TargetGroupArns")(output, input) ??
				(itemsOf(output, "TargetGroups").length === 0
					? "it shows neither the target group nor that there is none"
					: undefined),
		},
	},
};

/** Nothing is loaded or opened before the first question. */
export function openLookUps(options: OptionalOptions): LookUps {
	return {
		iam: openOptional(iam, options),
		logs: openOptional(logs, options),
		loadBalancing: openOptional(loadBalancing, options),
	};
}

/** Every operation that may be sent: metrics begin at zero for each. */
export const lookUpOperations: readonly string[] = [iam, logs, loadBalancing].flatMap(({ readers }) =>
	Object.keys(readers),
);
