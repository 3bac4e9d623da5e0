import type { Reason } from "./reason.ts";

/** Why no writes are allowed: observe mode, or a sync window of the environment. */
export interface Pause {
	readonly by: PauseCause;
	readonly reason: Reason;
	/**
	 * When it ends automatically, in milliseconds since the epoch on the wall clock; undefined if only a person can end
	 * it.
	 */
	readonly untilMs?: number;
}

/** What pauses writes: `run --observe`, or a sync window of the environment. */
export type PauseCause = "observe" | "window";

/** All causes, for example for one metric series each. */
export const pauseCauses: readonly PauseCause[] = ["observe", "window"];
