/**
 * Prerequisites named by the creation or update of a service.
 * They are target groups, the roles that ECS uses around the tasks (load balancers, volumes, hooks, certificates), and the
 * log group of Service Connect's proxy.
 */
import type { LoadBalancer } from "@aws-sdk/client-ecs";
import type { Call } from "../../aws/calls.ts";
import { isRecord } from "../../lib/json.ts";
import type { Prerequisite } from "../../model/prerequisite.ts";
import { logGroupPrerequisite, rolePrerequisite } from "../prerequisites.ts";

/** The prerequisites of a service call; none for other calls. Pure. */
export function servicePrerequisites(call: Call): readonly Prerequisite[] {
	if (call.operation !== "ecs:CreateService" && call.operation !== "ecs:UpdateService") return [];
	const { input } = call;
	const isAwsvpc = input.networkConfiguration?.awsvpcConfiguration !== undefined;
	const role = call.operation === "ecs:CreateService" ? call.input.role : undefined;
	return [
		...(input.loadBalancers ?? []).flatMap((loadBalancer) => targetGroupsOf(loadBalancer, isAwsvpc)),
		...[...(role ? [role] : []), ...roleArnsIn(input)].flatMap((one) => rolePrerequisite(one, "ecs.amazonaws.com")),
		...logGroupPrerequisite(input.serviceConnectConfiguration?.logConfiguration),
	];
}

/** ECS requires the first target group to have a load balancer; the second of a pair may get its rule later. */
function targetGroupsOf(loadBalancer: LoadBalancer, isAwsvpc: boolean): readonly Prerequisite[] {
	const { targetGroupArn, advancedConfiguration } = loadBalancer;
	const groups = [
		{ arn: targetGroupArn, forwarded: true },
		{ arn: advancedConfiguration?.alternateTargetGroupArn, forwarded: false },
	];
	return groups.flatMap(({ arn, forwarded }): readonly Prerequisite[] =>
		arn ? [{ topic: "targetGroups", arn, forwarded, ...(isAwsvpc ? { targetType: "ip" as const } : {}) }] : [],
	);
}

/**
 * Every `roleArn` in the input, at any depth: load balancers, volumes, VPC Lattice, hooks and TLS all use that member name.
 */
function roleArnsIn(value: unknown): readonly string[] {
	if (Array.isArray(value)) return value.flatMap(roleArnsIn);
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([name, member]) =>
		name === "roleArn" && typeof member === "string" ? [member] : roleArnsIn(member),
	);
}
