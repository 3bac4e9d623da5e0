/**
 * Two controllers of one installation at work at the same time, as when evenkeel itself is deployed without care: each story, in
 * every stage of its life, ends as it does with one, with nothing twice and nothing of anybody else's touched.
 */
import { describe, expect, it } from "vitest";
import { live } from "./live.ts";
import { lifeOf, stories } from "./stories.ts";
import type { Trouble } from "./trouble.ts";

/** The second one is there from the first moment of a stage for ten minutes, and reads the same manifests. */
const second = { what: "company", deed: "second controller", afterSeconds: 0 } as const satisfies Trouble;

describe("two controllers at once", () => {
	it.each(stories)("bring %s to the same end as one", async (story) => {
		const life = await lifeOf(story);
		const expected = await live(life, {}, { seed: 1 });
		const results = await live(life, { birth: second, change: second, teardown: second }, { seed: 2, expected });
		expect(results.map(({ happened }) => happened)).toEqual([[second.deed], [second.deed], [second.deed]]);
	});
});
