/** A few random histories, the same ones at each run of the tests, so that a commit is judged by itself; others for those who search. */
import fc from "fast-check";
import { it } from "vitest";
import { runRandomHistory } from "../campaign/random-run.ts";
import { histories } from "../campaign/random-worlds.ts";

const { EVENKEEL_FUZZ_RUNS: numRuns = 6, EVENKEEL_FUZZ_SEED: seed = 4 } = Object.fromEntries(
	Object.entries(process.env).map(([name, value]) => [name, Number(value)]),
);

it("ends as the last revision says and then is quiet, whatever has happened before", { timeout: 120_000 }, async () => {
	const ends = fc.asyncProperty(histories, async (history) => void (await runRandomHistory(history)));
	await fc.assert(ends, { numRuns, seed });
});
