/** A user pauses evenkeel immediately, without a commit, for a limited time. */
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { resuming, suspending } from "../../src/plan/manual-action.ts";
import { suspensionTag } from "../../src/plan/suspension.ts";
import { service as shown } from "../support/aws-reading.ts";
import { doc, fargateDefinition } from "../support/manifests.ts";
import { byHand } from "../support/manual-changes.ts";
import { createVirtualWorld, type Files, type VirtualWorld } from "../support/virtual-world.ts";

const tenMinutesMs = 600_000;
const api = "Service/shop/api";
const shop: Files = {
	"e.yaml": doc("Environment", "test", "{ prune: automatic }"),
	"c.yaml": doc("Cluster", "shop"),
	"n.yaml": doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }"),
	"r.yaml": doc(
		"Registry",
		"api",
		"{ NamespaceId: internal, Description: first, DnsConfig: { DnsRecords: [{ Type: A, TTL: 60 }] } }",
	),
	"t.yaml": fargateDefinition("api", "api:1"),
	"s.yaml": doc(
		"Service",
		"api",
		"{ cluster: shop, taskDefinition: api, launchType: FARGATE, desiredCount: 1, networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } } }",
	),
};

async function running() {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	evenkeel.accept(shop);
	await evenkeel.settle();
	return { world, evenkeel };
}

const tagUntil = (world: VirtualWorld, durationMs: number) =>
	suspensionTag(world.clock.now() + durationMs, "incident 42") ?? {};
const suspend = (world: VirtualWorld, selector: string, durationMs = 2 * tenMinutesMs) =>
	byHand(world, shop, selector, suspending(tagUntil(world, durationMs)));
const scale = (world: VirtualWorld, desiredCount: number) =>
	world.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", desiredCount }));
const count = async (world: VirtualWorld) => (await shown(world, "shop", "api"))?.desiredCount;

describe("a manually suspended service", () => {
	it("is not changed and its drift is shown, until the time is over", async () => {
		const { world, evenkeel } = await running();
		const { sent } = await suspend(world, api);
		expect(sent.map(({ operation }) => operation)).toEqual(["ecs:TagResource"]);
		await scale(world, 4);
		await world.advance(tenMinutesMs);
		expect(await count(world)).toBe(4);
		expect(evenkeel.resource(api)).toMatchObject({
			outcome: "blocked",
			reason: { code: "SuspendedByTag", params: { until: expect.any(String), note: "incident 42" } },
			health: { status: "Suspended", reason: { code: "SuspendedByTag", params: { note: "incident 42" } } },
			drift: [{ path: "desiredCount", desired: 1, observed: 4 }],
		});
		await world.advance(tenMinutesMs + 180_000);
		expect(await count(world)).toBe(1);
		expect(evenkeel.resource(api)?.health.status).toBe("Healthy");
		await evenkeel.stop();
	});

	it("is corrected within an interval after it is resumed, and a restart forgets nothing", async () => {
		const { world, evenkeel } = await running();
		await suspend(world, api);
		await evenkeel.stop();
		const next = world.start();
		next.accept(shop);
		await scale(world, 4);
		await world.advance(180_000);
		expect(await count(world)).toBe(4);
		const { sent } = await byHand(world, shop, api, resuming);
		expect(sent.map(({ operation }) => operation)).toEqual(["ecs:UntagResource"]);
		await world.advance(120_000);
		expect(await count(world)).toBe(1);
		await next.stop();
	});

	it("is not deleted when its manifest is deleted", async () => {
		const { world, evenkeel } = await running();
		await suspend(world, api);
		const { "s.yaml": _, ...others } = shop;
		evenkeel.accept(others);
		await world.advance(tenMinutesMs);
		expect((await shown(world, "shop", "api"))?.status).toBe("ACTIVE");
		expect(evenkeel.resource(api)).toMatchObject({
			outcome: "blocked",
			orphan: true,
			health: { status: "Suspended" },
			reason: { code: "SuspendedByTag", params: { until: expect.any(String) } },
		});
		await world.advance(tenMinutesMs + 180_000);
		expect((await shown(world, "shop", "api"))?.status).not.toBe("ACTIVE");
		await evenkeel.stop();
	});
});

describe("manual suspension", () => {
	it("works for all kinds; Cloud Map's are observed before the next write and resumed within an interval", async () => {
		const { world, evenkeel } = await running();
		const { told } = await suspend(world, "*");
		expect(told.map((line) => line.replace(/:.*/, ""))).toEqual([
			"Cluster/shop",
			"Namespace/internal",
			"Registry/internal/api",
			api,
			"TaskDefinition/api",
		]);
		const before = evenkeel.sent.length;
		evenkeel.accept(
			Object.fromEntries(
				Object.entries(shop).map(([file, text]) => [
					file,
					text.replace("first", "second").replace("api:1", "api:2").replace("desiredCount: 1", "desiredCount: 2"),
				]),
			),
		);
		await world.advance(600_000);
		expect(evenkeel.sent.slice(before)).toEqual([]);
		expect(evenkeel.resource("Registry/internal/api")).toMatchObject({
			health: { status: "Suspended" },
			drift: [expect.anything()],
		});
		await byHand(world, shop, "Registry/*", resuming);
		await world.advance(120_000);
		expect(evenkeel.sent.slice(before).map(({ identity }) => identity)).toEqual(["Registry/internal/api"]);
		await evenkeel.stop();
	});

	it.each([
		{
			what: "in a dry run",
			options: { dryRun: true },
			verdict: { outcome: "action", reason: { code: "SuspendedManually" } },
		},
		{
			what: "for another owner",
			options: { owner: "other" },
			verdict: {
				outcome: "blocked",
				reason: { code: "OwnedByOther", params: { cause: { code: "OtherOwner", params: { owner: "test" } } } },
			},
		},
	])("writes nothing $what", async ({ options, verdict }) => {
		const { world, evenkeel } = await running();
		const done = await byHand(world, shop, api, suspending(tagUntil(world, tenMinutesMs)), options);
		expect(done.sent).toEqual([]);
		expect(done.result).toMatchObject({ plan: { items: [{ identity: api, verdict }] } });
		await evenkeel.stop();
	});
});
