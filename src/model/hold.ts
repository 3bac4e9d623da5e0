import type { Reason } from "./reason.ts";

/** Why no writes are allowed: observe mode, or a sync window of the environment. */
export interface Hold {
	readonly by: HoldReason;
	readonly reason: Reason;
	/**
	 * When it ends automatically, in milliseconds since the epoch on the wall clock; undefined if only a person can end
	 * it.
	 */
	readonly untilMs?: number;
}

/** What pauses writes: `run --observe`, or a sync window of the environment. */
export type HoldReason = "observe" | "window";

/** All causes, for example for one metric series each. */
export const holdReasons: readonly HoldReason[] = ["observe", "window"];
