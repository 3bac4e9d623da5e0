/** What answers of IAM and Elastic Load Balancing mean for a call that names a role or a target group. */
import { describe, expect, it } from "vitest";
import type { Prerequisite, RoleUser } from "../../src/model/prerequisite.ts";
import { because, type Reason } from "../../src/model/reason.ts";
import { judgeRole, type ObservedRole } from "../../src/preflight/roles.ts";
import { judgeTargetGroup, type ObservedTargetGroup } from "../../src/preflight/target-groups.ts";

const tasks = "ecs-tasks.amazonaws.com";
const role = (name: string, usedBy: RoleUser = tasks) => ({ topic: "roles", role: name, usedBy }) as const;
const seen = (resource: string, policy?: unknown): ObservedRole => ({
	Arn: `arn:aws:iam::111122223333:role/${resource}`,
	...(policy === undefined ? {} : { AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)) }),
});
const statement = { Effect: "Allow", Principal: { Service: tasks }, Action: "sts:AssumeRole" };
const policy = (more: object = {}) => ({ Version: "2012-10-17", Statement: { ...statement, ...more } });

describe("a role", () => {
	it.each<[string, ReturnType<typeof role>, ObservedRole]>([
		["by its name", role("web"), seen("web")],
		["by its ARN", role("arn:aws:iam::111122223333:role/web"), seen("web")],
		["by its ARN with a path", role("arn:aws:iam::111122223333:role/shop/web"), seen("shop/web")],
		["by its path and name", role("/shop/web"), seen("shop/web")],
	])("is found %s", (_, wanted, answer) => {
		expect(judgeRole(wanted, answer)).toEqual({ is: "found" });
	});

	it.each<[string, ReturnType<typeof role>, ObservedRole | undefined, Reason]>([
		["that IAM does not have", role("web"), undefined, because("RoleMissing", { role: "web" })],
		[
			"named without its path",
			role("web"),
			seen("shop/web"),
			because("RoleUnderOtherPath", { role: "web", arn: "arn:aws:iam::111122223333:role/shop/web" }),
		],
		[
			"named with another path",
			role("a/web"),
			seen("b/web"),
			because("RoleUnderOtherPath", { role: "a/web", arn: "arn:aws:iam::111122223333:role/b/web" }),
		],
	])("%s is waited for", (_, wanted, answer, reason) => {
		expect(judgeRole(wanted, answer)).toEqual({ is: "missing", reason });
	});

	it.each<[string, unknown]>([
		["names the service", policy()],
		["names it among others", policy({ Principal: { Service: ["ec2.amazonaws.com", tasks] } })],
		["names it in one of its statements", { Statement: [{ ...statement, Effect: "Deny" }, statement] }],
		["allows more actions", policy({ Action: ["sts:TagSession", "sts:Assume*"] })],
		["spells the action otherwise", policy({ Action: "STS:assumerole" })],
		["allows it by many stars", { Statement: [{ ...statement, Action: `${"*".repeat(60)}X` }, statement] }],
		["allows anybody", policy({ Principal: "*" })],
		["allows any account", policy({ Principal: { AWS: "*" } })],
		["allows on a condition", policy({ Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } })],
		["excludes others", policy({ Principal: undefined, NotPrincipal: { AWS: "111122223333" } })],
	])("may be used where its trust policy %s", (_, document) => {
		expect(judgeRole(role("web"), seen("web", document))).toEqual({ is: "found" });
	});

	it.each<[string, unknown]>([
		["names another service", policy({ Principal: { Service: "ec2.amazonaws.com" } })],
		["names an account only", policy({ Principal: { AWS: "111122223333" } })],
		["allows another action", policy({ Action: "sts:TagSession" })],
		["denies it", policy({ Effect: "Deny" })],
		["has no statement", { Version: "2012-10-17", Statement: [] }],
	])("is waited for where its trust policy %s", (_, document) => {
		expect(judgeRole(role("web"), seen("web", document))).toEqual({
			is: "missing",
			reason: because("RoleNotTrusted", { role: "web", service: tasks }),
		});
	});

	it("that ECS uses around the tasks has to trust ECS itself", () => {
		expect(judgeRole(role("volumes", "ecs.amazonaws.com"), seen("volumes", policy()))).toMatchObject({ is: "missing" });
	});

	it("whose trust policy cannot be read is taken for good", () => {
		expect(judgeRole(role("web"), { ...seen("web"), AssumeRolePolicyDocument: "%%%" })).toEqual({ is: "found" });
	});
});

describe("a target group", () => {
	const arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/6d0ecf831eec9f09";
	const wanted = { topic: "targetGroups", arn, forwarded: true } as const;
	const group = (more: ObservedTargetGroup = {}) => ({ TargetType: "ip", LoadBalancerArns: ["arn:lb"], ...more });

	it.each<[string, Extract<Prerequisite, { topic: "targetGroups" }>, ObservedTargetGroup]>([
		["of addresses for tasks that have their own", { ...wanted, targetType: "ip" }, group()],
		["of instances for others", wanted, group({ TargetType: "instance" })],
		[
			"without a load balancer where it may get its rule later",
			{ ...wanted, forwarded: false },
			group({ LoadBalancerArns: [] }),
		],
	])("is found %s", (_, one, answer) => {
		expect(judgeTargetGroup(one, answer, "eu-west-1")).toEqual({ is: "found" });
	});

	it.each<[string, Extract<Prerequisite, { topic: "targetGroups" }>, ObservedTargetGroup | undefined, Reason]>([
		[
			"that is not there",
			wanted,
			undefined,
			because("TargetGroupMissing", { targetGroup: "web", arn, region: "eu-west-1" }),
		],
		[
			"of instances, where tasks have addresses",
			{ ...wanted, targetType: "ip" },
			group({ TargetType: "instance" }),
			because("TargetGroupOfOtherType", { targetGroup: "web", wanted: "ip", actual: "instance" }),
		],
		[
			"that no load balancer forwards to",
			wanted,
			group({ LoadBalancerArns: [] }),
			because("TargetGroupWithoutListener", { targetGroup: "web" }),
		],
	])("%s is waited for", (_, one, answer, reason) => {
		expect(judgeTargetGroup(one, answer, "eu-west-1")).toEqual({
			is: "missing",
			reason,
		});
	});
});
