/** The input of planning, and lookups of manifests and kinds by identity. */
import type { Mismatches } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired, Resource } from "../model/manifest.ts";
import type { ObservedState } from "../model/observed-state.ts";
import type { Pause } from "../model/pause.ts";
import type { Findings } from "../model/prerequisite.ts";
import type { Reason } from "../model/reason.ts";

/** For a folder outside Git: how long it must stay unchanged before anything is deleted. */
export interface RecentChanges {
	/** End of the wait, as `clock.now()` (monotonic), for resources whose manifests changed recently. */
	readonly untilMs: ReadonlyMap<Identity, number>;
	/** End of the wait for all others: set when the environment's deletion settings change or are first read. */
	readonly othersUntilMs: number;
	/** Whether the folder was read often enough since its last change. */
	readonly isReadAgain: boolean;
	/** The length of the wait, in milliseconds. */
	readonly ageMs: number;
}

/** All inputs of a plan. */
export interface PlanInput {
	readonly kinds: Kinds;
	readonly desired: Desired;
	readonly observedState: ObservedState;
	/** The current reconcile. Only its own observations count for drift, absence and deletion. */
	readonly reconcileId: number;
	/** The resources observed in this reconcile. The plan covers these, including orphans among them. */
	readonly due: ReadonlySet<Identity>;
	/** Why the last full resync was incomplete; then nothing is deleted. */
	readonly incomplete?: Reason;
	/** Time of the last full resync, as `clock.now()` (monotonic). */
	readonly listedAtMs?: number;
	/** Resources whose removed manifest suspended them or retained them on deletion. */
	readonly retained: ReadonlySet<Identity>;
	/** Failed asynchronous operations, by resource. */
	readonly attempts: ReadonlyMap<Identity, number>;
	/** What pauses all writes; absent if nothing does. */
	readonly pause?: Pause;
	/** Persistent discovery mismatches; absent if discovery checks are disabled. */
	readonly mismatches?: Mismatches;
	/** Recent changes of the folder; absent if a plan is only shown. */
	readonly recentChanges?: RecentChanges;
	/** Results of preflight lookups; absent if disabled. */
	readonly findings?: Findings;
}

/** The context in which one resource is planned. */
export interface PlanContext {
	readonly input: PlanInput;
	readonly declared: ReadonlyMap<Identity, Resource>;
	/** Why the observed state is incomplete; undefined if it is complete. */
	readonly unobserved: Reason | undefined;
}
