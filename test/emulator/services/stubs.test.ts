/**
 * Tests the read operations of other services with AWS's own clients: every resource exists unless the operator lists
 * the existing ones.
 */
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
	DescribeTargetGroupsCommand,
	type DescribeTargetGroupsCommandInput,
	ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetRoleCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { inProcessConfig } from "../../../src/aws/client-settings.ts";
import { createWorld } from "../world.ts";
import { refusalOf } from "./ecs/account.ts";

const roleArn = "arn:aws:iam::123456789012:role/shop/web";
const foreignRole = "arn:aws:iam::999999999999:role/foreign";
const groupArn = (name: string, region = "ap-northeast-1") =>
	`arn:aws:elasticloadbalancing:${region}:123456789012:targetgroup/${name}/6d0ecf831eec9f09`;
const logArn = (name: string) => `arn:aws:logs:ap-northeast-1:123456789012:log-group:${name}`;

function clients(known: readonly string[] = []) {
	const { emulator } = createWorld({ known });
	const config = inProcessConfig(emulator);
	const iam = new IAMClient(config);
	const logs = new CloudWatchLogsClient(config);
	const elb = new ElasticLoadBalancingV2Client(config);
	return {
		emulator,
		iam,
		role: async (RoleName: string) => (await iam.send(new GetRoleCommand({ RoleName }))).Role,
		groups: (input: DescribeTargetGroupsCommandInput) => elb.send(new DescribeTargetGroupsCommand(input)),
		logGroups: async (input: { logGroupNamePrefix?: string; limit?: number; nextToken?: string }) => {
			const { logGroups, nextToken } = await logs.send(new DescribeLogGroupsCommand(input));
			return { names: logGroups?.map(({ logGroupName }) => logGroupName), nextToken };
		},
	};
}

describe("IAM", () => {
	it("has every role if none is listed, and tasks and ECS can assume it", async () => {
		const role = await clients().role("web");
		expect(role).toMatchObject({ RoleName: "web", RoleId: expect.stringMatching(/^AROA[0-9A-F]{17}$/) });
		// The path is unknown.
		expect(role).not.toHaveProperty("Path");
		expect(role).not.toHaveProperty("Arn");
		expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? "")).toContain('"ecs-tasks.amazonaws.com"');
	});

	it("has only the listed roles of the account, with their paths", async () => {
		const { role } = clients([roleArn, foreignRole]);
		expect(await role("web")).toMatchObject({ Arn: roleArn, Path: "/shop/" });
		expect(await refusalOf(role("other"))).toBe("NoSuchEntityException: The role with name other cannot be found.");
		expect(await refusalOf(role("foreign"))).toMatch(/^NoSuchEntityException/);
	});

	it("rejects invalid role names and every other operation", async () => {
		const { role, iam } = clients();
		expect(await refusalOf(role("a/b"))).toMatch(/^ValidationError: .*'a\/b' at 'roleName'/);
		expect(await refusalOf(iam.send(new ListUsersCommand({})))).toMatch(/^InvalidAction/);
	});

	it("returns its own texts for denied, throttled and failed requests", async () => {
		const { role, emulator } = clients();
		for (const fault of ["accessDenied", "throttle", "internalFailure"] as const) {
			emulator.faults.add({ operation: "iam:GetRole", fault, count: 1 });
		}
		expect(await refusalOf(role("web"))).toMatch(/^AccessDenied: User: .* not authorized to perform: iam:GetRole/);
		expect(await refusalOf(role("web"))).toBe("Throttling: Rate exceeded");
		expect(await refusalOf(role("web"))).toMatch(/^ServiceFailureException/);
		expect(await role("web")).toBeDefined();
	});
});

