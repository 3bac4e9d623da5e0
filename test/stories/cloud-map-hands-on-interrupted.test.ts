/**
 * Story 5 interrupted: wherever the controller is killed, the next one finishes the work with exactly the calls of an
 * uninterrupted one.
 */
import { describe, expect, it } from "vitest";
import { zoneNames } from "../support/aws-reading.ts";
import {
	allThere,
	birth,
	born,
	deletions,
	expectTasksFound,
	footprint,
	isWrite,
	nothingLeft,
	story,
	teardown,
} from "../support/cloud-map-hands-on.ts";
import { exampleStory, tornDown } from "../support/example-manifests.ts";
import { inRunsOfOneReconcile, lifeEndingAt } from "../support/interruptions.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

describe("an interrupted controller", () => {
	const points = (calls: readonly string[]) =>
		calls.flatMap((operation, index) => [
			["before", index + 1, operation] as const,
			["after", index + 1, operation] as const,
		]);

	it.each(points(birth))("that dies %s call %i of a creation, %s, leaves no duplicate", async (...point) => {
		const manifests = await exampleStory(story);
		const world = createVirtualWorld();
		await lifeEndingAt(world, manifests, point);
		const evenkeel = world.start();
		evenkeel.accept(manifests);
		await evenkeel.settle();
		await world.advance(120_000);
		expect(await footprint(world)).toEqual(allThere);
		await expectTasksFound(world, 1);
		expect(world.requests.filter(isWrite).sort()).toEqual([...birth].sort());
		await evenkeel.stop();
	});

	it.each(points(teardown))("that dies %s call %i of a teardown, %s, finishes it", async (...point) => {
		const { world, evenkeel: first, manifests } = await born();
		await first.stop();
		const after = tornDown(manifests, story, deletions);
		await lifeEndingAt(world, after, point);
		const evenkeel = world.start();
		evenkeel.accept(after);
		await world.until(async () => (await zoneNames(world)).length === 0);
		await world.advance(120_000);
		expect(await footprint(world)).toEqual(nothingLeft);
		expect(evenkeel.controller.status().resources).toEqual([]);
		expect(world.requests.filter(isWrite).sort()).toEqual([...birth, ...teardown].sort());
		await evenkeel.stop();
	});

	it("that is killed after each reconcile still does all of it, once", async () => {
		const manifests = await exampleStory(story);
		const world = createVirtualWorld();
		await inRunsOfOneReconcile(world, manifests, async () => (await footprint(world)).recordSets === 1);
		expect(await footprint(world)).toEqual(allThere);
		await inRunsOfOneReconcile(
			world,
			tornDown(manifests, story, deletions),
			async () => (await zoneNames(world)).length === 0,
		);
		expect(await footprint(world)).toEqual(nothingLeft);
		expect(world.requests.filter(isWrite).sort()).toEqual([...birth, ...teardown].sort());
	});
});
