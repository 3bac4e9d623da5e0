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
import type { ControllerState } from "./controller-state.ts";
import type { IneffectiveCalls } from "./ineffective-calls.ts";
import type { ObservedPlan, ReconcileResult } from "./reconcile-input.ts";
import type { Pace, Schedule } from "./schedule.ts";
import type { DriftCount } from "./status-store.ts";

/** A reconcile that has ended. */
export interface EndedReconcile {
	readonly kinds: Kinds;
	/** The desired state that it planned. */
	readonly desired: Desired;
	readonly fullResync: boolean;
	readonly startMs: number;
	readonly result: ReconcileResult;
	readonly pace: Pace;
}

/** Records a reconcile in the controller state, and returns the drift detected and corrected. */
export function recordReconcileResult(
	state: ControllerState,
	{ kinds, desired, fullResync, startMs, result, pace }: EndedReconcile,
	{ atMs, wallMs }: Moment,
): readonly DriftCount[] {
	const { listing, ineffectiveCalls, statusStore, schedule } = state;
	// An incomplete list keeps all orphans, so the full resync is repeated soon.
	if (fullResync) state.nextFullResyncMs = startMs + (listing.incomplete ? pace.maxBackoffMs : pace.fullResyncMs);
	const ineffective = ineffectiveItems(ineffectiveCalls, result);
	const { changed, drift } = statusStore.note({ ...result, ineffective }, desired.revision, wallMs);
	reschedule(schedule, { kinds, desired, result, ineffective, changed, nowMs: atMs });
	forgetUnmanaged(state, desired, result);
	noteSuccess(state, result, desired, wallMs);
	return drift;
}

/** Records the time of a reconcile that observed everything due. */
function noteSuccess(state: ControllerState, { plan }: ObservedPlan, { revision }: Desired, wallMs: number): void {
	if (plan.items.some(({ health }) => health.status === "Unknown")) return;
	state.lastSuccess = { lastSuccessMs: wallMs, lastSuccessRevision: revision };
}

/** Forgets resources that no manifest declares and that are deleted or owned elsewhere. */
function forgetUnmanaged(
	{ observedState, statusStore, schedule, ineffectiveCalls, operations }: ControllerState,
	desired: Desired,
	{ due, plan, failed }: ObservedPlan,
): void {
	const kept = new Set<Identity>([
		...byIdentity(desired.resources).keys(),
		...plan.items.map(({ identity }) => identity),
		...failed.map(({ identity }) => identity),
		...operations.keys(),
	]);
	for (const identity of due) {
		if (kept.has(identity)) continue;
		// Keeps the observation of a resource that another owner has, such as a shared cluster: it is still needed to
		// find this owner's resources inside it.
		if (observedState.get(identity)?.observation.status !== "present") observedState.forget(identity);
		statusStore.forget(identity);
		schedule.forget(identity);
		ineffectiveCalls.forget(identity);
	}
}

/** Resources whose call AWS accepted again without effect. */
function ineffectiveItems(ineffectiveCalls: IneffectiveCalls, { plan, sent }: ReconcileResult): ReadonlySet<Identity> {
	const sentBy = new Map(sent.map((call) => [call.identity, call]));
	const ineffective = plan.items.filter((item) => ineffectiveCalls.note(item, sentBy.get(item.identity)));
	return new Set(ineffective.map(({ identity }) => identity));
}

/** Schedules the next observation of each resource in a reconcile. */
function reschedule(
	schedule: Schedule,
	{
		kinds,
		desired,
		result: { plan, failed, sent },
		ineffective,
		changed,
		nowMs,
	}: {
		readonly kinds: Kinds;
		readonly desired: Desired;
		readonly result: ReconcileResult;
		readonly ineffective: ReadonlySet<Identity>;
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
		schedule.noteObserved(
			item,
			{
				failed: failing.has(identity) || ineffective.has(identity),
				changed: changedNow.has(identity),
				isImmutable: revisioned.has(kindOf(identity)),
				...(intervalMs !== undefined ? { intervalMs } : {}),
			},
			nowMs,
		);
	}
	for (const { identity } of failed) schedule.failed(identity, nowMs);
	// A waiting resource may wait for what was just changed.
	if (sent.some(({ identity, failure }) => !failure && !ineffective.has(identity))) {
		schedule.wake(plan.items.filter(({ verdict }) => verdict.outcome === "waiting").map(({ identity }) => identity));
	}
}
