/**
 * When each resource is looked at next. AWS's request budget bounds this program, so what is well is looked at rarely, what
 * moves often, and what fails after a growing pause.
 */
import type { Random } from "../lib/random.ts";
import type { Identity } from "../model/identity.ts";
import type { Item } from "../model/plan.ts";
import { type Backoff, backoffPause, spread, spreadInterval } from "./pauses.ts";

/** Pauses in milliseconds. */
export interface Pace extends Backoff {
	/** Between two looks at what is in sync and healthy. */
	readonly intervalMs: number;
	/** Between two looks at what waits or rolls out; half as long again each time that nothing has changed. */
	readonly movingMs: number;
	readonly longestMovingMs: number;
	/** For how long AWS may go on showing what was there before a call. */
	readonly settleMs: number;
	/** For how long a folder outside of Git has to ask for a deletion. */
	readonly removalAgeMs: number;
	/** Between two lists of everything, which find orphans. */
	readonly sweepMs: number;
}

/** The pauses for an interval; an embedded AWS that runs `speed` times faster is looked at more often as well. */
export function paceOf(intervalMs: number, speed = 1): Pace {
	return {
		intervalMs,
		movingMs: 1_000 / speed,
		longestMovingMs: 10_000 / speed,
		firstBackoffMs: 5_000 / speed,
		longestBackoffMs: 300_000 / speed,
		settleMs: 10_000 / speed,
		removalAgeMs: 60_000 / speed,
		sweepMs: 3_600_000,
	};
}

/** When everything falls due; times in milliseconds since the epoch. */
export interface Schedule {
	/**
	 * What is due now, the longest overdue first, at most `mostDue` of them; with it comes what falls due soon, since one
	 * request of AWS's looks at many.
	 */
	readonly due: (nowMs: number) => ReadonlySet<Identity>;
	/** When the next resource falls due; undefined when none is scheduled. */
	readonly nextMs: () => number | undefined;
	/** Makes resources due at once. */
	readonly wake: (identities: Iterable<Identity>) => void;
	/** Notes the result of a look. */
	readonly looked: (item: Item, result: LookResult, nowMs: number) => void;
	/** Notes a failure that was seen without a look, such as that of an operation. */
	readonly failed: (identity: Identity, nowMs: number) => void;
	readonly forget: (identity: Identity) => void;
}

/** What a look at one resource says about the next. */
export interface LookResult {
	/** Whether AWS refused a call of ours, or has taken it too often without effect. */
	readonly failed: boolean;
	/** Whether it looks otherwise than at the last look. */
	readonly changed: boolean;
	/** Whether every change of it makes a new AWS object. */
	readonly revisioned?: boolean;
	/** The manifest's own interval. */
	readonly intervalMs?: number;
}

/** A pass that looked at more would let a new commit wait for too long behind it. */
const mostDue = 500;
/** A revision never changes, so whether it is still there is asked more rarely. */
const revisionedFactor = 10;

/** A schedule on which nothing stands yet. */
export function createSchedule(pace: Pace, random: Random): Schedule {
	const nextLooks = new Map<Identity, number>();
	const failures = new Map<Identity, number>();
	/** How often in a row a moving resource was found unchanged. */
	const unchanged = new Map<Identity, number>();
	const backOff = (identity: Identity, nowMs: number) => {
		const before = failures.get(identity) ?? 0;
		failures.set(identity, before + 1);
		nextLooks.set(identity, nowMs + backoffPause(pace, before, random));
	};
	return {
		due: (nowMs) => {
			const inOrder = [...nextLooks].sort(([, a], [, b]) => a - b);
			const [first] = inOrder;
			if (!first || first[1] > nowMs) return new Set();
			// Looks that were spread are taken together again when they meet.
			const soonMs = nowMs + pace.intervalMs * spread;
			return new Set(
				inOrder
					.filter(([, atMs]) => atMs <= soonMs)
					.slice(0, mostDue)
					.map(([identity]) => identity),
			);
		},
		nextMs: () => {
			let earliest: number | undefined;
			for (const atMs of nextLooks.values()) if (earliest === undefined || atMs < earliest) earliest = atMs;
			return earliest;
		},
		wake: (identities) => {
			for (const identity of identities) nextLooks.set(identity, 0);
		},
		looked: (item, result, nowMs) => {
			const unseen = item.health.status === "Unknown";
			if (result.failed || unseen) return backOff(item.identity, nowMs);
			// A wait says nothing about whether the next call will be taken.
			if (item.verdict.outcome === "in sync" || item.verdict.outcome === "refusal") failures.delete(item.identity);
			// What a call has changed is looked at next, and a call that found no room in this pass is planned again.
			if (item.verdict.outcome === "call") return void nextLooks.set(item.identity, nowMs);
			const moving = item.verdict.outcome === "wait";
			const { untilMs } = item.verdict.outcome === "wait" ? item.verdict : {};
			// A refusal stays until a person does something, however badly the resource is; and what its instances lack is
			// looked for elsewhere.
			const isItself = item.health.status === "Degraded" && !item.mismatches?.length;
			const degraded = isItself && item.verdict.outcome !== "refusal";
			const rolling = item.health.status === "Progressing" || degraded;
			const intervalMs =
				spreadInterval(result.intervalMs ?? pace.intervalMs, random) * (result.revisioned ? revisionedFactor : 1);
			// Until then it is looked at as what is well is: for its drift, and for whatever ends the wait early.
			if (untilMs !== undefined)
				return void nextLooks.set(item.identity, Math.min(nowMs + intervalMs, Math.max(untilMs, nowMs)));
			const still = moving || rolling ? (result.changed ? 0 : (unchanged.get(item.identity) ?? 0) + 1) : 0;
			unchanged.set(item.identity, still);
			const movingMs = Math.min(pace.movingMs * 1.5 ** still, pace.longestMovingMs, intervalMs);
			nextLooks.set(item.identity, nowMs + (moving || rolling ? movingMs : intervalMs));
		},
		failed: backOff,
		forget: (identity) => {
			nextLooks.delete(identity);
			failures.delete(identity);
			unchanged.delete(identity);
		},
	};
}
