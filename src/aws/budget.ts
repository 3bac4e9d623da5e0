/**
 * The request budget: token buckets that mirror AWS's own, so that evenkeel slows down before AWS throttles the
 * account, and leaves a share of every bucket to people and other tools. The services define the rates.
 */
import type { Clock } from "../lib/clock.ts";
import { sleep } from "../lib/clock.ts";
import { operationOf } from "./operations.ts";

/** Waits until one request of `operation` may be sent, or `signal` aborts. */
export type Budget = (operation: string, signal?: AbortSignal) => Promise<void>;

/** Creates a budget that uses at most `share` (0 to 1) of each AWS bucket. */
export function createBudget(clock: Clock, share: number): Budget {
	const levels = new Map<string, { tokens: number; atMs: number }>();
	return async (operation, signal) => {
		const { bucket: name, rate } = operationOf(operation);
		const perMs = (rate.perSecond * share) / 1000;
		const burst = Math.max(1, rate.burst * share);
		const nowMs = clock.now();
		const level = levels.get(name) ?? { tokens: burst, atMs: nowMs };
		const tokens = Math.min(burst, level.tokens + Math.max(0, nowMs - level.atMs) * perMs) - 1;
		// A negative level is a place in the queue: later requests wait behind this one.
		levels.set(name, { tokens, atMs: nowMs });
		if (tokens < 0) await sleep(clock, -tokens / perMs, signal);
	};
}
