/** Look-ups by real SDK clients on the embedded AWS: what is asked, and what is made of an AWS that does not tell. */
import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { clientConfig } from "../../src/aws/client-config.ts";
import { defaultLimits } from "../../src/aws/limits.ts";
import { openOptional } from "../../src/aws/optional-client.ts";
import { iam as iamService } from "../../src/aws/services/iam.ts";
import { createEmulator } from "../../src/emulator/emulator.ts";
import { ImageMissing } from "../../src/images/image-source.ts";
import { virtualClock } from "../../src/lib/clock.ts";
import { seededRandom } from "../../src/lib/random.ts";
import type { Prerequisite } from "../../src/model/prerequisite.ts";
import { because } from "../../src/model/reason.ts";
import { lookUp } from "../../src/preflight/look-up.ts";
import { shop } from "../support/preflight-shop.ts";

const never = new AbortController().signal;

function world(known: readonly string[] = []) {
	const clock = virtualClock();
	const random = seededRandom(1);
	const emulator = createEmulator({ clock, random, known });
	const requests: string[] = [];
	const { lookups } = createAws({
		...{ clock, random, budget: async () => {} },
		...{ region: emulator.region, requestHandler: emulator.requestHandler },
		onRequest: ({ operation, code }) => void requests.push(`${operation} ${code}`),
	});
	const { account, region } = emulator;
	const sources = { lookups, account, region };
	return { emulator, requests, sources, find: (wanted: Prerequisite) => lookUp(wanted, sources, never) };
}

const logGroup = { topic: "logGroups", logGroup: "/ecs/web" } as const;
const role = (name: string) => ({ topic: "roles", role: name, usedBy: "ecs-tasks.amazonaws.com" }) as const;

describe("an image", () => {
	const said = "ghcr.io has no web:1.";
	const missing = (isAnonymous: boolean) => () => Promise.reject(new ImageMissing(said, { isAnonymous }));

	it.each([
		["public", false, true, "missing"],
		["private", true, false, "missing"],
		["private and asked for without credentials", true, true, "not told"],
	] as const)("that is %s and that its registry does not have", async (_, isPrivate, isAnonymous, is) => {
		const wanted = { topic: "images", image: "ghcr.io/web:1", ...(isPrivate ? { isPrivate } : {}) } as const;
		const finding = await lookUp(wanted, { ...world().sources, images: missing(isAnonymous) }, never);
		expect(finding).toMatchObject({
			is,
			...(is === "missing"
				? { reason: { code: "ImageMissing", params: { said } } }
				: { cause: expect.stringContaining(said) }),
		});
	});
});

describe("a log group", () => {
	it("is not found in one whose name goes on", async () => {
		expect(await world([`${shop.logGroup}-canary`]).find(logGroup)).toEqual({
			is: "missing",
			reason: because("LogGroupMissing", { logGroup: "/ecs/web", region: "ap-northeast-1" }),
		});
	});

	it("is asked for once, however many have names that go on", async () => {
		const others = Array.from({ length: 120 }, (_, number) => `${shop.logGroup}/${number}`);
		const { requests, find } = world(others);
		expect(await find(logGroup)).toMatchObject({ is: "missing" });
		expect(requests).toEqual(["logs:DescribeLogGroups 200"]);
	});

	it("is found on a later page", async () => {
		const { emulator, requests, find } = world([shop.logGroup]);
		emulator.faults.add({ operation: "logs:DescribeLogGroups", fault: "partialRead", lacks: "page" });
		expect(await find(logGroup)).toEqual({ is: "found" });
		expect(requests).toEqual(["logs:DescribeLogGroups 200", "logs:DescribeLogGroups 200"]);
	});

	it("is missing in the region that the containers write to", async () => {
		const finding = await world([`${shop.logGroup}-canary`]).find({ ...logGroup, region: "eu-west-1" });
		expect(finding).toMatchObject({ reason: { code: "LogGroupMissing", params: { region: "eu-west-1" } } });
	});
});

