/**
 * Whether what the folder asks to delete may be deleted now. A commit asks once; a folder that nothing vouches for may be
 * half written, so it has to ask for a while; and files that differ from their commit ask for nothing.
 */
import type { Identity } from "../model/identity.ts";
import type { Wait } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";

/** The wait of a deletion for whoever vouches for it; undefined where it may go on at `nowMs`. */
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
