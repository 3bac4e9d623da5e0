/**
 * Target groups that a service registers its tasks with. ECS refuses one that is not there, one that no load balancer forwards
 * to yet, and one of instances for tasks that have addresses of their own (ECS developer guide, "Service load balancing").
 */
import type { Finding, Prerequisite } from "../model/prerequisite.ts";
import { because, type Reason } from "../model/reason.ts";
import type { Source } from "./source.ts";

type TargetGroupPrerequisite = Extract<Prerequisite, { topic: "targetGroups" }>;

/** What DescribeTargetGroups says of a target group, as far as it matters. */
export interface TargetGroupSeen {
	readonly TargetType?: string | undefined;
	readonly LoadBalancerArns?: readonly string[] | undefined;
}

/** Asks in evenkeel's own region, where ECS looks for it, too. */
export const findTargetGroup: Source<TargetGroupPrerequisite> = async (prerequisite, { lookUps, region }, signal) => {
	const { TargetGroups } = await lookUps.elasticloadbalancing.read(
		undefined,
		"elasticloadbalancing:DescribeTargetGroups",
		{ TargetGroupArns: [prerequisite.arn] },
		signal,
	);
	return judgeTargetGroup(prerequisite, TargetGroups?.[0], region);
};

/** Undefined: there is none with that ARN in the region. */
export function judgeTargetGroup(
	{ arn, targetType, forwarded }: TargetGroupPrerequisite,
	seen: TargetGroupSeen | undefined,
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
