/**
 * Preflight checks the resources that a call names before the call is sent, if the environment enables it. A missing
 * resource is awaited with a message and without a call, and evenkeel then continues. A failed check blocks nothing.
 */
// Loaded before virtual time starts, which does not wait for files.
import { because, type Reason } from "../../src/model/reason.ts";
import "@aws-sdk/client-cloudwatch-logs";
import "@aws-sdk/client-elastic-load-balancing-v2";
import "@aws-sdk/client-iam";
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { operationNames } from "../../src/aws/operations.ts";
import { ImageFailure, ImageMissing, type ImageSource } from "../../src/images/image-source.ts";
import { shop, shopIds, shopManifests } from "../support/preflight-shop.ts";
import { createVirtualWorld, type Files } from "../support/virtual-world.ts";

const lookUpOperations = operationNames(({ usedBy }) => usedBy === "preflight");

/** An account with the resources `known` and an image registry with `images`; both can change. */
function start(manifests: Files = shopManifests(), { without }: { readonly without?: string } = {}) {
	const known = shopIds.filter((id) => id !== without);
	// Ensures that there is a list of each kind, so that unlisted resources do not exist.
	known.push("arn:aws:logs:ap-northeast-1:123456789012:log-group:/ecs/web-canary");
	known.push("arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/other/0123456789abcdef");
	const images = new Set([shop.image].filter((image) => image !== without));
	const asked: string[] = [];
	const imageSource: ImageSource = async (reference) => {
		asked.push(reference);
		if (images.has(reference)) return { digests: ["sha256:1"] };
		throw new ImageMissing("ghcr.io has no shop/web:1.4.2.");
	};
	const world = createVirtualWorld({ known });
	const warnings: Reason[] = [];
	const reasons: (Reason | undefined)[] = [];
	const evenkeel = world.start({
		imageSource,
		onWarning: (warning) => void warnings.push(warning),
		onStatus: ({ resources }) => {
			reasons.push(...resources.map(({ reason }) => reason));
		},
	});
	evenkeel.accept(manifests);
	const appears = (what: string) => void (what === shop.image ? images.add(what) : known.push(what));
	const lookups = () => [
		...world.requests.filter((operation) => lookUpOperations.includes(operation)),
		...asked.map(() => "image"),
	];
	const sent = () => evenkeel.sent.map(({ call }) => call.operation);
	return { world, evenkeel, appears, lookups, sent, warnings, reasons };
}

describe.each([
	[
		"image",
		shop.image,
		"TaskDefinition/web",
		because("ImageMissing", { image: shop.image, said: "ghcr.io has no shop/web:1.4.2." }),
	],
	["task role", shop.taskRole, "TaskDefinition/web", because("RoleMissing", { role: shop.taskRole })],
	[
		"execution role",
		shop.executionRole,
		"TaskDefinition/web",
		because("RoleMissing", { role: "ecsTaskExecutionRole" }),
	],
	[
		"log group",
		shop.logGroup,
		"TaskDefinition/web",
		because("LogGroupMissing", { logGroup: "/ecs/web", region: "ap-northeast-1" }),
	],
	[
		"target group",
		shop.targetGroup,
		"Service/shop/web",
		because("TargetGroupMissing", { targetGroup: "web", arn: shop.targetGroup, region: "ap-northeast-1" }),
	],
])("a missing %s", (_, what, waiting, reason) => {
	it("is awaited without a call that names it, and everything continues once it exists", async () => {
		const { world, evenkeel, appears, sent } = start(shopManifests(), { without: what });
		await world.advance(60_000);
		expect(evenkeel.resource(waiting)).toMatchObject({
			outcome: "waiting",
			reason: because("PrerequisiteMissing", { missing: [reason] }),
		});
		expect(sent()).not.toContain("ecs:CreateService");
		expect(sent().includes("ecs:RegisterTaskDefinition")).toBe(waiting.startsWith("Service"));
		appears(what);
		await evenkeel.settle({ atMostMs: 180_000 });
		expect(sent().filter((operation) => operation === "ecs:CreateService")).toHaveLength(1);
		await evenkeel.stop();
	});
});

