/** Ends a command in time, even if something that it waits for never ends. */
import type { Clock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";

/** Longer than a call in flight takes; together they stay below the 10 s after which Docker kills a container. */
const gracePeriodMs = 7_000;
const closeTimeoutMs = 2_000;

/** Waits for `work`, and at most some seconds after `signal` aborts. False where `work` had not ended. */
export async function untilEnded(clock: Clock, signal: AbortSignal, work: () => Promise<void>): Promise<boolean> {
	return orLeft(within({ clock, signal, graceMs: gracePeriodMs }, work));
}

/** Closes in reverse order, and abandons what does not close in time. */
export async function closeAll(clock: Clock, closing: readonly (() => Promise<void>)[]): Promise<void> {
	for (const close of [...closing].reverse()) await orLeft(within({ clock, limitMs: closeTimeoutMs }, close));
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
