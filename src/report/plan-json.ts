/**
 * The plan as JSON.
 * Scripts and other tools read its members, so they stay the same when the plan's own types change.
 */
import type { Action, Drift, Item, Outcome, Plan } from "../model/plan.ts";
import { type WordedReason, worded } from "./catalogue/index.ts";
import { type PlanSummary, summarize } from "./plan-summary.ts";
import { redactCall } from "./redact.ts";

/** What `evenkeel plan --output json` prints. */
export interface PlanReport {
	readonly summary: PlanSummary;
	/** Sorted by id. */
	readonly resources: readonly PlannedResource[];
}

interface PlannedResource {
	/** The identity, such as `Service/shop/order-api`. */
	readonly id: string;
	readonly outcome: Outcome;
	/** Present where the outcome is an action. */
	readonly action?: Action;
	/** Absent when in sync. */
	readonly reason?: WordedReason;
	/** Set where secret values of `input` are replaced, so that it must not be sent unchanged. */
	readonly redacted?: true;
	/** The AWS call, such as `ecs:UpdateService`, and its input with secret values replaced. */
	readonly operation?: string;
	readonly input?: unknown;
	/** `desired` or `observed` is null where that side has no value. */
	readonly drift: readonly { readonly path: string; readonly desired: unknown; readonly observed: unknown }[];
	readonly unmanaged: readonly string[];
}

/** The output of `plan --output json`. */
export function planJson(plan: Plan): PlanReport {
	return { summary: summarize(plan), resources: plan.items.map((item) => plannedResource(item, plan)) };
}

function plannedResource({ identity, verdict, drift, unmanaged }: Item, plan: Plan): PlannedResource {
	const shared = { id: identity, outcome: verdict.outcome };
	const rest = { drift: drift.map(bothSides), unmanaged };
	if (verdict.outcome === "in sync") return { ...shared, ...rest };
	if (verdict.outcome !== "action") return { ...shared, reason: worded(verdict.reason), ...rest };
	const { operation, input, redacted } = redactCall(verdict.call, plan);
	const mark = redacted ? ({ redacted: true } as const) : {};
	return { ...shared, action: verdict.action, reason: worded(verdict.reason), operation, input, ...mark, ...rest };
}

/** JSON has no undefined, so a missing side is null and not a missing member. */
function bothSides({ path, desired, observed }: Drift) {
	return { path, desired: desired ?? null, observed: observed ?? null };
}
