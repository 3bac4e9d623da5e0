/** Every list of the three services, cut in every way: whatever the sizes of its pages, together they are the whole list. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { operationsOf } from "../../../src/emulator/codecs-model.ts";
import { createWorld } from "../world.ts";
import { cloudMapLists } from "./cloud-map.ts";
import { ecsLists } from "./ecs.ts";
import type { List, Start } from "./list.ts";
import { route53Lists } from "./route-53.ts";

/** Of services that the embedded AWS does not have. */
const notEmulated = /Daemon|Gateway|ResourceRecordSetProtections/;

/** The operations whose answers come in pages, by what the SDK knows of their members. */
function pagedOperations(service: "ecs" | "servicediscovery" | "route-53"): string[] {
	return operationsOf(service)
		.filter(({ input, output }) => {
			const members = (schema: typeof input) => [...schema.structIterator()].map(([name]) => name);
			const isSized = members(input).some((name) => /^max(Results|Items)$/i.test(name));
			return isSized && members(output).some((name) => /^(nextToken|IsTruncated)$/i.test(name));
		})
		.map(({ name }) => name)
		.filter((name) => !notEmulated.test(name));
}

async function walk(list: List, sizes: readonly number[]): Promise<unknown[]> {
	const items: unknown[] = [];
	let start: Start | undefined = {};
	for (let pages = 0; start; pages++) {
		if (pages > 1_000) throw new Error(`${list.name} has no end`);
		const size = sizes[pages % sizes.length] ?? 1;
		const page = await list.page(size, start);
		expect(page.items.length).toBeLessThanOrEqual(size);
		if (!list.mayBeShort && page.next) expect(page.items).toHaveLength(size);
		items.push(...page.items);
		start = page.next;
	}
	return items;
}

describe.each([
	["ecs", ecsLists],
	["servicediscovery", cloudMapLists],
	["route-53", route53Lists],
] as const)("the lists of %s", (service, fillWorld) => {
	let lists: readonly List[] = [];
	beforeAll(async () => {
		lists = await fillWorld(createWorld());
	});

	it("are all tried here", () => {
		const tried = new Set(lists.map(({ name }) => name.split(" ")[0]));
		expect(pagedOperations(service).filter((name) => !tried.has(name))).toEqual([]);
	});

	it("give the same, each item once and in one order, however they are cut", async () => {
		for (const list of lists) {
			const whole = await walk(list, [list.largest]);
			expect(whole.length, list.name).toBeGreaterThanOrEqual(list.least);
			expect(new Set(whole.map((item) => JSON.stringify(item))).size, list.name).toBe(whole.length);
			expect(await walk(list, [1]), list.name).toEqual(whole);
			const sizes = fc.array(fc.integer({ min: 1, max: Math.min(list.least + 1, list.largest) }), {
				minLength: 1,
				maxLength: 4,
			});
			await fc.assert(
				fc.asyncProperty(sizes, async (chosen) => {
					expect(await walk(list, chosen), list.name).toEqual(whole);
				}),
				{ numRuns: 5, seed: 1 },
			);
		}
	});
});
