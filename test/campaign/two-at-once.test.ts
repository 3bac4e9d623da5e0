/**
 * Runs two controllers of one installation at the same time, as after a careless deployment of evenkeel: each story
 * must end in every stage as with one controller, without duplicates and without changes of foreign resources.
 */
import { describe, expect, it } from "vitest";
import { scenarioOf, stories } from "./stories.ts";
import { runStory } from "./story-run.ts";
import type { Trouble } from "./trouble.ts";

/** The second controller runs for ten minutes from the start of a stage, and reads the same manifests. */
const second = { what: "company", manualAction: "second controller", afterSeconds: 0 } as const satisfies Trouble;

describe("two controllers at the same time", () => {
	it.each(stories)("converge %s to the same end as one", async (story) => {
		const scenario = await scenarioOf(story);
		const expected = await runStory(scenario, {}, { seed: 1 });
		const results = await runStory(
			scenario,
			{ birth: second, change: second, teardown: second },
			{ seed: 2, expected },
		);
		expect(results.map(({ happened }) => happened)).toEqual([
			[second.manualAction],
			[second.manualAction],
			[second.manualAction],
		]);
	});
});
