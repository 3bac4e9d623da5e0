/**
 * Target groups that a service registers its tasks with. ECS refuses one that is not there, one that no load balancer forwards
 * to yet, and one of instances for tasks that have addresses of their own (ECS developer guide, "Service load balancing").
 */
import type { Finding, Prerequisite } from "../model/prerequisite.ts";
import type { Source } from "./source.ts";

type TargetGroupPrerequisite = Extract<Prerequisite, { topic: "targetGroups" }>;

/** What DescribeTargetGroups says of a target group, as far as it matters. */
export interface TargetGroupSeen {
	readonly TargetType?: string | undefined;
	readonly LoadBalancerArns?: readonly string[] | undefined;
}

/** Asks in evenkeel's own region, where ECS looks for it, too. */
export const findTargetGroup: Source<TargetGroupPrerequisite> = async (prerequisite, { lookUps, region }, signal) => {
	const { TargetGroups } = await lookUps.loadBalancing.read(
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
	const missing = (reason: string): Finding => ({ is: "missing", reason });
	if (!seen) {
		return missing(
			`It waits for the target group ${name}: ${region} has none with the ARN ${arn}. Create it, or write the ARN that is meant.`,
		);
	}
	const { TargetType, LoadBalancerArns } = seen;
	if (targetType !== undefined && TargetType !== undefined && TargetType !== targetType) {
		return missing(
			`It waits for a target group of the type ${targetType}: ${name} takes targets of the type ${TargetType}, and ECS refuses it for tasks with addresses of their own (awsvpc). Create another one, and write its ARN.`,
		);
	}
	if (forwarded && LoadBalancerArns?.length === 0) {
		return missing(
			`It waits for a load balancer in front of the target group ${name}: no listener forwards to it yet, and ECS refuses it until one does. Add the listener or its rule.`,
		);
	}
	return { is: "found" };
}
