/**
 * Tests pagination of every list of the services with an SDK package: for every page size the pages together are the
 * complete list.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { List, Start } from "./sample-list.ts";
import { operationsOf, type SdkService, sdkServices } from "./sdk-services.ts";
import { createWorld, type World } from "./world.ts";

/** Operations that the embedded AWS does not support. */
const notEmulated = /Daemon|Gateway|ResourceRecordSetProtections/;

/** The paginated operations, recognized by their members in the SDK. */
function pagedOperations(service: SdkService): string[] {
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
		if (pages > 1_000) throw new Error(`${list.name} never ends`);
		const size = sizes[pages % sizes.length] ?? 1;
		const page = await list.page(size, start);
		expect(page.items.length).toBeLessThanOrEqual(size);
		if (!list.mayBeShort && page.next) expect(page.items).toHaveLength(size);
		items.push(...page.items);
		start = page.next;
	}
	return items;
}

/** Fills an account and returns all its lists; each service has a file for it. */
async function sampleLists({ name }: SdkService): Promise<readonly List[]> {
	const samples = await import(`./services/${name}/sample-lists.ts`);
	return (samples as { sampleLists: (world: World) => Promise<readonly List[]> }).sampleLists(createWorld());
}

describe.each(sdkServices)("the lists of $name", (service) => {
	let lists: readonly List[] = [];
	beforeAll(async () => {
		lists = await sampleLists(service);
	});

	it("are all covered here", () => {
		const tried = new Set(lists.map(({ name }) => name.split(" ")[0]));
		expect(pagedOperations(service).filter((name) => !tried.has(name))).toEqual([]);
	});

	it("return each item once and in the same order for every page size", async () => {
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
