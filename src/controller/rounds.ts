/**
 * Goes round what is looked at beside the passes, such as registries: one after the other, each when its own pause is over.
 * Passes must not be slowed by it, so at most one look is in flight.
 */
import { type Clock, sleep } from "../lib/clock.ts";

/** Whoever goes round. */
export interface Rounds<Key> {
	/** Runs until `signal` aborts and the look in flight has ended. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	/** Sets when `key` is looked at next, milliseconds since the epoch. */
	readonly lookAt: (key: Key, atMs: number) => void;
}

/** What is new is looked at in the next round; what `subjects` does not have any more is forgotten. */
export function createRounds<Key, Subject>({
	clock,
	tickMs,
	subjects,
	look,
	afterRound = () => {},
}: {
	readonly clock: Clock;
	/** The pause between two rounds, in each of which only what is due is looked at. */
	readonly tickMs: number;
	/** What there is to look at, as known when a round begins. */
	readonly subjects: () => ReadonlyMap<Key, Subject>;
	/** Looks once, and gives the pause until the next look, milliseconds. */
	readonly look: (subject: Subject, signal: AbortSignal) => Promise<number>;
	readonly afterRound?: () => void;
}): Rounds<Key> {
	const nextLooks = new Map<Key, number>();

	async function round(signal: AbortSignal): Promise<void> {
		const all = subjects();
		for (const key of nextLooks.keys()) if (!all.has(key)) nextLooks.delete(key);
		for (const [key, subject] of all) {
			if (signal.aborted) return;
			if ((nextLooks.get(key) ?? 0) > clock.now()) continue;
			const pauseMs = await look(subject, signal);
			nextLooks.set(key, clock.now() + pauseMs);
		}
		afterRound();
	}

	return {
		lookAt: (key, atMs) => void nextLooks.set(key, atMs),
		run: async (signal) => {
			while (!signal.aborted) {
				await round(signal);
				await sleep(clock, tickMs, signal);
			}
		},
	};
}
