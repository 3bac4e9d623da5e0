/** Elastic Load Balancing: whether the target groups that actions name exist. Only for `preflight: [targetGroups]`. */
import { containsOnlyRequested, firstMismatch, itemsOf } from "./answers.ts";
import { defineOptionalService } from "./service.ts";

export const elasticloadbalancing = defineOptionalService({
	name: "elasticloadbalancing",
	optional: true,
	packageName: "@aws-sdk/client-elastic-load-balancing-v2",
	load: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
	client: ({ ElasticLoadBalancingV2Client }) => ElasticLoadBalancingV2Client,
	// AWS publishes no rates; these are modest.
	rates: { all: { burst: 20, perSecond: 10 } },
	reads: {
		DescribeTargetGroups: {
			command: ({ DescribeTargetGroupsCommand }) => DescribeTargetGroupsCommand,
			rate: "all",
			answer: {
				has: "TargetGroups",
				each: ["TargetGroupArn"],
				mismatch: firstMismatch(
					containsOnlyRequested("TargetGroups", "TargetGroupArn", "TargetGroupArns"),
					saysSomething,
				),
			},
			why: "only for `preflight: [targetGroups]`",
		},
	},
	writes: {},
	errors: {
		missing: ["TargetGroupNotFound", "TargetGroupNotFoundException"],
		invalid: ["LoadBalancerNotFoundException"],
	},
	usedBy: "preflight",
});

/** A missing target group is an error, never an empty list. */
function saysSomething(output: object): string | undefined {
	const isEmpty = itemsOf(output, "TargetGroups").length === 0;
	return isEmpty ? "it shows neither the target group nor that there is none" : undefined;
}
