/**
 * Pauses all writes: planned actions become waiting or blocked, with a reason that keeps the original action. This
 * happens in the plan rather than on sending, so that every report shows it.
 */
import type { Pause } from "../model/pause.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { because } from "../model/reason.ts";

/** The pause of a process started with `--observe`. */
export const observing: Pause = {
	by: "observe",
	reason: because("PausedByObserve"),
};

/**
 * Replaces every action while `hold` is in force: waiting if the pause ends automatically, blocked if only a person can
 * end it.
 */
export function withoutCalls(items: readonly Item[], pause: Pause | undefined): readonly Item[] {
	return pause ? items.map((item) => ({ ...item, verdict: held(item.verdict, pause) })) : items;
}

function held(verdict: Verdict, { reason: pause, untilMs }: Pause): Verdict {
	if (verdict.outcome !== "action") return verdict;
	const reason = because("Paused", { pause, operation: verdict.call.operation, why: verdict.reason });
	return untilMs === undefined ? { outcome: "blocked", reason } : { outcome: "waiting", reason, untilMs };
}