describe("Elastic Load Balancing", () => {
	it("has every target group if none is listed, with a load balancer", async () => {
		const { TargetGroups } = await clients().groups({ TargetGroupArns: [groupArn("web"), groupArn("api")] });
		expect(TargetGroups).toMatchObject([
			{
				TargetGroupArn: groupArn("web"),
				TargetGroupName: "web",
				TargetType: "ip",
				LoadBalancerArns: [expect.any(String)],
			},
			{ TargetGroupArn: groupArn("api") },
		]);
	});

	it("has only the listed ones, by ARN, by name, by load balancer and in pages", async () => {
		const { groups } = clients([groupArn("web"), groupArn("api"), groupArn("web", "eu-west-1")]);
		const names = async (input: DescribeTargetGroupsCommandInput) =>
			(await groups(input)).TargetGroups?.map(({ TargetGroupName }) => TargetGroupName);
		expect(await names({})).toEqual(["web", "api"]);
		expect(await names({ Names: ["api"] })).toEqual(["api"]);
		const [web] = (await groups({ TargetGroupArns: [groupArn("web")] })).TargetGroups ?? [];
		expect(await names({ LoadBalancerArn: web?.LoadBalancerArns?.[0] })).toEqual(["web"]);
		const { NextMarker } = await groups({ PageSize: 1 });
		expect(await names({ PageSize: 1, Marker: NextMarker })).toEqual(["api"]);
		const missing = "TargetGroupNotFoundException: One or more target groups not found";
		expect(await refusalOf(groups({ TargetGroupArns: [groupArn("web"), groupArn("other")] }))).toBe(missing);
		expect(await refusalOf(groups({ TargetGroupArns: [groupArn("web", "eu-west-1")] }))).toBe(missing);
		expect(await refusalOf(groups({ Names: ["other"] }))).toBe(missing);
	});

	it.each([
		[{ TargetGroupArns: ["web"] }, "'web' is not a valid target group ARN"],
		[{ PageSize: 0 }, "Page size must be between 1 and 400"],
		[{ Marker: "nowhere" }, "Invalid marker."],
	])("rejects %j", async (input, text) => {
		expect(await refusalOf(clients().groups(input))).toBe(`ValidationError: ${text}`);
	});
});

it("an unusual form is still answered", async () => {
	const { emulator } = clients([groupArn("web")]);
	const headers = { "content-type": "application/x-www-form-urlencoded" };
	const status = async (body: string) =>
		(await emulator.handle({ method: "POST", path: "/", query: {}, headers, body })).statusCode;
	const elb = "Version=2015-12-01&Action=DescribeTargetGroups";
	expect(await status(`${elb}&Names=web`)).toBe(200);
	expect(await status(`${elb}&TargetGroupArns=web&PageSize.member.1=1`)).toBe(400);
	expect(await status(`${elb}&__proto__.member.1=web&Marker.member.1=a`)).toBe(400);
	expect(await status("Version=2010-05-08&Action=GetRole")).toBe(400);
	expect(await status("Version=2010-05-08&Action=constructor")).toBe(400);
});

describe("CloudWatch Logs", () => {
	it("has the requested log group if none is listed", async () => {
		const { logGroups } = clients();
		expect(await logGroups({ logGroupNamePrefix: "/ecs/web" })).toEqual({ names: ["/ecs/web"] });
		expect(await logGroups({})).toEqual({ names: [] });
	});

	it("has the listed ones, in ASCII order and in pages", async () => {
		const { logGroups } = clients(["/ecs/web-b", "/ecs/web", "/ecs/api", "/ecs/web-B"].map(logArn));
		expect((await logGroups({})).names).toEqual(["/ecs/api", "/ecs/web", "/ecs/web-B", "/ecs/web-b"]);
		const first = await logGroups({ logGroupNamePrefix: "/ecs/web", limit: 2 });
		expect(first.names).toEqual(["/ecs/web", "/ecs/web-B"]);
		const second = await logGroups({ logGroupNamePrefix: "/ecs/web", limit: 2, nextToken: first.nextToken ?? "" });
		expect(second).toEqual({ names: ["/ecs/web-b"] });
	});

	it("rejects invalid page sizes, bodies that are not objects, and other operations", async () => {
		const { logGroups, emulator } = clients();
		expect(await refusalOf(logGroups({ limit: 51 }))).toBe(
			"InvalidParameterException: limit must be between 1 and 50.",
		);
		const ask = async (operation: string, body: string) => {
			const headers = { "x-amz-target": `Logs_20140328.${operation}` };
			const answer = await emulator.handle({ method: "POST", path: "/", query: {}, headers, body });
			return `${answer.statusCode} ${JSON.parse(new TextDecoder().decode(answer.body)).__type}`;
		};
		expect(await ask("DescribeLogGroups", "[]")).toBe("400 SerializationException");
		expect(await ask("PutLogEvents", "{}")).toBe("400 UnknownOperationException");
	});
});
