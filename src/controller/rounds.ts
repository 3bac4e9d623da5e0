/**
 * Inspects subjects such as registries one after the other, each at its own interval. At most one inspection is in
 * flight, so that reconciles are not slowed.
 */
import { type Clock, sleep } from "../lib/clock.ts";

/** Delay before a subject whose inspection hit a bug is inspected again. */
const afterBugMs = 300_000;

/** A round-robin loop. */
export interface Rounds<Key> {
	/** Runs until `signal` aborts and the inspection in flight has ended. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	/** Sets when `key` is inspected next, in milliseconds since the epoch. */
	readonly lookAt: (key: Key, atMs: number) => void;
}

/**
 * Creates a loop. New subjects are inspected in the next round; subjects that `subjects` no longer returns are
 * forgotten.
 */
export function createRounds<Key, Subject>({
	clock,
	tickMs,
	subjects,
	look,
	afterRound = () => {},
	onBug,
}: {
	readonly clock: Clock;
	/** The pause between two rounds, in milliseconds. A round inspects only due subjects. */
	readonly tickMs: number;
	/** The subjects, as known at the start of a round. */
	readonly subjects: () => ReadonlyMap<Key, Subject>;
	/** Inspects a subject once, and returns the pause until the next inspection in milliseconds. */
	readonly look: (subject: Subject, signal: AbortSignal) => Promise<number>;
	readonly afterRound?: () => void;
	/** Called with each bug and the affected key, if there is one. */
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
