/**
 * How long pauses are, for everything that is looked at again and again. A little of chance keeps what began together from
 * staying together, and what fails from being asked again by all at the same moment.
 */
import type { Random } from "../lib/random.ts";

/** Looks at what is well are spread over this part of the interval. */
export const spread = 0.1;

/** An interval of which chance takes something off, milliseconds: never longer than it says. */
export function spreadInterval(intervalMs: number, random: Random): number {
	return intervalMs * (1 - random() * spread);
}

/** Milliseconds. */
export interface Backoff {
	/** The pause after the first failure; doubled with each further one. */
	readonly firstBackoffMs: number;
	readonly longestBackoffMs: number;
}

/** The pause after a failure that has `before` others before it in a row, milliseconds: half of it is left to chance. */
export function backoffPause({ firstBackoffMs, longestBackoffMs }: Backoff, before: number, random: Random): number {
	return Math.min(firstBackoffMs * 2 ** before, longestBackoffMs) * (0.5 + random() / 2);
}