describe("a missing resource", () => {
	it("does not hide other drift", async () => {
		const { world, evenkeel } = start();
		await evenkeel.settle();
		evenkeel.accept(shopManifests({ image: "ghcr.io/shop/web:1.5.0" }));
		await world.until(() => evenkeel.resource("Service/shop/web")?.outcome === "waiting");
		await world.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "web", desiredCount: 0 }));
		await world.advance(120_000);
		expect(evenkeel.resource("Service/shop/web")).toMatchObject({
			sync: "OutOfSync",
			drift: [{ path: "desiredCount", desired: 1, observed: 0 }],
		});
		await evenkeel.stop();
	});

	it("is checked with growing delays, finally once a minute", async () => {
		const { world, evenkeel, lookups } = start(shopManifests({ preflight: "[images]" }), { without: shop.image });
		await world.advance(60_000);
		const first = lookups().length;
		expect(first).toBeGreaterThan(2);
		await world.advance(600_000);
		const inTenMinutes = lookups().length - first;
		expect(inTenMinutes).toBeGreaterThan(8);
		expect(inTenMinutes).toBeLessThan(22);
		await evenkeel.stop();
	});

	it("gives its rollout slot to another service", async () => {
		const environment = "rollouts: { maxConcurrent: 1 }";
		const { world, evenkeel, sent, appears, reasons } = start(shopManifests({ environment, names: ["api", "web"] }));
		await evenkeel.settle();
		const other = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/new/0123456789abcdef";
		const files = shopManifests({ environment, names: ["api", "web"] });
		const before = sent().length;
		evenkeel.accept({
			...files,
			"api.yaml": (files["api.yaml"] ?? "").replace(shop.targetGroup, other),
			"web.yaml": (files["web.yaml"] ?? "").replace("subnet-a", "subnet-b"),
		});
		reasons.length = 0;
		await world.until(() => sent().length > before);
		// A service that waits for a missing resource occupies no slot, so the other one is not delayed.
		expect(reasons.map((reason) => reason?.code)).not.toContain("RolloutLimitReached");
		expect(evenkeel.sent.at(-1)).toMatchObject({
			identity: "Service/shop/web",
			call: { operation: "ecs:UpdateService" },
		});
		expect(evenkeel.resource("Service/shop/api")).toMatchObject({
			outcome: "waiting",
			reason: { code: "PrerequisiteMissing", params: { missing: [{ params: { targetGroup: "new" } }] } },
		});
		appears(other);
		await evenkeel.settle();
		await evenkeel.stop();
	});
});

describe("a service to be replaced", () => {
	it("is not deleted while a resource that the new one needs is missing", async () => {
		const { world, evenkeel, appears, sent } = start(replaceable("FARGATE", shop.targetGroup));
		await evenkeel.settle();
		const before = sent().length;
		const other = "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/new/0123456789abcdef";
		evenkeel.accept(replaceable("EC2", other));
		await world.advance(600_000);
		expect(sent().slice(before)).toEqual([]);
		expect(evenkeel.resource("Service/shop/web")).toMatchObject({
			outcome: "waiting",
			reason: {
				code: "PrerequisiteMissing",
				params: { missing: [{ code: "TargetGroupMissing", params: { targetGroup: "new" } }] },
			},
			health: { status: "Healthy" },
		});
		appears(other);
		await evenkeel.settle();
		expect(sent().slice(before)).toEqual(["ecs:UpdateService", "ecs:DeleteService", "ecs:CreateService"]);
		await evenkeel.stop();
	});
});

/** The service may be replaced for its launch type. */
function replaceable(launchType: string, targetGroup: string): Files {
	const files = shopManifests({ preflight: "[targetGroups]" });
	const text = (files["web.yaml"] ?? "")
		.replace("[FARGATE]", "[FARGATE, EC2]")
		.replace("launchType: FARGATE", `launchType: ${launchType}`)
		.replace("kind: Service", "kind: Service\npolicy: { replace: [launchType] }")
		.replace(shop.targetGroup, targetGroup);
	return { ...files, "web.yaml": text };
}

