/**
 * Pauses all writes: planned actions become waiting or blocked, with a reason that keeps the original action. This
 * happens in the plan rather than on sending, so that every report shows it.
 */
import type { Hold } from "../model/hold.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { because } from "../model/reason.ts";

/** The pause of a process started with `--observe`. */
export const observing: Hold = {
	by: "observe",
	reason: because("PausedByObserve"),
};

/**
 * Replaces every action while `hold` is in force: waiting if the pause ends automatically, blocked if only a person can
 * end it.
 */
export function withoutCalls(items: readonly Item[], hold: Hold | undefined): readonly Item[] {
	return hold ? items.map((item) => ({ ...item, verdict: held(item.verdict, hold) })) : items;
}

function held(verdict: Verdict, { reason: hold, untilMs }: Hold): Verdict {
	if (verdict.outcome !== "call") return verdict;
	const reason = because("Paused", { hold, operation: verdict.call.operation, why: verdict.reason });
	return untilMs === undefined ? { outcome: "refusal", reason } : { outcome: "wait", reason, untilMs };
}
