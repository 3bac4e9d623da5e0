/**
 * The campaign of single incidents: a run of a story without incidents counts the calls, then one run follows for every
 * call and outcome. Each story has its own test file, so that the stories run in parallel.
 */
import { expect, it } from "vitest";
import { incidentsOf } from "./incidents.ts";
import { type Story, scenarioOf } from "./stories.ts";
import { runStory } from "./story-run.ts";

const seed = 1;
/** A defect that breaks one run usually breaks all of them. */
const mostFailures = 3;

/** Declares the test of one story; its failures contain story, seed, stage, call, fault and the last requests. */
export function surviveEveryCall(story: Story): void {
	it(`${story} converges once and stays in sync with a fault at any of its calls`, { timeout: 1_800_000 }, async () => {
		const scenario = await scenarioOf(story);
		const clean = await runStory(scenario, {}, { seed });
		// A stage without writes would test nothing.
		for (const { writes } of clean) expect(writes).toBeGreaterThanOrEqual(5);
		const failures: string[] = [];
		for (const troubles of incidentsOf(clean)) {
			if (failures.length === mostFailures) break;
			await runStory(scenario, troubles, { seed, expected: clean }).catch((error: Error) =>
				failures.push(error.message),
			);
		}
		expect(failures.join("\n\n")).toBe("");
	});
}
