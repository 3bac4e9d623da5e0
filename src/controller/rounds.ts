/**
 * Goes round what is looked at beside the passes, such as registries: one after the other, each when its own pause is over.
 * Passes must not be slowed by it, so at most one look is in flight.
 */
import { type Clock, sleep } from "../lib/clock.ts";

/** What a bug came up with is looked at again then. */
const afterBugMs = 300_000;

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
	onBug,
}: {
	readonly clock: Clock;
	/** The pause between two rounds, in each of which only what is due is looked at. */
	readonly tickMs: number;
	/** What there is to look at, as known when a round begins. */
	readonly subjects: () => ReadonlyMap<Key, Subject>;
	/** Looks once, and gives the pause until the next look, milliseconds. */
	readonly look: (subject: Subject, signal: AbortSignal) => Promise<number>;
	readonly afterRound?: () => void;
	/** Called with each bug, and with what it came up with; absent where it came up with none. */
	readonly onBug: (error: unknown, key?: Key) => void;
}): Rounds<Key> {
	const nextLooks = new Map<Key, number>();

	async function round(signal: AbortSignal): Promise<void> {
		const all = subjects();
		for (const key of nextLooks.keys()) if (!all.has(key)) nextLooks.delete(key);
		for (const [key, subject] of all) {
			if (signal.aborted) return;
			if ((nextLooks.get(key) ?? 0) > clock.now()) continue;
			nextLooks.set(key, clock.now() + (await pauseAfter(key, subject, signal)));
		}
		afterRound();
	}

	async function pauseAfter(key: Key, subject: Subject, signal: AbortSignal): Promise<number> {
		try {
			return await look(subject, signal);
		} catch (error) {
			onBug(error, key);
			return afterBugMs;
		}
	}

	return {
		lookAt: (key, atMs) => void nextLooks.set(key, atMs),
		run: async (signal) => {
			while (!signal.aborted) {
				try {
					await round(signal);
				} catch (error) {
					onBug(error);
				}
				await sleep(clock, tickMs, signal);
			}
		},
	};
}