describe("a role", () => {
	it("of another account is the other account's to judge, and not asked for", async () => {
		const { requests, find } = world([shop.taskRole]);
		expect(await find(role("arn:aws:iam::999999999999:role/other"))).toEqual({ is: "found" });
		expect(requests).toEqual([]);
	});

	it("that IAM shows of another account is not the one that is meant", async () => {
		const finding = await lookUp(role("web"), { ...world([shop.taskRole]).sources, account: "999999999999" }, never);
		expect(finding).toMatchObject({ is: "not told", cause: "IAM answers as account 123456789012." });
	});

	it("is looked for by its name, and has the path that is meant", async () => {
		const { find } = world([shop.taskRole]);
		expect(await find(role(shop.taskRole))).toEqual({ is: "found" });
		expect(await find(role("/shop/web"))).toEqual({ is: "found" });
		expect(await find(role("web"))).toMatchObject({
			is: "missing",
			reason: { code: "RoleUnderOtherPath", params: { arn: shop.taskRole } },
		});
		expect(await find(role("api"))).toMatchObject({
			is: "missing",
			reason: because("RoleMissing", { role: "api" }),
		});
	});
});

describe("a target group", () => {
	const wanted = { topic: "targetGroups", arn: shop.targetGroup, forwarded: true, targetType: "ip" } as const;

	it("is looked for by its ARN, in the region where evenkeel works", async () => {
		const { find } = world([shop.targetGroup]);
		expect(await find(wanted)).toEqual({ is: "found" });
		const elsewhere = shop.targetGroup.replace("ap-northeast-1", "eu-west-1");
		expect(await find({ ...wanted, arn: elsewhere })).toMatchObject({
			reason: { code: "TargetGroupMissing", params: { region: "ap-northeast-1" } },
		});
	});

	it("whose ARN AWS does not take is not told of", async () => {
		expect(await world().find({ ...wanted, arn: "web" })).toEqual({
			is: "not told",
			what: "the target group web",
			cause: "AWS rejected elasticloadbalancing:DescribeTargetGroups (ValidationError).",
		});
	});
});

describe("an answer that says success and is wrong", () => {
	const all = [
		["logs:DescribeLogGroups", logGroup],
		["iam:GetRole", role(shop.taskRole)],
		["elasticloadbalancing:DescribeTargetGroups", { topic: "targetGroups", arn: shop.targetGroup }],
	] as const;
	const known = [shop.logGroup, shop.taskRole, shop.targetGroup];

	it.each(all)("with nothing in it, to %s, tells nothing", async (operation, wanted) => {
		const { emulator, find } = world(known);
		emulator.faults.add({ operation, fault: "wrongAnswer", as: "nothing" });
		expect(await find(wanted as Prerequisite)).toMatchObject({
			is: "not told",
			cause: `AWS does not answer ${operation} (UnreadableAnswer).`,
		});
	});

	it.each(["nullItems", "otherTypes"] as const)("about a log group (%s) tells nothing", async (as) => {
		const { emulator, find } = world(known);
		emulator.faults.add({ operation: "logs:*", fault: "wrongAnswer", as });
		expect(await find(logGroup)).toMatchObject({ is: "not told" });
	});

	it("about a log group has an end where its token repeats", async () => {
		const { emulator, requests, find } = world([`${shop.logGroup}-canary`]);
		emulator.faults.add({ operation: "logs:DescribeLogGroups", fault: "partialRead", lacks: "page" });
		emulator.faults.add({ operation: "logs:DescribeLogGroups", fault: "wrongAnswer", as: "sameToken" });
		expect(await find(logGroup)).toMatchObject({ is: "not told", cause: expect.stringContaining("(EndlessList)") });
		expect(requests).toHaveLength(2);
	});
});

it("without the SDK's package nothing is told, but how to get it", async () => {
	const { sources } = world();
	const clock = virtualClock();
	const iam = openOptional(
		{ ...iamService, load: () => import("@aws-sdk/client-of-nothing" as string) },
		{ config: clientConfig({}, clock, defaultLimits), clock, limits: defaultLimits },
	);
	const lookups = { ...sources.lookups, iam };
	expect(await lookUp(role("web"), { ...sources, lookups }, never)).toEqual({
		is: "not told",
		what: "the role web",
		cause: expect.stringMatching(/npm install @aws-sdk\/client-iam$/),
	});
});
