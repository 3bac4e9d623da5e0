/**
 * Schedules the next observation of each resource. AWS's request budget limits the rate: resources in sync are observed
 * rarely, resources in progress often, and failing ones with backoff.
 */
import type { Random } from "../lib/random.ts";
import type { Identity } from "../model/identity.ts";
import type { Item } from "../model/plan.ts";
import { type Backoff, backoffDelay, spread, spreadInterval } from "./backoff.ts";

/** Intervals in milliseconds. */
export interface Pace extends Backoff {
	/** Between two observations of a resource that is in sync and healthy. */
	readonly intervalMs: number;
	/** Between two observations of a resource that waits or rolls out; grows by half each time that nothing has changed. */
	readonly movingMs: number;
	readonly maxMovingMs: number;
	/** How long after a call AWS may still return the old state. */
	readonly settleMs: number;
	/** How long a manifest must be missing from a folder outside Git before its resource may be deleted. */
	readonly removalAgeMs: number;
	/** Between two full resyncs, which find orphans. */
	readonly fullResyncMs: number;
}

/** The intervals for `intervalMs`. An embedded AWS that runs `speed` times faster is observed more often too. */
export function paceOf(intervalMs: number, speed = 1): Pace {
	return {
		intervalMs,
		movingMs: 1_000 / speed,
		maxMovingMs: 10_000 / speed,
		firstBackoffMs: 5_000 / speed,
		maxBackoffMs: 300_000 / speed,
		settleMs: 10_000 / speed,
		removalAgeMs: 60_000 / speed,
		fullResyncMs: 3_600_000,
	};
}

/** The due time of each resource. Times are those of `clock.now()` (monotonic). */
export interface Schedule {
	/**
	 * At most `maxDue` due resources, the longest overdue first, plus those due soon, since one AWS request can
	 * observe many.
	 */
	readonly due: (nowMs: number) => ReadonlySet<Identity>;
	/** When the next resource falls due; undefined if none is scheduled. */
	readonly nextMs: () => number | undefined;
	/** Makes resources due immediately. */
	readonly wake: (identities: Iterable<Identity>) => void;
	/** Records the result of an observation. */
	readonly noteObserved: (item: Item, result: ObserveResult, nowMs: number) => void;
	/** Records a failure without an observation, such as a failed asynchronous operation. */
	readonly failed: (identity: Identity, nowMs: number) => void;
	readonly forget: (identity: Identity) => void;
}

/** The part of an observation that determines the next one. */
export interface ObserveResult {
	/** Whether AWS rejected our call, or accepted it too often without effect. */
	readonly failed: boolean;
	/** Whether the observation differs from the last one. */
	readonly changed: boolean;
	/** Whether AWS cannot change the resource and every change creates a new one, such as a task definition revision. */
	readonly isImmutable?: boolean;
	/** The interval that the manifest sets. */
	readonly intervalMs?: number;
}

/** A longer reconcile would delay the next commit. */
const maxDue = 500;
/** A task definition revision is immutable, so its existence is checked less often. */
const immutableFactor = 10;

/** Creates an empty schedule. */
export function createSchedule(pace: Pace, random: Random): Schedule {
	const nextObservations = new Map<Identity, number>();
	const failures = new Map<Identity, number>();
	/** Consecutive observations of a resource in progress without a change. */
	const unchanged = new Map<Identity, number>();
	const backOff = (identity: Identity, nowMs: number) => {
		const before = failures.get(identity) ?? 0;
		failures.set(identity, before + 1);
		nextObservations.set(identity, nowMs + backoffDelay(pace, before, random));
	};
	return {
		due: (nowMs) => {
			const inOrder = [...nextObservations].sort(([, a], [, b]) => a - b);
			const [first] = inOrder;
			if (!first || first[1] > nowMs) return new Set();
			// Combines observations that jitter has spread into one reconcile.
			const soonMs = nowMs + pace.intervalMs * spread;
			return new Set(
				inOrder
					.filter(([, atMs]) => atMs <= soonMs)
					.slice(0, maxDue)
					.map(([identity]) => identity),
			);
		},
		nextMs: () => {
			let earliest: number | undefined;
			for (const atMs of nextObservations.values()) if (earliest === undefined || atMs < earliest) earliest = atMs;
			return earliest;
		},
		wake: (identities) => {
			for (const identity of identities) nextObservations.set(identity, 0);
		},
		noteObserved: (item, result, nowMs) => {
			const unseen = item.health.status === "Unknown";
			if (result.failed || unseen) return backOff(item.identity, nowMs);
			// Waiting does not reset the backoff, since it does not prove that the next call will succeed.
			if (item.verdict.outcome === "in sync" || item.verdict.outcome === "blocked") failures.delete(item.identity);
			// After a call the resource is observed next, and a call that exceeded the limit of this reconcile is
			// planned again.
			if (item.verdict.outcome === "action") return void nextObservations.set(item.identity, nowMs);
			const moving = item.verdict.outcome === "waiting";
			const { untilMs } = item.verdict.outcome === "waiting" ? item.verdict : {};
			// A Degraded resource is observed often, except a blocked one, which waits for an operator, and one that
			// only discovery mismatches degrade, which the discovery loop rechecks.
			const degradedByItself = item.health.status === "Degraded" && !item.mismatches?.length;
			const degraded = degradedByItself && item.verdict.outcome !== "blocked";
			const rolling = item.health.status === "Progressing" || degraded;
			const intervalMs =
				spreadInterval(result.intervalMs ?? pace.intervalMs, random) * (result.isImmutable ? immutableFactor : 1);
			// A wait with a known end is checked at its end, or at the normal interval if that is sooner.
			if (untilMs !== undefined)
				return void nextObservations.set(item.identity, Math.min(nowMs + intervalMs, Math.max(untilMs, nowMs)));
			const still = moving || rolling ? (result.changed ? 0 : (unchanged.get(item.identity) ?? 0) + 1) : 0;
			unchanged.set(item.identity, still);
			const movingMs = Math.min(pace.movingMs * 1.5 ** still, pace.maxMovingMs, intervalMs);
			nextObservations.set(item.identity, nowMs + (moving || rolling ? movingMs : intervalMs));
		},
		failed: backOff,
		forget: (identity) => {
			nextObservations.delete(identity);
			failures.delete(identity);
			unchanged.delete(identity);
		},
	};
}
