/** Reports a slow read of a folder while it lasts, since a hanging file system reports nothing. */
import type { Clock } from "../lib/clock.ts";

/** In milliseconds. Thousands of files are read in less than a second. */
export const slowReadMs = 10_000;

/** Runs `action`, and calls `tell` once it has taken `limitMs`. */
export async function reportingSlowReads<Result>(
	{
		clock,
		limitMs,
		tell,
	}: {
		readonly clock: Clock;
		readonly limitMs: number;
		readonly tell: () => void;
	},
	action: () => Promise<Result>,
): Promise<Result> {
	const cancel = clock.schedule(limitMs, tell);
	try {
		return await action();
	} finally {
		cancel();
	}
}
