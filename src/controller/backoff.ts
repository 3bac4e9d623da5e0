/** Computes polling intervals and backoff. Jitter prevents synchronized polling and simultaneous retries. */
import type { Random } from "../lib/random.ts";

/** Maximum jitter of a polling interval, as a fraction of it. */
export const spread = 0.1;

/** The interval in milliseconds, shortened by random jitter and never longer than `intervalMs`. */
export function spreadInterval(intervalMs: number, random: Random): number {
	return intervalMs * (1 - random() * spread);
}

/** Settings of an exponential backoff, in milliseconds. */
export interface Backoff {
	/** The pause after the first failure; doubles with each further failure. */
	readonly firstBackoffMs: number;
	readonly maxBackoffMs: number;
}

/** The pause in milliseconds after a failure that follows `before` consecutive failures. Half of it is random jitter. */
export function backoffDelay({ firstBackoffMs, maxBackoffMs }: Backoff, before: number, random: Random): number {
	return Math.min(firstBackoffMs * 2 ** before, maxBackoffMs) * (0.5 + random() / 2);
}
