/**
 * One reconcile: observe, plan, execute, record. It keeps observations and sent calls in memory and writes nothing to
 * disk, so a process killed at any point can restart safely.
 */
import { type Moment, momentOn, wasSetSince } from "../lib/clock.ts";
import type { Identity } from "../model/identity.ts";
import type { Plan } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import { withDependencies } from "./dependencies.ts";
import { execute, type SentCall } from "./execute.ts";
import { observe, record, recordBug } from "./observe.ts";
import { pollOperations } from "./operations.ts";
import { inOrder } from "./order.ts";
import { type ObservedDue, planObserved } from "./plan-observed.ts";
import type { AbandonedReconcile, ObservedPlan, ReconcileInput, ReconcileResult } from "./reconcile-input.ts";

/** How a reconcile sends its calls. `signal` stops it between two calls. */
interface ReconcileOptions extends Pick<Parameters<typeof execute>[2], "most" | "signal" | "onSent"> {
	/** Whether the plan still matches the current manifests. */
	readonly isInForce: () => boolean;
}

/** Runs one reconcile. */
export async function reconcile(
	given: ReconcileInput,
	options: ReconcileOptions,
): Promise<ReconcileResult | AbandonedReconcile> {
	const input = { ...given, signal: options.signal };
	const accountEpoch = input.account.epoch();
	const began = momentOn(input.clock);

	const observed = await observeDue(input);
	const planned = await planObserved(input, observed);
	if (options.signal.aborted) return { abandonedBecause: because("Interrupted") };
	if ("abandonedBecause" in planned) return planned;
	const sent = await executePlan(input, planned.plan, options, { accountEpoch, began });
	if (input.account.epoch() !== accountEpoch) return { abandonedBecause: because("AccountUnconfirmed") };
	recordOperations(input, sent);
	return { ...planned, sent };
}

/** Observes and plans without writing, as `evenkeel plan` does. */
export async function observeAndPlan(input: ReconcileInput): Promise<ObservedPlan | AbandonedReconcile> {
	return planObserved(input, await observeDue(input));
}

/** Observes due resources with their dependencies, and records the results of operations that earlier calls started. */
async function observeDue(given: ReconcileInput): Promise<ObservedDue> {
	const { due: all, bugs } = withDependencies(given);
	const input = { ...given, due: all };
	if (input.fullResync) Object.assign(input.listing, { incomplete: undefined, atMs: input.clock.now() });
	const { failed, busy, ended } = await pollOperations({ ...input, read: input.aws.read });
	for (const [identity, createdRef] of ended) if (createdRef) input.observedState.noteCreated(identity, createdRef);
	for (const { identity } of failed) countAttempt(input, identity);
	const failedNow = new Set(failed.map(({ identity }) => identity));
	const due = new Set([...all].filter((identity) => !failedNow.has(identity)));
	// Recorded before observing, so that referrers find the resource busy instead of absent or unknown.
	for (const [identity, observation] of busy) record(input, identity, observation);
	const newlyObserved = input.desired.resources.filter(({ identity }) => !input.observedState.get(identity));
	await observe(input, new Set([...due].filter((identity) => !busy.has(identity))), { fullResync: input.fullResync });
	for (const bug of bugs) recordBug(input, bug);
	for (const identity of ended.keys()) {
		if (input.observedState.get(identity)?.observation.status === "absent") countAttempt(input, identity);
	}
	return { due, failed, newlyObserved };
}

/**
 * Counts a failed creation. The count is part of the idempotency token, because AWS repeats its old response for a
 * reused token.
 */
function countAttempt({ attempts }: ReconcileInput, identity: Identity): void {
	attempts.set(identity, (attempts.get(identity) ?? 0) + 1);
}

/** Maximum age of a plan whose calls may be sent, in milliseconds. */
export const maxPlanAgeMs = 300_000;

/** Sends the calls of a plan while it is valid. */
function executePlan(
	{ aws, kinds, clock, account, pauseAt }: ReconcileInput,
	plan: Plan,
	{ isInForce, ...options }: ReconcileOptions,
	{ accountEpoch, began }: { readonly accountEpoch: number; readonly began: Moment },
): Promise<readonly SentCall[]> {
	// The age counts from here, so that slow observations cannot prevent all writes.
	const plannedAtMs = clock.now();
	return execute(aws, inOrder(kinds, plan), {
		...options,
		clock,
		secrets: plan.secrets,
		stillWanted: () => {
			// If the machine slept, observations are stale. If the wall clock was changed, a resource's suspension may
			// seem to have expired.
			const isFresh = clock.now() - plannedAtMs < maxPlanAgeMs && !wasSetSince(clock, began);
			return isInForce() && isFresh && !pauseAt(clock.wallMs()) && account.epoch() === accountEpoch;
		},
	});
}

/** Records created resources and the asynchronous operations that calls have started. */
function recordOperations({ operations, observedState }: ReconcileInput, sent: readonly SentCall[]): void {
	for (const { identity, call, operationId, createdRef, atMs } of sent) {
		if (createdRef) observedState.noteCreated(identity, createdRef);
		if (operationId) operations.set(identity, { operationId, operation: call.operation, startedAtMs: atMs });
	}
}
