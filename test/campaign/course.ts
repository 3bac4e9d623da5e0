/**
 * A campaign on one story, or on random histories, as a sequence of runs. Each run depends only on the seed, its
 * campaign, its story and its number, so that it can be repeated alone.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { seededRandom } from "../../src/lib/random.ts";
import type { Campaign } from "./campaigns.ts";
import { runRandomHistory } from "./random-run.ts";
import { histories } from "./random-worlds.ts";
import type { Scenario } from "./stories.ts";
import { runStory, type StageResult } from "./story-run.ts";
import type { Troubles } from "./trouble.ts";

/** Performs a run and returns the troubles that occurred, by name; rejects with the smallest failure found. */
export type Attempt = () => Promise<readonly string[]>;

export interface Course {
	readonly campaign: Pick<Campaign, "name" | "about" | "needs">;
	/** The story, which together with the campaign's name identifies the course. */
	readonly story: string;
	readonly attempts: Iterator<Attempt>;
}

/** The time limit to run a history and, if it fails, to shrink it. */
const longestHistoryMs = 120_000;

/** A campaign on a story; `clean` is the result of its run without troubles. */
export function storyCourse(
	campaign: Campaign,
	scenario: Scenario,
	clean: readonly StageResult[],
	seed: number,
): Course {
	const random = seededRandom(seedOf(seed, campaign.name, scenario.story));
	const run = async (troubles: Troubles) => {
		const results = await runStory(scenario, troubles, { seed, expected: clean, surplus: campaign.surplus });
		return results.flatMap(({ happened }) => happened);
	};
	function* attempts(): Iterator<Attempt> {
		for (const troubles of campaign.runs(clean, random)) {
			yield () =>
				run(troubles).catch(async (error: Error) => {
					throw (await firstAlone(troubles, run)) ?? error;
				});
		}
	}
	return { campaign, story: scenario.story, attempts: attempts() };
}

/** The failure of the first single trouble that fails alone; undefined if the failure needs more than one. */
async function firstAlone(
	troubles: Troubles,
	run: (troubles: Troubles) => Promise<unknown>,
): Promise<Error | undefined> {
	for (const [stage, trouble] of Object.entries(troubles)) {
		const failure = await run({ [stage]: trouble }).then(
			() => undefined,
			(error: Error) => error,
		);
		if (failure) return failure;
	}
	return undefined;
}

/** An endless sequence of random histories. */
export function randomCourse(campaign: Course["campaign"], seed: number): Course {
	const story = "random";
	function* attempts(): Iterator<Attempt> {
		for (let number = 0; ; number++) yield () => runHistory(seedOf(seed, campaign.name, story, number));
	}
	return { campaign, story, attempts: attempts() };
}

async function runHistory(seed: number): Promise<readonly string[]> {
	let happened: readonly string[] | undefined;
	const ends = fc.asyncProperty(histories, async (history) => {
		happened = await runRandomHistory(history);
	});
	await fc.assert(ends, { numRuns: 1, seed, interruptAfterTimeLimit: longestHistoryMs }).catch((error: Error) => {
		throw new Error(`${error.cause instanceof Error ? error.cause.message : ""}\n${error.message}`);
	});
	if (!happened) throw new Error(`A history did not end within ${longestHistoryMs} ms.`);
	return happened;
}

function seedOf(...parts: readonly (string | number)[]): number {
	return createHash("sha256").update(parts.join(" ")).digest().readInt32BE(0);
}
