/** An evenkeel that only observes and never writes: before it is trusted, or beside another tool. */
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const reading = /:(List|Describe|Get|Discover)/;

describe("an evenkeel that only observes", () => {
	it("reports what it would do in an empty account, and never writes", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start({ observe: true, intervalMs: 60_000 });
		evenkeel.accept(await exampleStory("golang-app"));
		await world.advance(600_000);
		expect(world.requests.filter((request) => !reading.test(request))).toEqual([]);
		const status = evenkeel.controller.status();
		expect(status.pause).toEqual({ by: "observe", reason: { code: "PausedByObserve", params: {} } });
		expect(status.resources.filter(({ outcome }) => outcome === "action")).toEqual([]);
		expect(evenkeel.resource("Cluster/golang-ecs-cluster")).toMatchObject({
			outcome: "blocked",
			reason: { code: "Paused", params: { operation: "ecs:CreateCluster", why: { code: "NotFound" } } },
			health: { status: "Missing" },
		});
		await evenkeel.stop();
	});

	it("reports drift without correcting it, with no more reads than in sync", async () => {
		const world = createVirtualWorld();
		const manifests = await exampleStory("golang-app");
		const writing = world.start();
		writing.accept(manifests);
		await writing.settle();
		await writing.stop();
		const evenkeel = world.start({ observe: true, intervalMs: 60_000 });
		evenkeel.accept(manifests);
		const readsIn = async (byMs: number) => {
			const before = world.requests.length;
			await world.advance(byMs);
			return world.requests.length - before;
		};
		await world.advance(60_000);
		const quiet = await readsIn(600_000);
		const [cluster, service] = ["golang-ecs-cluster", "golang-ecs-app-service"];
		await world.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 3 }));
		await world.advance(120_000);
		expect(evenkeel.resource(`Service/${cluster}/${service}`)).toMatchObject({
			outcome: "blocked",
			drift: [{ path: "desiredCount", desired: 1, observed: 3 }],
			reason: { code: "Paused", params: { operation: "ecs:UpdateService", why: { code: "FieldsDiffer" } } },
		});
		expect(await readsIn(600_000)).toBeLessThanOrEqual(quiet * 1.2);
		expect(evenkeel.sent).toEqual([]);
		await evenkeel.stop();
	});
});
