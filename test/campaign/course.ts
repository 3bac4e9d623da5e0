/**
 * A campaign on one story, or on random histories, as a sequence of runs. Each run depends only on the seed, its
 * campaign, its story and its number, so that it can be repeated alone.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { seededRandom } from "../../src/lib/random.ts";
import type { Campaign } from "./campaigns.ts";
import { live, type StageResult } from "./live.ts";
import { leadRandomLife } from "./random-life.ts";
import { histories } from "./random-worlds.ts";
import type { Life } from "./stories.ts";
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
export function storyCourse(campaign: Campaign, life: Life, clean: readonly StageResult[], seed: number): Course {
	const random = seededRandom(seedOf(seed, campaign.name, life.story));
	const lead = async (troubles: Troubles) => {
		const results = await live(life, troubles, { seed, expected: clean, surplus: campaign.surplus });
		return results.flatMap(({ happened }) => happened);
	};
	function* attempts(): Iterator<Attempt> {
		for (const troubles of campaign.lives(clean, random)) {
			yield () =>
				lead(troubles).catch(async (error: Error) => {
					throw (await firstAlone(troubles, lead)) ?? error;
				});
		}
	}
	return { campaign, story: life.story, attempts: attempts() };
}

/** The failure of the first single trouble that fails alone; undefined if the failure needs more than one. */
async function firstAlone(
	troubles: Troubles,
	lead: (troubles: Troubles) => Promise<unknown>,
): Promise<Error | undefined> {
	for (const [stage, trouble] of Object.entries(troubles)) {
		const failure = await lead({ [stage]: trouble }).then(
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
		for (let number = 0; ; number++) yield () => leadHistory(seedOf(seed, campaign.name, story, number));
	}
	return { campaign, story, attempts: attempts() };
}

async function leadHistory(seed: number): Promise<readonly string[]> {
	let happened: readonly string[] | undefined;
	const ends = fc.asyncProperty(histories, async (history) => {
		happened = await leadRandomLife(history);
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
