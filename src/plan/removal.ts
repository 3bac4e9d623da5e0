/**
 * Decides whether a requested deletion may be carried out now. A commit is sufficient; a folder outside Git may be half
 * written, so it must ask for a while; uncommitted changes delete nothing.
 */
import type { Identity } from "../model/identity.ts";
import type { Waiting } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";

/** Why a deletion must wait; undefined if it may proceed at `nowMs`. */
export function removalWait(identity: Identity, { input }: PlanContext, nowMs: number): Waiting | undefined {
	const { provenance } = input.desired;
	if (provenance.is === "uncommitted") {
		return { outcome: "waiting", reason: provenance.reason, waitsFor: "manifest" };
	}
	const { recentChanges } = input;
	if (provenance.is === "committed" || !recentChanges) return undefined;
	const untilMs = Math.max(recentChanges.othersUntilMs, recentChanges.untilMs.get(identity) ?? 0);
	if (nowMs >= untilMs && recentChanges.isReadAgain) return undefined;
	const reason = because("DeletionNotAskedLongEnough", { ageMs: recentChanges.ageMs });
	return { outcome: "waiting", reason, ...(nowMs < untilMs ? { untilMs } : {}) };
}
