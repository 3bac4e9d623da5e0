/** Observes everything once and plans from it, for `evenkeel plan` and manual actions. Nothing is written to AWS. */
import type { Aws } from "../aws/client.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { ImageSource } from "../images/image-source.ts";
import type { WallClock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired } from "../model/manifest.ts";
import type { ObservedState } from "../model/observed-state.ts";
import type { Plan } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import { windowState } from "../plan/windows.ts";
import { noAnswer } from "./account.ts";
import { type AccountGuard, createAccountGuard } from "./account-guard.ts";
import type { Listing } from "./observe.ts";
import { createObservedStateStore } from "./observed-state-store.ts";
import { createPreflight } from "./preflight.ts";
import { observeAndPlan } from "./reconcile.ts";

/** The observed state and the plan that follows from it. */
export type PlannedOnce =
	| {
			readonly plan: Plan;
			readonly observedState: ObservedState;
			/** Why a list is incomplete. */
			readonly incomplete?: Reason;
	  }
	/** Why nothing was planned. */
	| { readonly stopped: Reason };

const interrupted = because("Interrupted");

/** Observes all declared resources, listed deletions and every existing resource, then plans. */
export async function planOnce(input: {
	readonly kinds: Kinds;
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly desired: Desired;
	/** Sources for the environment's `preflight` checks; absent to skip them. */
	readonly lookUp?: { readonly random: Random; readonly imageSource?: ImageSource };
	/** The account guard to use, if the caller sends further requests. */
	readonly account?: AccountGuard;
	readonly onWarning?: (warning: Reason) => void;
	readonly onBug?: (bug: Bug) => void;
	/** Aborts the observation. */
	readonly signal?: AbortSignal | undefined;
}): Promise<PlannedOnce> {
	const { desired, clock, lookUp, signal, account = createAccountGuard(input) } = input;
	const { aws } = account;
	try {
		const isRight = await account.isRight(desired.environment);
		if (signal?.aborted) return { stopped: interrupted };
		if (!isRight) return { stopped: account.stopped() ?? because("AccountUnconfirmed") };
		account.begin();
		const declared = desired.resources.map(({ identity }) => identity);
		const observedState = createObservedStateStore();
		const listing: Listing = { incomplete: undefined };
		const observedPlan = await observeAndPlan({
			...{ onWarning: () => {}, onBug: () => {} },
			...input,
			...{ aws, account, observedState },
			operations: new Map(),
			attempts: new Map(),
			reconcileId: 1,
			due: new Set([...declared, ...desired.environment.deletions]),
			fullResync: true,
			listing,
			retained: new Set(),
			pauseAt: (nowMs) => windowState(desired.environment.windows, nowMs).pause,
			deferral: () => undefined,
			...(lookUp
				? { preflight: createPreflight({ ...lookUp, clock, lookups: aws.lookups, answering: account.answering }) }
				: {}),
		});
		if (signal?.aborted) return { stopped: interrupted };
		if ("abandonedBecause" in observedPlan) return { stopped: observedPlan.abandonedBecause };
		return {
			plan: observedPlan.plan,
			observedState,
			...(listing.incomplete === undefined ? {} : { incomplete: listing.incomplete }),
		};
	} catch (failure) {
		if (!(failure instanceof AwsFailure)) throw failure;
		return { stopped: signal?.aborted ? interrupted : noAnswer(failure) };
	}
}
