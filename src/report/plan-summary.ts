/**
 * The counts that every form of a plan ends with, and the one sentence made of them.
 */
import type { Plan } from "../model/plan.ts";
import { counted } from "./text.ts";

/** How many resources have which outcome. */
export interface PlanSummary {
	readonly inSync: number;
	readonly calls: number;
	readonly waits: number;
	readonly refusals: number;
	/** Orphans have an outcome too, so they are counted among the others as well. */
	readonly orphans: number;
}

/** Counts a plan's resources by outcome. */
export function summarize(plan: Plan): PlanSummary {
	const of = (outcome: string) => plan.items.filter(({ verdict }) => verdict.outcome === outcome).length;
	return {
		inSync: of("in sync"),
		calls: of("call"),
		waits: of("wait"),
		refusals: of("refusal"),
		orphans: plan.items.filter(({ orphan }) => orphan).length,
	};
}

/** `4 in sync, 2 calls, 1 wait, no refusals, no orphans`. */
export function summaryText(summary: PlanSummary): string {
	return [
		`${summary.inSync} in sync`,
		counted(summary.calls, "call"),
		counted(summary.waits, "wait"),
		counted(summary.refusals, "refusal"),
		counted(summary.orphans, "orphan"),
	].join(", ");
}
