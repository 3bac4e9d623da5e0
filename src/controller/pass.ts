/**
 * One pass: observe, plan, execute, record. Nothing of a pass outlives it but what was seen and what was sent, so a process
 * that is killed anywhere in it starts again without a trace.
 */
import { type Moment, momentOn, wasSetSince } from "../lib/clock.ts";
import type { Identity } from "../model/identity.ts";
import type { Plan } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import { execute, type SentCall } from "./execute.ts";
import { withNeeds } from "./needs.ts";
import { observe, record, recordBug } from "./observe.ts";
import { pollOperations } from "./operations.ts";
import { inOrder } from "./order.ts";
import type { Doubted, Looked, PassInput, PassResult } from "./pass-input.ts";
import { type ObservedDue, planObserved } from "./plan-observed.ts";

/** How a pass sends its calls. `signal` ends it between two of them. */
interface PassOptions extends Pick<Parameters<typeof execute>[2], "most" | "signal" | "onSent"> {
	/** Whether the folder still says what the plan follows from. */
	readonly isInForce: () => boolean;
}

/** A whole pass. */
export async function runPass(given: PassInput, options: PassOptions): Promise<PassResult | Doubted> {
	const input = { ...given, signal: options.signal };
	const era = input.account.era();
	const began = momentOn(input.clock);

	const observed = await observeDue(input);
	const planned = await planObserved(input, observed);
	if (options.signal.aborted) return { doubt: because("Interrupted") };
	if ("doubt" in planned) return planned;
	const sent = await executePlan(input, planned.plan, options, { era, began });
	if (input.account.era() !== era) return { doubt: because("AccountUnconfirmed") };
	recordOperations(input, sent);
	return { ...planned, sent };
}

/** Observes and plans, and writes nothing: this alone is what `evenkeel plan` does. */
export async function look(input: PassInput): Promise<Looked | Doubted> {
	return planObserved(input, await observeDue(input));
}

/** Observes what is due with what that needs, and takes down how the operations that earlier calls started have ended. */
async function observeDue(given: PassInput): Promise<ObservedDue> {
	const { due: all, bugs } = withNeeds(given);
	const input = { ...given, due: all };
	if (input.sweep) Object.assign(input.listing, { incomplete: undefined, atMs: input.clock.now() });
	const { failed, busy, ended } = await pollOperations({ ...input, read: input.aws.read });
	for (const [identity, made] of ended) if (made) input.world.noteMade(identity, made);
	for (const { identity } of failed) countAttempt(input, identity);
	const failedNow = new Set(failed.map(({ identity }) => identity));
	const due = new Set([...all].filter((identity) => !failedNow.has(identity)));
	// Before anything is observed, so that what refers to a resource in the making finds it neither there nor unknown.
	for (const [identity, sight] of busy) record(input, identity, sight);
	const neverSeen = input.desired.resources.filter(({ identity }) => !input.world.get(identity));
	await observe(input, new Set([...due].filter((identity) => !busy.has(identity))), { sweep: input.sweep });
	for (const bug of bugs) recordBug(input, bug);
	for (const identity of ended.keys()) {
		if (input.world.get(identity)?.sight.status === "absent") countAttempt(input, identity);
	}
	return { due, failed, neverSeen };
}

/** A creation that came to nothing is tried under another request id, since AWS answers for the old one with what it knows. */
function countAttempt({ attempts }: PassInput, identity: Identity): void {
	attempts.set(identity, (attempts.get(identity) ?? 0) + 1);
}

/** For how long a plan may be acted upon: what it was made from gets old. */
export const longestPlanMs = 300_000;

/** Sends the calls of a plan, for as long as it may be acted upon. */
function executePlan(
	{ aws, kinds, clock, account, holdAt }: PassInput,
	plan: Plan,
	{ isInForce, ...options }: PassOptions,
	{ era, began }: { readonly era: number; readonly began: Moment },
): Promise<readonly SentCall[]> {
	// From here on, since looks that take long must not keep anything from ever being done.
	const plannedAtMs = clock.now();
	return execute(aws, inOrder(kinds, plan), {
		...options,
		clock,
		secrets: plan.secrets,
		stillWanted: () => {
			// A machine that was suspended meanwhile may have seen something long ago, and a clock that was set may have ended a suspension.
			const isFresh = clock.now() - plannedAtMs < longestPlanMs && !wasSetSince(clock, began);
			return isInForce() && isFresh && !holdAt(clock.wallMs()) && account.era() === era;
		},
	});
}

/** Remembers what calls have made and the operations that they have started. */
function recordOperations({ operations, world }: PassInput, sent: readonly SentCall[]): void {
	for (const { identity, call, operationId, made, atMs } of sent) {
		if (made) world.noteMade(identity, made);
		if (operationId) operations.set(identity, { operationId, operation: call.operation, startedAtMs: atMs });
	}
}
