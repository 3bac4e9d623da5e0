/** The input and the result of a reconcile. */
import type { Aws } from "../aws/client.ts";
import type { Mismatches } from "../model/discovery.ts";
import type { Identity } from "../model/identity.ts";
import type { Pause } from "../model/pause.ts";
import type { Item, Plan } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { AccountGuard } from "./account-guard.ts";
import type { SentCall } from "./execute.ts";
import type { ObserveInput } from "./observe.ts";
import type { FailedOperation } from "./operations.ts";
import type { Preflight } from "./preflight.ts";
import type { RemovalAge } from "./removal-age.ts";

/** The input of a reconcile. Observations and operations in progress outlive it; the loop keeps them. */
export interface ReconcileInput extends ObserveInput {
	readonly aws: Aws;
	/** Failed attempts to create each resource, for request ids; incremented here. */
	readonly attempts: Map<Identity, number>;
	/** Also list everything, so that orphans are found. */
	readonly fullResync: boolean;
	/** Resources whose removed manifest suspended them or retained them on deletion. */
	readonly retained: ReadonlySet<Identity>;
	/** Discovery mismatches, as of the start of the reconcile. */
	readonly mismatches?: Mismatches;
	/** Results of the preflight checks and their source; absent if disabled. */
	readonly preflight?: Preflight;
	/** Recent changes of the folder; absent if a plan is only shown. */
	readonly removalAge?: RemovalAge;
	/** What pauses all writes at `wallMs`, milliseconds since the epoch on the wall clock. */
	readonly pauseAt: (wallMs: number) => Pause | undefined;
	/** Why an action must wait although it is planned: the same call was accepted recently. */
	readonly deferral: (item: Item) => Reason | undefined;
	/** Verifies that reads and writes belong to the right account. */
	readonly account: Pick<AccountGuard, "doubt" | "epoch">;
	/** Aborts preflight lookups. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * A reconcile whose result is discarded: another account may have answered, or it was interrupted before its first
 * call.
 */
export interface AbandonedReconcile {
	readonly abandonedBecause: Reason;
}

/** The observations of a reconcile and the plan that follows from them. */
export interface ObservedPlan {
	/** The resources that were observed: those due, and their dependencies. */
	readonly due: ReadonlySet<Identity>;
	readonly plan: Plan;
	/** Operations that have failed since the last reconcile. */
	readonly failed: readonly FailedOperation[];
}

/** A reconcile with the calls that it sent. */
export interface ReconcileResult extends ObservedPlan {
	readonly sent: readonly SentCall[];
}
