/**
 * Discovery mismatches: instances for which running tasks, registered instances and record sets disagree. A mismatch
 * counts after it was found repeatedly; it is an input of the plan and part of the status.
 */
import type { Identity } from "./identity.ts";
import type { Reason } from "./reason.ts";

/** The ways in which tasks, instances and record sets can disagree; values of the metric label `mismatch`. */
export const mismatchKinds = [
	"missing_instance",
	"orphan_instance",
	"missing_record",
	"orphan_record",
	"wrong_address",
] as const;

/** What an instance lacks, or has in excess. */
export type MismatchKind = (typeof mismatchKinds)[number];

/** One instance for which tasks, instances and record sets disagree. */
export interface Mismatch {
	readonly registry: Identity;
	/** The service of the affected task, if known. */
	readonly service?: Identity;
	/** Cloud Map's instance id. ECS uses the task id. */
	readonly instanceId: string;
	readonly kind: MismatchKind;
	readonly reason: Reason;
	/** When it was first observed, in milliseconds since the epoch on the wall clock. */
	readonly sinceMs: number;
	/** A call that repairs it was accepted, and no later inspection has found it again yet. */
	readonly repairing?: boolean;
}

/**
 * Persistent mismatches, by registry and also by service. A healthy registry that was inspected has an empty list; one
 * that was never inspected has no entry.
 */
export type Mismatches = ReadonlyMap<Identity, readonly Mismatch[]>;
