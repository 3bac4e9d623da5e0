/**
 * Windows follow the wall clock: after a clock change, or after the machine was suspended, evenkeel uses the windows of
 * the new time and notices within seconds.
 */
import { UpdateClusterCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import type { FaultEffect } from "../../src/emulator/front/fault-rule.ts";
import { suspending } from "../../src/plan/manual-action.ts";
import { suspensionTag } from "../../src/plan/suspension.ts";
import { doc } from "../support/manifests.ts";
import { byHand } from "../support/manual-changes.ts";
import { type UnrulyClock, unrulyClock } from "../support/unruly-clock.ts";
import { createVirtualWorld, type StartOptions, type VirtualWorld } from "../support/virtual-world.ts";

const minuteMs = 60_000;
const promptlyMs = 10_000;
/** Virtual time starts at midnight: writes are denied from 00:30 to 00:45. */
const freezeMs = 30 * minuteMs;
const files = {
	"e.yaml": doc(
		"Environment",
		"test",
		'{ owner: test, windows: [{ kind: deny, schedule: "30 0 * * *", duration: 15m }] }',
	),
	"c.yaml": doc("Cluster", "shop", "{ settings: [{ name: containerInsights, value: enabled }] }"),
};
const withMore = { ...files, "d.yaml": doc("Cluster", "more") };

/** A controller with an observation interval of one hour, so that only the clock triggers an observation. */
async function settled(options: (clock: UnrulyClock) => StartOptions = () => ({})) {
	const world = createVirtualWorld();
	const clock = unrulyClock(world.clock);
	const evenkeel = world.start({ clock, intervalMs: 60 * minuteMs, ...options(clock) });
	evenkeel.accept(files);
	await evenkeel.settle();
	return { world, clock, evenkeel, isPaused: () => evenkeel.controller.status().pause !== undefined };
}

const tamper = (world: VirtualWorld) =>
	world.ecs.send(
		new UpdateClusterCommand({ cluster: "shop", settings: [{ name: "containerInsights", value: "disabled" }] }),
	);

describe("a clock change", () => {
	it("into a freeze: nothing is written, and the status says so immediately", async () => {
		const { world, clock, evenkeel, isPaused } = await settled();
		const before = evenkeel.sent.length;
		clock.jump(freezeMs);
		expect(isPaused()).toBe(true);
		evenkeel.accept(withMore);
		await world.advance(14 * minuteMs);
		expect(evenkeel.sent.length).toBe(before);
		expect(evenkeel.resource("Cluster/more")?.reason).toMatchObject({
			code: "Paused",
			params: { pause: { params: { until: "2026-01-01T00:45:00Z" } } },
		});
		await world.advance(minuteMs + promptlyMs);
		expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual(["ecs:CreateCluster"]);
		await evenkeel.stop();
	});

	it.each([
		["forward", 15 * minuteMs],
		["back", -15 * minuteMs],
	])("%s, out of a freeze: paused changes are written within seconds", async (_, byMs) => {
		const { world, clock, evenkeel, isPaused } = await settled();
		await world.advance(freezeMs);
		expect(isPaused()).toBe(true);
		evenkeel.accept(withMore);
		await world.advance(minuteMs);
		const before = evenkeel.sent.length;
		clock.jump(byMs);
		await world.advance(promptlyMs);
		expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual(["ecs:CreateCluster"]);
		await evenkeel.stop();
	});

	it.each([freezeMs, freezeMs - 24 * 60 * minuteMs])(
		"during an observation, into a freeze (by %i ms): planned calls are not sent",
		async (byMs) => {
			let isSet = false;
			const { world, evenkeel } = await settled((clock) => ({
				aroundRead: async (_operation, input, read) => {
					if (!isSet && JSON.stringify(input).includes("more")) {
						isSet = true;
						clock.jump(byMs);
					}
					return read();
				},
			}));
			const before = evenkeel.sent.length;
			evenkeel.accept(withMore);
			await world.advance(60_000);
			expect(isSet).toBe(true);
			expect(evenkeel.sent.length).toBe(before);
			expect(evenkeel.resource("Cluster/more")?.outcome).toBe("waiting");
			await evenkeel.stop();
		},
	);

	it("during an observation: a plan based on the previous time is not sent, but recomputed", async () => {
		const { world, evenkeel, clock } = await settled();
		const tag = suspensionTag(clock.wallMs() + 600_000, "an incident") ?? {};
		await byHand(world, files, "Cluster/shop", suspending(tag));
		await tamper(world);
		await evenkeel.stop();
		const late = unrulyClock(world.clock);
		late.jump(601_000);
		let isSet = false;
		const next = world.start({
			clock: late,
			intervalMs: 60 * minuteMs,
			aroundRead: async (operation, _input, read) => {
				const answer = await read();
				// The suspension was observed as over before the clock change; afterwards it is active.
				if (!isSet && operation === "ecs:ListTaskDefinitionFamilies") {
					isSet = true;
					late.jump(-601_000);
				}
				return answer;
			},
		});
		next.accept(files);
		await world.advance(60_000);
		expect(isSet).toBe(true);
		expect(next.sent).toEqual([]);
		expect(next.resource("Cluster/shop")?.health.status).toBe("Suspended");
		await next.stop();
	});

	it("forward: a suspension that ends before the new time is over", async () => {
		const { world, clock, evenkeel } = await settled();
		await byHand(
			world,
			files,
			"Cluster/shop",
			suspending(suspensionTag(clock.wallMs() + 600_000, "an incident") ?? {}),
		);
		await tamper(world);
		evenkeel.accept({ ...files, "c.yaml": files["c.yaml"].replace("spec:", "policy: { interval: 30s }\nspec:") });
		await world.advance(60_000);
		expect(evenkeel.resource("Cluster/shop")?.health.status).toBe("Suspended");
		clock.jump(600_000);
		await world.advance(60_000);
		expect(evenkeel.sent.at(-1)?.call.operation).toBe("ecs:UpdateCluster");
		await evenkeel.stop();
	});

	it("neither stops nor accelerates waiting resources", async () => {
		const { world, clock, evenkeel } = await settled();
		const requests = world.requests.length;
		for (const byMs of [600 * minuteMs, -1_200 * minuteMs, 500 * minuteMs]) {
			clock.jump(byMs);
			await world.advance(60_000);
		}
		expect(world.requests.length - requests).toBeLessThan(30);
		await tamper(world);
		await world.advance(90 * minuteMs);
		expect(evenkeel.sent.at(-1)?.call.operation).toBe("ecs:UpdateCluster");
		await evenkeel.stop();
	});
});

describe("a freeze that starts during a reconcile", () => {
	/** How long after its start creations were answered, of two that are planned `leadMs` before. */
	async function answeredAfterMs(leadMs: number, fault: FaultEffect): Promise<readonly number[]> {
		const world = createVirtualWorld();
		const answers: number[] = [];
		const evenkeel = world.start({
			intervalMs: 60 * minuteMs,
			onRequest: ({ operation }) => {
				if (operation === "ecs:CreateCluster") answers.push((world.clock.now() % (2 * freezeMs)) - freezeMs);
			},
		});
		evenkeel.accept(files);
		await evenkeel.settle();
		await world.advance(freezeMs - (world.clock.now() % freezeMs) - leadMs);
		world.emulator.faults.add({ operation: "ecs:CreateCluster", ...fault });
		answers.length = 0;
		evenkeel.accept({ ...withMore, "n.yaml": doc("Cluster", "next") });
		await world.advance(14 * minuteMs);
		await evenkeel.stop();
		return answers;
	}

	it("pauses the remaining calls", async () => {
		expect(await answeredAfterMs(10_000, { fault: "delay", delaySeconds: 20 })).toEqual([10_000]);
	});

	it.each([100, 500, 1_000])("ends the retries of a call (%i ms before)", async (leadMs) => {
		const answers = await answeredAfterMs(leadMs, { fault: "throttle" });
		expect(answers.length).toBeGreaterThan(0);
		expect(Math.max(...answers)).toBeLessThan(0);
	});
});

describe("a suspended machine", () => {
	it("respects the freeze in which it is resumed", async () => {
		const { world, clock, evenkeel, isPaused } = await settled();
		const before = evenkeel.sent.length;
		clock.suspend();
		await world.advance(freezeMs);
		clock.resume();
		expect(isPaused()).toBe(true);
		evenkeel.accept(withMore);
		await world.advance(14 * minuteMs);
		expect(evenkeel.sent.length).toBe(before);
		await evenkeel.stop();
	});

	it("writes paused changes within seconds after the end of a freeze", async () => {
		const { world, clock, evenkeel } = await settled();
		await world.advance(freezeMs);
		evenkeel.accept(withMore);
		await world.advance(minuteMs);
		const before = evenkeel.sent.length;
		clock.suspend();
		await world.advance(20 * minuteMs);
		clock.resume();
		await world.advance(promptlyMs);
		expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual(["ecs:CreateCluster"]);
		await evenkeel.stop();
	});
});
