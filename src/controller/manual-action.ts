/**
 * Runs a manual action: a full observation, so that ownership rests on current tags, then a plan that sets or removes
 * tags, then the calls. A running controller reads the tags in its next reconcile.
 */

import type { Aws } from "../aws/client.ts";
import { momentOn, type WallClock, wasSetSince } from "../lib/clock.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired } from "../model/manifest.ts";
import { callsOf, type Plan } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import { type ManualAction, planManualAction } from "../plan/manual-action.ts";
import { createAccountGuard } from "./account-guard.ts";
import { execute, type SentCall } from "./execute.ts";
import { planOnce } from "./plan-once.ts";
import { maxPlanAgeMs } from "./reconcile.ts";

/** The plan, and the calls that were sent. */
export type ManualActionResult =
	| { readonly plan: Plan; readonly sent: readonly SentCall[] }
	/** Why nothing was planned. */
	| { readonly stopped: Reason };

/** Plans the action for the resources that `selectors` match, and sends the calls unless `dryRun` is set. */
export async function runManualAction(input: {
	readonly kinds: Kinds;
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly desired: Desired;
	readonly selectors: readonly string[];
	readonly manualAction: ManualAction;
	readonly dryRun: boolean;
	readonly signal: AbortSignal;
}): Promise<ManualActionResult> {
	const { clock, signal } = input;
	const account = createAccountGuard(input);
	const seen = await planOnce({ ...input, account });
	if ("stopped" in seen) return seen;
	const plan = planManualAction({ ...input, ...seen }, input.selectors, input.manualAction);
	if (input.dryRun) return { plan, sent: [] };
	const planned = momentOn(clock);
	const accountEpoch = account.epoch();
	const calls = callsOf(plan);
	const sent = await execute(account.aws, calls, {
		clock,
		signal,
		most: calls.length,
		secrets: input.desired.secrets,
		stillWanted: () =>
			clock.now() - planned.atMs < maxPlanAgeMs && !wasSetSince(clock, planned) && account.epoch() === accountEpoch,
		onSent: () => {},
	});
	return { plan, sent };
}
