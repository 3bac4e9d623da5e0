/** Counts a plan by action and outcome, for all forms of output. */
import { type Action, actions, type Outcome, type Plan } from "../model/plan.ts";
import { counted } from "./text.ts";

/** How many resources have which action or outcome. */
export interface PlanSummary extends Readonly<Record<Action, number>> {
	readonly waiting: number;
	readonly blocked: number;
	readonly inSync: number;
	/** Orphans have an outcome too, so they are also counted under it. */
	readonly orphans: number;
}

/** Counts a plan's resources. */
export function summarize(plan: Plan): PlanSummary {
	const of = (outcome: Outcome) => plan.items.filter(({ verdict }) => verdict.outcome === outcome).length;
	const acting = (action: Action) =>
		plan.items.filter(({ verdict }) => verdict.outcome === "action" && verdict.action === action).length;
	return {
		...(Object.fromEntries(actions.map((action) => [action, acting(action)])) as Record<Action, number>),
		waiting: of("waiting"),
		blocked: of("blocked"),
		inSync: of("in sync"),
		orphans: plan.items.filter(({ orphan }) => orphan).length,
	};
}

/** Whether no resource of the plan has an action, waits or is blocked. */
export function isQuiet(summary: PlanSummary): boolean {
	return actions.every((action) => summary[action] === 0) && summary.waiting + summary.blocked === 0;
}

/** `1 to create, 4 to update; 2 services will deploy; 4 waiting, 2 blocked, 147 in sync`; zero counts are left out. */
export function summaryText(summary: PlanSummary): string {
	const toDo = actions.filter((action) => action !== "deploy" && summary[action] > 0);
	const { deploy, waiting, blocked, inSync, orphans } = summary;
	return [
		toDo.map((action) => `${summary[action]} to ${action}`),
		deploy > 0 ? [`${counted(deploy, "service")} will deploy`] : [],
		[
			...(waiting > 0 ? [`${waiting} waiting`] : []),
			...(blocked > 0 ? [`${blocked} blocked`] : []),
			`${inSync} in sync`,
			...(orphans > 0 ? [counted(orphans, "orphan")] : []),
		],
	]
		.filter((part) => part.length > 0)
		.map((part) => part.join(", "))
		.join("; ");
}
