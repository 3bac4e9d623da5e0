/**
 * The pause between two passes. Timers count time that has passed, so a clock that is set, or a machine that was suspended, moves
 * none of them: where something depends on what the machine's clock shows, the pause is made of short ones.
 */
import { type Clock, sleep } from "../lib/clock.ts";

/** So long at the most nobody notices that the clock was set. */
export const clockCheckMs = 5_000;

/**
 * Waits for `pauseMs`, until `signal` aborts, or until `isOver`, which is asked every few seconds. Gives whether it was that. Without
 * `isOver` nothing depends on what the clock shows.
 */
export async function rest(
	clock: Clock,
	pauseMs: number,
	signal: AbortSignal,
	isOver: (() => boolean) | undefined,
): Promise<boolean> {
	const endMs = clock.now() + pauseMs;
	for (;;) {
		if (isOver?.()) return true;
		const leftMs = endMs - clock.now();
		if (leftMs <= 0 || signal.aborted) return false;
		await sleep(clock, isOver ? Math.min(leftMs, clockCheckMs) : leftMs, signal);
	}
}
