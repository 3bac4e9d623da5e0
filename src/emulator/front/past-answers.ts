/**
 * What reads were answered before, from which stale answers come. AWS's reads lag behind its writes; here a stale read gives
 * what an equal read (same operation, same input) was truly answered earlier, refusals included. So it never shows what nobody
 * could have seen; a read that nobody made early enough is answered as things are.
 */
import { stableJson } from "../../lib/json.ts";
import type { AwsRequest } from "./request.ts";

/** What a read came to: an answer, or AWS's refusal. */
export type Outcome = { readonly answer: unknown } | { readonly refusal: Error };

/** How old an answer must be; both where both are given. */
export interface Age {
	readonly ageSeconds?: number;
	readonly ageWrites?: number;
}

/** What reads were answered, for as long as somebody may be told it again. */
export interface PastAnswers {
	readonly remember: (request: AwsRequest, outcome: Outcome) => void;
	/** Counts a write that had an effect. */
	readonly countWrite: () => void;
	/** The newest answer to an equal read that is at least so old. */
	readonly recall: (request: AwsRequest, age: Age) => Outcome | undefined;
}

interface Past {
	readonly outcome: Outcome;
	readonly text: string;
	/** When, and after how many writes, this answer was first given. */
	readonly atMs: number;
	readonly writes: number;
}

/** Different reads that are remembered; the one that was made first is forgotten first. */
const mostReads = 5_000;
/** Different answers to one read that are remembered. */
const mostAnswers = 50;

/** @param now the emulator's time in milliseconds. */
export function createPastAnswers(now: () => number): PastAnswers {
	const reads = new Map<string, Past[]>();
	let writes = 0;
	return {
		countWrite: () => {
			writes += 1;
		},
		remember: (request, outcome) => {
			const key = keyOf(request);
			const past = reads.get(key) ?? [];
			const text = textOf(outcome);
			if (past.at(-1)?.text === text) return;
			// What a handler gives may be its own state, which goes on changing.
			const kept = "answer" in outcome ? { answer: structuredClone(outcome.answer) } : outcome;
			past.push({ outcome: kept, text, atMs: now(), writes });
			if (past.length > mostAnswers) past.shift();
			reads.set(key, past);
			if (reads.size > mostReads) reads.delete(reads.keys().next().value ?? "");
		},
		recall: (request, { ageSeconds = 0, ageWrites = 0 }) =>
			reads
				.get(keyOf(request))
				?.findLast((past) => past.atMs <= now() - ageSeconds * 1000 && past.writes <= writes - ageWrites)?.outcome,
	};
}

function keyOf({ name, input }: AwsRequest): string {
	return `${name} ${stableJson(input)}`;
}

function textOf(outcome: Outcome): string {
	return "answer" in outcome ? stableJson(outcome.answer) : String(outcome.refusal);
}
