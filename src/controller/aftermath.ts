/**
 * Records the result of a reconcile: actions without effect, the status, the next observations and full resync, and
 * observations to forget.
 */
import type { Moment } from "../lib/clock.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import { revisionedKinds } from "../model/kinds.ts";
import { byIdentity, type Desired } from "../model/manifest.ts";
import type { ResourceStatus } from "../model/status.ts";
import type { Memory } from "./memory.ts";
import type { Looked, PassResult } from "./pass-input.ts";
import type { Repetition } from "./repetition.ts";
import type { Pace, Schedule } from "./schedule.ts";
import type { DriftCount } from "./status-book.ts";

/** A reconcile that has ended. */
export interface EndedPass {
	readonly kinds: Kinds;
	/** The desired state that it planned. */
	readonly desired: Desired;
	readonly sweep: boolean;
	readonly startMs: number;
	readonly result: PassResult;
	readonly pace: Pace;
}

/** Records a reconcile in the controller state, and returns the drift detected and corrected. */
export function takeAftermath(
	memory: Memory,
	{ kinds, desired, sweep, startMs, result, pace }: EndedPass,
	{ atMs, wallMs }: Moment,
): readonly DriftCount[] {
	const { listing, repetition, book, schedule } = memory;
	// An incomplete list keeps all orphans, so the full resync is repeated soon.
	if (sweep) memory.nextSweepMs = startMs + (listing.incomplete ? pace.longestBackoffMs : pace.sweepMs);
	const stalled = stalledItems(repetition, result);
	const { changed, drift } = book.note({ ...result, stalled }, desired.revision, wallMs);
	reschedule(schedule, { kinds, desired, result, stalled, changed, nowMs: atMs });
	forgetGone(memory, desired, result);
	noteSuccess(memory, result, desired, wallMs);
	return drift;
}

/** Records the time of a reconcile that observed everything due. */
function noteSuccess(memory: Memory, { plan }: Looked, { revision }: Desired, wallMs: number): void {
	if (plan.items.some(({ health }) => health.status === "Unknown")) return;
	memory.lastSuccess = { lastSuccessMs: wallMs, lastSuccessRevision: revision };
}

/** Forgets resources that no manifest declares and that are deleted or owned elsewhere. */
function forgetGone(
	{ world, book, schedule, repetition, operations }: Memory,
	desired: Desired,
	{ due, plan, failed }: Looked,
): void {
	const kept = new Set<Identity>([
		...byIdentity(desired.resources).keys(),
		...plan.items.map(({ identity }) => identity),
		...failed.map(({ identity }) => identity),
		...operations.keys(),
	]);
	for (const identity of due) {
		if (kept.has(identity)) continue;
		// Resources of other owners stay known, as after a full resync: resources inside them may still have to be
		// found.
		if (world.get(identity)?.sight.status !== "present") world.forget(identity);
		book.forget(identity);
		schedule.forget(identity);
		repetition.forget(identity);
	}
}

/** Resources whose call AWS accepted again without effect. */
function stalledItems(repetition: Repetition, { plan, sent }: PassResult): ReadonlySet<Identity> {
	const sentBy = new Map(sent.map((call) => [call.identity, call]));
	const stalled = plan.items.filter((item) => repetition.note(item, sentBy.get(item.identity)));
	return new Set(stalled.map(({ identity }) => identity));
}

/** Schedules the next observation of each resource in a reconcile. */
function reschedule(
	schedule: Schedule,
	{
		kinds,
		desired,
		result: { plan, failed, sent },
		stalled,
		changed,
		nowMs,
	}: {
		readonly kinds: Kinds;
		readonly desired: Desired;
		readonly result: PassResult;
		readonly stalled: ReadonlySet<Identity>;
		readonly changed: readonly ResourceStatus[];
		readonly nowMs: number;
	},
): void {
	const revisioned = revisionedKinds(kinds);
	const declared = byIdentity(desired.resources);
	const failing = new Set(sent.filter(({ failure }) => failure).map(({ identity }) => identity));
	const changedNow = new Set(changed.map(({ identity }) => identity));
	for (const item of plan.items) {
		const { identity } = item;
		const intervalMs = declared.get(identity)?.policy.intervalMs;
		schedule.looked(
			item,
			{
				failed: failing.has(identity) || stalled.has(identity),
				changed: changedNow.has(identity),
				revisioned: revisioned.has(kindOf(identity)),
				...(intervalMs !== undefined ? { intervalMs } : {}),
			},
			nowMs,
		);
	}
	for (const { identity } of failed) schedule.failed(identity, nowMs);
	// A waiting resource may wait for what was just changed.
	if (sent.some(({ identity, failure }) => !failure && !stalled.has(identity))) {
		schedule.wake(plan.items.filter(({ verdict }) => verdict.outcome === "wait").map(({ identity }) => identity));
	}
}
