import type { Reason } from "./reason.ts";

/** What keeps evenkeel from writing at all, whatever differs: it only observes, or a window of the environment says so. */
export interface Hold {
	readonly by: HoldReason;
	readonly reason: Reason;
	/** When it ends by itself, milliseconds since the epoch by the machine's clock; undefined where only a person ends it. */
	readonly untilMs?: number;
}

/** What holds: `run --observe`, or a window of the environment. */
export type HoldReason = "observe" | "window";

/** All of them, for whoever needs one series each. */
export const holdReasons: readonly HoldReason[] = ["observe", "window"];
