/**
 * Discovery truth: running tasks = registered instances = record sets. A mismatch is one instance of which that is not so,
 * as two looks have found it; it is an input of the plan and part of the status.
 */
import type { Identity } from "./identity.ts";
import type { Reason } from "./reason.ts";

/** The ways in which tasks, instances and record sets disagree; values of the metric's label `mismatch`. */
export const mismatchKinds = [
	"missing_instance",
	"orphan_instance",
	"missing_record",
	"orphan_record",
	"wrong_address",
] as const;

/** What an instance lacks or has too much. */
export type MismatchKind = (typeof mismatchKinds)[number];

/** One instance of which tasks, instances and record sets disagree. */
export interface Mismatch {
	readonly registry: Identity;
	/** The service whose task it is about, where that is known. */
	readonly service?: Identity;
	/** Cloud Map's id of the instance, which ECS makes the id of the task. */
	readonly instanceId: string;
	readonly kind: MismatchKind;
	readonly reason: Reason;
	/** When it was first seen, milliseconds since the epoch by the machine's clock. */
	readonly sinceMs: number;
	/** A call that repairs it was taken, and no look made long enough after it has found it still there. */
	readonly repairing?: boolean;
}

/**
 * What has lasted, by the identity of its registry and also of its service. A registry that was looked at and is well
 * has an empty list; what was never looked at has none.
 */
export type Mismatches = ReadonlyMap<Identity, readonly Mismatch[]>;
