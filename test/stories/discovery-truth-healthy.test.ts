/** No false alarms: without losses there is no mismatch, for every deployment and scaling. */

import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { textOf } from "../../src/report/catalogue/index.ts";
import { exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

/** Each story, and its number of registries with services. */
const stories = [
	["bridge-srv", 1],
	["cloud-map-hands-on", 1],
	["fargate-a-records", 1],
	["golang-app", 1],
	// Its services use Service Connect, and their registries belong to ECS.
	["service-connect", 0],
] as const;

/** The manifests with other counts and another image. */
function moved(snapshot: Snapshot, count: number, tag: string): Snapshot {
	const files = [...snapshot.files].map(
		([path, text]) =>
			[
				path,
				text.replaceAll(/desiredCount: \d+/g, `desiredCount: ${count}`).replaceAll(/(image: \S+)/g, `$1${tag}`),
			] as const,
	);
	return { ...snapshot, files: new Map(files) };
}

describe("without losses", () => {
	it.each(stories)("%s has no mismatch through scaling and rolling deployments", async (story, registries) => {
		const world = createVirtualWorld();
		const alarms = new Set<string>();
		const evenkeel = world.start({
			discoveryIntervalMs: 10_000,
			onStatus: ({ resources }) => {
				for (const { mismatches = [] } of resources) for (const { reason } of mismatches) alarms.add(textOf(reason));
			},
		});
		const files = await exampleStory(story);
		for (const [count, tag] of [
			[1, ""],
			[2, ""],
			[2, "-next"],
			[0, "-next"],
		] as const) {
			evenkeel.accept(moved(files, count, tag));
			await evenkeel.settle();
			await world.advance(90_000);
		}
		expect([...alarms]).toEqual([]);
		const observedPlan = evenkeel.controller.status().resources.filter(({ mismatches }) => mismatches);
		expect(observedPlan).toHaveLength(registries);
		await evenkeel.stop();
	});

	it("is compared at its interval, and no reconcile reads more for it", async () => {
		const world = createVirtualWorld();
		const evenkeel = world.start({ discoveryIntervalMs: 300_000 });
		evenkeel.accept(await exampleStory("fargate-a-records"));
		await evenkeel.settle();
		const before = world.requests.length;
		await world.advance(1_800_000);
		const reads = world.requests.slice(before);
		const looks = reads.filter((operation) => operation === "servicediscovery:ListInstances").length;
		expect(looks).toBeGreaterThanOrEqual(6);
		expect(looks).toBeLessThanOrEqual(8);
		for (const operation of ["ecs:ListTasks", "ecs:DescribeTasks", "route53:ListResourceRecordSets"]) {
			expect(reads.filter((read) => read === operation)).toHaveLength(looks);
		}
		expect(evenkeel.sent.map(({ call }) => call.operation)).not.toContain("ecs:UpdateService");
		await evenkeel.stop();
	});
});
