/** How a command ends in time, even where something that it waits for never does. */
import type { Clock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";

/** More than a call in flight has; the two together are less than the 10 s after which Docker kills. */
const longestEndingMs = 7_000;
const longestClosingMs = 2_000;

/** Waits for `work`, for a few seconds at most once `signal` aborts. False where it was left behind. */
export async function untilEnded(clock: Clock, signal: AbortSignal, work: () => Promise<void>): Promise<boolean> {
	return orLeft(within({ clock, signal, graceMs: longestEndingMs }, work));
}

/** Closes in the reverse order, and leaves behind what does not close. */
export async function closeAll(clock: Clock, closing: readonly (() => Promise<void>)[]): Promise<void> {
	for (const close of [...closing].reverse()) await orLeft(within({ clock, limitMs: longestClosingMs }, close));
}

async function orLeft(waiting: Promise<void>): Promise<boolean> {
	try {
		await waiting;
		return true;
	} catch (error) {
		if (!(error instanceof GivenUp)) throw error;
		return false;
	}
}