describe("an existing resource", () => {
	it("is checked once before the calls that name it, and never while all is in sync", async () => {
		const { world, evenkeel, lookups } = start();
		await evenkeel.settle();
		expect(lookups().sort()).toEqual([
			"elasticloadbalancing:DescribeTargetGroups",
			"iam:GetRole",
			"iam:GetRole",
			"image",
			"logs:DescribeLogGroups",
		]);
		await world.advance(1_800_000);
		expect(lookups()).toHaveLength(5);
		await evenkeel.stop();
	});

	it("is cached for ten minutes, and not checked for a call that does not name it", async () => {
		const { world, evenkeel, lookups } = start(shopManifests({ preflight: "[images]" }));
		await evenkeel.settle();
		evenkeel.accept(shopManifests({ preflight: "[images]", desiredCount: 2 }));
		await evenkeel.settle();
		evenkeel.accept(shopManifests({ preflight: "[images]", desiredCount: 2, names: ["web", "api"] }));
		await evenkeel.settle();
		expect(lookups()).toEqual(["image"]);
		await world.advance(900_000);
		evenkeel.accept(shopManifests({ preflight: "[images]", desiredCount: 2, names: ["web", "api", "admin"] }));
		await evenkeel.settle();
		expect(lookups()).toEqual(["image", "image"]);
		await evenkeel.stop();
	});

	it("is not checked if the environment does not enable it", async () => {
		const { evenkeel, lookups } = start(shopManifests({ preflight: "[]" }), { without: shop.image });
		await evenkeel.settle();
		expect(lookups()).toEqual([]);
		await evenkeel.stop();
	});

	it("is not checked while writes are paused", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start({ observe: true });
		evenkeel.accept(shopManifests());
		await world.advance(600_000);
		expect(world.requests.filter((operation) => lookUpOperations.includes(operation))).toEqual([]);
		await evenkeel.stop();
	});
});

/** The reason why a check failed; throws for other warnings. */
function causesOf(warnings: readonly Reason[]): string[] {
	return warnings.map((warning) => {
		if (warning.code !== "PreflightIncomplete") throw new Error(`another warning: ${warning.code}`);
		return warning.params.cause;
	});
}

describe("a failed check", () => {
	it("denied by IAM blocks nothing, and is reported in the plan and once in the log", async () => {
		const { world, evenkeel, warnings, reasons } = start(
			shopManifests({ preflight: "[roles, logGroups, targetGroups]" }),
		);
		for (const operation of lookUpOperations) world.emulator.faults.add({ operation, fault: "accessDenied" });
		await evenkeel.settle();
		const unknown = because("PrerequisiteUnknown", {
			what: "the role ecsTaskExecutionRole",
			cause: "evenkeel's role must be allowed iam:GetRole (AccessDenied).",
		});
		expect(reasons).toContainEqual({
			code: "WithUnknownPrerequisites",
			params: { why: because("NotFound"), unknown: expect.arrayContaining([unknown]) },
		});
		expect(causesOf(warnings).sort()).toEqual([
			expect.stringContaining("must be allowed elasticloadbalancing:DescribeTargetGroups (AccessDenied)."),
			expect.stringContaining("must be allowed iam:GetRole (AccessDenied)."),
			expect.stringContaining("must be allowed logs:DescribeLogGroups (AccessDeniedException)."),
		]);
		await evenkeel.stop();
	});

	it.each([
		["throttled by AWS", "throttle", /AWS throttled iam:GetRole \(Throttling\)/],
		["failed by AWS", "internalFailure", /AWS does not answer iam:GetRole \(ServiceFailure/],
		["without an answer of AWS in time", "delay", /the answer takes too long/],
	] as const)("%s blocks nothing", async (_, fault, sentence) => {
		const { world, evenkeel, warnings } = start(shopManifests({ preflight: "[roles]" }));
		world.emulator.faults.add(
			fault === "delay" ? { operation: "iam:*", fault, delaySeconds: 3_600 } : { operation: "iam:*", fault },
		);
		await evenkeel.settle();
		expect(causesOf(warnings)).toEqual([expect.stringMatching(sentence)]);
		await evenkeel.stop();
	});

	it.each<[string, ImageSource | undefined, RegExp]>([
		[
			"whose image registry fails",
			async () => Promise.reject(new ImageFailure("ghcr.io answers 500.")),
			/ghcr\.io answers 500/,
		],
		["whose image registry hangs", () => new Promise(() => {}), /the answer takes too long/],
		["whose image registry must not be queried", undefined, /so no image registry is queried\./],
	])("of an image %s blocks nothing", async (_, imageSource, sentence) => {
		const world = createVirtualWorld();
		const warnings: Reason[] = [];
		const evenkeel = world.start({
			...(imageSource ? { imageSource } : {}),
			onWarning: (warning) => void warnings.push(warning),
		});
		evenkeel.accept(shopManifests({ preflight: "[images]" }));
		await evenkeel.settle();
		expect(causesOf(warnings)).toEqual([expect.stringMatching(sentence)]);
		await evenkeel.stop();
	});
});
