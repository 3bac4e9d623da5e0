/**
 * The campaign of single incidents: a story is lived without any, which tells how many calls there are, and then once more
 * for every call and outcome. One file a story calls this, so that the stories run beside each other.
 */
import { expect, it } from "vitest";
import { incidentsOf } from "./incidents.ts";
import { live } from "./live.ts";
import { lifeOf, type Story } from "./stories.ts";

const seed = 1;
/** What breaks one life mostly breaks them all. */
const mostFailures = 3;

/** Declares the test of one story; its failures say story, seed, stage, call, fault and the last requests. */
export function surviveEveryCall(story: Story): void {
	it(`${story} ends as declared, once and quiet, whatever happens to its calls`, { timeout: 1_800_000 }, async () => {
		const life = await lifeOf(story);
		const clean = await live(life, {}, { seed });
		// A stage in which nothing is written would try nothing.
		for (const { writes } of clean) expect(writes).toBeGreaterThanOrEqual(5);
		const failures: string[] = [];
		for (const troubles of incidentsOf(clean)) {
			if (failures.length === mostFailures) break;
			await live(life, troubles, { seed, expected: clean }).catch((error: Error) => failures.push(error.message));
		}
		expect(failures.join("\n\n")).toBe("");
	});
}
