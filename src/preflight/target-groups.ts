/**
 * Checks the target groups of a service. ECS rejects a target group that does not exist, that no load balancer forwards
 * to, or that has the target type `instance` for tasks with their own addresses (ECS developer guide, "Service load
 * balancing").
 */
import type { Finding, Prerequisite } from "../model/prerequisite.ts";
import { because, type Reason } from "../model/reason.ts";
import type { Source } from "./source.ts";

type TargetGroupPrerequisite = Extract<Prerequisite, { topic: "targetGroups" }>;

/** The part of the DescribeTargetGroups answer that matters here. */
export interface ObservedTargetGroup {
	readonly TargetType?: string | undefined;
	readonly LoadBalancerArns?: readonly string[] | undefined;
}

/** Queries evenkeel's own Region, as ECS does. */
export const findTargetGroup: Source<TargetGroupPrerequisite> = async (prerequisite, { lookups, region }, signal) => {
	const { TargetGroups } = await lookups.elasticloadbalancing.read(
		undefined,
		"elasticloadbalancing:DescribeTargetGroups",
		{ TargetGroupArns: [prerequisite.arn] },
		signal,
	);
	return judgeTargetGroup(prerequisite, TargetGroups?.[0], region);
};

/** Undefined `seen`: the Region has no target group with that ARN. */
export function judgeTargetGroup(
	{ arn, targetType, forwarded }: TargetGroupPrerequisite,
	seen: ObservedTargetGroup | undefined,
	region: string,
): Finding {
	const name = /:targetgroup\/([^/]+)/.exec(arn)?.[1] ?? arn;
	const missing = (reason: Reason): Finding => ({ is: "missing", reason });
	if (!seen) {
		return missing(because("TargetGroupMissing", { targetGroup: name, arn, region }));
	}
	const { TargetType, LoadBalancerArns } = seen;
	if (targetType !== undefined && TargetType !== undefined && TargetType !== targetType) {
		const params = { targetGroup: name, wanted: targetType, actual: TargetType };
		return missing(because("TargetGroupOfOtherType", params));
	}
	if (forwarded && LoadBalancerArns?.length === 0) {
		return missing(because("TargetGroupWithoutListener", { targetGroup: name }));
	}
	return { is: "found" };
}
