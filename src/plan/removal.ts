/**
 * Decides whether a requested deletion may be carried out now. A commit is sufficient; a folder outside Git may be half
 * written, so it must ask for a while; uncommitted changes delete nothing.
 */
import type { Identity } from "../model/identity.ts";
import type { Wait } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";

/** Why a deletion must wait; undefined if it may proceed at `nowMs`. */
export function removalWait(identity: Identity, { input }: PlanContext, nowMs: number): Wait | undefined {
	const { provenance } = input.desired;
	if (provenance.is === "uncommitted") {
		return { outcome: "wait", reason: provenance.reason, waitsFor: "manifest" };
	}
	const { unsettled } = input;
	if (provenance.is === "committed" || !unsettled) return undefined;
	const untilMs = Math.max(unsettled.othersUntilMs, unsettled.untilMs.get(identity) ?? 0);
	if (nowMs >= untilMs && unsettled.isReadAgain) return undefined;
	const reason = because("DeletionNotAskedLongEnough", { ageMs: unsettled.ageMs });
	return { outcome: "wait", reason, ...(nowMs < untilMs ? { untilMs } : {}) };
}
