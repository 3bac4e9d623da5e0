/**
 * Holding back all writing: whatever a plan would send becomes a wait or a refusal that says so, and still says what it would
 * have been. It is a part of the plan and not of sending, so that every report tells of it.
 */
import type { Hold } from "../model/hold.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { because } from "../model/reason.ts";

/** The hold of an evenkeel that was started to look and never to write. */
export const observing: Hold = {
	by: "observe",
	reason: because("PausedByObserve"),
};

/** The items without a single call while `hold` is there. What ends by itself is waited for; what a person ends is refused. */
export function withoutCalls(items: readonly Item[], hold: Hold | undefined): readonly Item[] {
	return hold ? items.map((item) => ({ ...item, verdict: held(item.verdict, hold) })) : items;
}

function held(verdict: Verdict, { reason: hold, untilMs }: Hold): Verdict {
	if (verdict.outcome !== "call") return verdict;
	const reason = because("Paused", { hold, operation: verdict.call.operation, why: verdict.reason });
	return untilMs === undefined ? { outcome: "refusal", reason } : { outcome: "wait", reason, untilMs };
}
