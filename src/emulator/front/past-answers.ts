/**
 * Records answers to reads and returns them as stale reads, because AWS's reads lag behind its writes. A stale read
 * returns what an equal read (same operation and input) actually got earlier, errors included. Without such an earlier
 * read the answer is current.
 */
import { stableJson } from "../../lib/json.ts";
import type { AwsRequest } from "./request.ts";

/** The outcome of a read: an answer or an AWS error. */
export type Outcome = { readonly answer: unknown } | { readonly refusal: Error };

/** The minimum age of an answer; if both members are present, both apply. */
export interface Age {
	readonly ageSeconds?: number;
	readonly ageWrites?: number;
}

/** Records answers while a rule needs them. */
export interface PastAnswers {
	readonly remember: (request: AwsRequest, outcome: Outcome) => void;
	/** Counts a write that took effect. */
	readonly countWrite: () => void;
	/** The newest answer to an equal read with at least this age. */
	readonly recall: (request: AwsRequest, age: Age) => Outcome | undefined;
}

interface Past {
	readonly outcome: Outcome;
	readonly text: string;
	/** The time and the write count of the answer's first occurrence. */
	readonly atMs: number;
	readonly writes: number;
}

/** The maximum number of different reads; the oldest one is dropped first. */
const mostReads = 5_000;
/** The maximum number of different answers to one read. */
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
			// A handler may return its own state, which changes later, so the answer is copied.
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
