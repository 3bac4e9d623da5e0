/**
 * Sleeps between two reconciles. Timers ignore a changed clock or a suspended machine, so a sleep that depends on the
 * wall clock is split into short ones.
 */
import { type Clock, sleep } from "../lib/clock.ts";

/** Maximum delay in milliseconds before a changed wall clock is noticed. */
export const clockCheckMs = 5_000;

/**
 * Sleeps for `delayMs`, until `signal` aborts, or until `isOver`, checked every few seconds, is true. Returns whether
 * `isOver` ended the sleep. Omit `isOver` if nothing depends on the wall clock.
 */
export async function sleepUntilDue(
	clock: Clock,
	delayMs: number,
	signal: AbortSignal,
	isOver: (() => boolean) | undefined,
): Promise<boolean> {
	const endMs = clock.now() + delayMs;
	for (;;) {
		if (isOver?.()) return true;
		const leftMs = endMs - clock.now();
		if (leftMs <= 0 || signal.aborted) return false;
		await sleep(clock, isOver ? Math.min(leftMs, clockCheckMs) : leftMs, signal);
	}
}
