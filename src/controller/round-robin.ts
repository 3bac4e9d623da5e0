/**
 * Inspects subjects such as registries one after the other, each at its own interval. At most one inspection is in
 * flight, so that reconciles are not slowed.
 */
import { type Clock, sleep } from "../lib/clock.ts";

/** Delay before a subject whose inspection hit a bug is inspected again. */
const afterBugMs = 300_000;

/** A round-robin loop. */
export interface RoundRobin<Key> {
	/** Runs until `signal` aborts and the inspection in flight has ended. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	/** Sets when `key` is inspected next, as `clock.now()` (monotonic). */
	readonly lookAt: (key: Key, atMs: number) => void;
}

/**
 * Creates a loop. New subjects are inspected in the next round; subjects that `subjects` no longer returns are
 * forgotten.
 */
export function createRoundRobin<Key, Target>({
	clock,
	tickMs,
	targets,
	check,
	afterRound = () => {},
	onBug,
}: {
	readonly clock: Clock;
	/** The pause between two rounds, in milliseconds. A round inspects only due subjects. */
	readonly tickMs: number;
	/** The subjects, as known at the start of a round. */
	readonly targets: () => ReadonlyMap<Key, Target>;
	/** Inspects a subject once, and returns the pause until the next inspection in milliseconds. */
	readonly check: (target: Target, signal: AbortSignal) => Promise<number>;
	readonly afterRound?: () => void;
	/** Called with each bug and the affected key, if there is one. */
	readonly onBug: (error: unknown, key?: Key) => void;
}): RoundRobin<Key> {
	const nextObservations = new Map<Key, number>();

	async function round(signal: AbortSignal): Promise<void> {
		const all = targets();
		for (const key of nextObservations.keys()) if (!all.has(key)) nextObservations.delete(key);
		for (const [key, target] of all) {
			if (signal.aborted) return;
			if ((nextObservations.get(key) ?? 0) > clock.now()) continue;
			nextObservations.set(key, clock.now() + (await delayAfter(key, target, signal)));
		}
		afterRound();
	}

	async function delayAfter(key: Key, target: Target, signal: AbortSignal): Promise<number> {
		try {
			return await check(target, signal);
		} catch (error) {
			onBug(error, key);
			return afterBugMs;
		}
	}

	return {
		lookAt: (key, atMs) => void nextObservations.set(key, atMs),
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
