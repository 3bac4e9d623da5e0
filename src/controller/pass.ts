/**
 * One pass: look at what is due, plan, send. Nothing of a pass outlives it but what was seen and what was sent, so a process
 * that is killed anywhere in it starts again without a trace.
 */
import type { Aws } from "../aws/client.ts";
import { type Moment, momentOn, wasSetSince } from "../lib/clock.ts";
import { internalError } from "../model/bug.ts";
import type { Mismatches } from "../model/discovery.ts";
import type { Hold } from "../model/hold.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import { revisionedKinds } from "../model/kinds.ts";
import { byIdentity, type Resource } from "../model/manifest.ts";
import { callsOf, type Item, lookUpsOf, type Plan, type PlanWithBugs, type Verdict } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import { suspendedTag } from "../model/tags.ts";
import { makePlan } from "../plan/plan.ts";
import type { AccountWatch } from "./account-watch.ts";
import { execute, type SentCall } from "./execute.ts";
import { needsOf } from "./needs.ts";
import { type ObserveInput, observe, record } from "./observe.ts";
import { type FailedOperation, pollOperations } from "./operations.ts";
import { inOrder } from "./order.ts";
import type { Preflight } from "./preflight.ts";
import type { Settling } from "./settling.ts";

/** What a pass is made from. What was seen and what is under way outlives it; the loop keeps that. */
export interface PassInput extends ObserveInput {
	readonly aws: Aws;
	/** How often creating each resource came to nothing, for request ids; counted up here. */
	readonly attempts: Map<Identity, number>;
	/** Also list everything, so that orphans are found. */
	readonly sweep: boolean;
	/** Resources whose last manifest kept evenkeel's hands off them. */
	readonly retained: ReadonlySet<Identity>;
	/** What tasks, instances and records disagree in, as it is known when the pass begins. */
	readonly mismatches?: Mismatches;
	/** What is known of what calls need, and who looks it up; absent where nobody does. */
	readonly preflight?: Preflight;
	/** What the folder has said only lately; absent where a plan is only shown. */
	readonly settling?: Settling;
	/** What keeps all calls back at that time, milliseconds since the epoch by the machine's clock. */
	readonly holdAt: (wallMs: number) => Hold | undefined;
	/** Why a call is not sent now, though it is wanted: its like was taken a moment ago. */
	readonly holdBack: (item: Item) => Reason | undefined;
	/** Whether what was read and what will be written is the right account's. */
	readonly account: Pick<AccountWatch, "doubt" | "era">;
	/** Ends what is looked up before calls. */
	readonly signal?: AbortSignal | undefined;
}

/** A pass that counts for nothing, and why: another account may have answered, or the end came before its first call. */
export interface Doubted {
	readonly doubt: Reason;
}

/** What a pass has seen, and what follows from it. */
export interface Looked {
	readonly plan: Plan;
	/** Operations that ended badly since the last pass. */
	readonly failed: readonly FailedOperation[];
}

/**
 * Looks and plans, and writes nothing: this alone is what `evenkeel plan` does. Where another account may have answered, nothing
 * was seen.
 */
export async function look(input: PassInput): Promise<Looked | Doubted> {
	if (input.sweep) Object.assign(input.listing, { incomplete: undefined, atMs: input.clock.now() });
	const { failed, busy, ended } = await pollOperations({ ...input, read: input.aws.read });
	for (const { identity } of failed) countAttempt(input, identity);
	const failedNow = new Set(failed.map(({ identity }) => identity));
	const due = new Set([...input.due].filter((identity) => !failedNow.has(identity)));
	// Before anything is observed, so that what refers to a resource in the making finds it neither there nor unknown.
	for (const [identity, sight] of busy) record(input, identity, sight);
	const neverSeen = input.desired.resources.filter(({ identity }) => !input.world.get(identity));
	await observe(input, new Set([...due].filter((identity) => !busy.has(identity))), { sweep: input.sweep });
	for (const identity of ended) {
		if (input.world.get(identity)?.sight.status === "absent") countAttempt(input, identity);
	}
	let plan = planNow(input, due);
	const unsure = new Set([...tagsUnread(input, plan), ...seenTooEarly(input, plan, neverSeen)]);
	if (unsure.size > 0) {
		await observe(input, unsure, { sweep: false, freshTags: unsure });
		plan = planNow(input, due);
	}
	const writes = callsOf(plan).map(({ call }) => call.operation);
	const doubt = await input.account.doubt(writes);
	if (doubt !== undefined) return { doubt };
	return { plan: await lookUp(input, due, plan), failed };
}

/** For how long a pass looks up what its calls need; what is left then is looked up by the next one. */
const lookUpMs = 5_000;

/** What waits to be looked up is, and the plan is made again, until none does: what is missing gives its turn to another. */
async function lookUp(input: PassInput, due: ReadonlySet<Identity>, first: Plan): Promise<Plan> {
	const { preflight, clock } = input;
	const endMs = clock.now() + lookUpMs;
	let plan = first;
	while (preflight && clock.now() < endMs) {
		const wanted = lookUpsOf(plan);
		if (wanted.length === 0) return plan;
		for (const cause of await preflight.lookUp(wanted, endMs, input.signal)) {
			input.onWarning(because("PreflightIncomplete", { cause }));
		}
		plan = planNow(input, due);
	}
	return plan;
}

/** For how long a plan may be acted upon: what it was made from gets old. */
export const longestPlanMs = 300_000;

/** What a pass has seen, and the calls that it sent. */
export interface PassResult extends Looked {
	readonly sent: readonly SentCall[];
}

/** A whole pass. `signal` stops it between two calls. */
export async function runPass(
	input: PassInput,
	{
		isInForce,
		...options
	}: Pick<Parameters<typeof execute>[2], "most" | "signal" | "onSent"> & {
		/** Whether the folder still says what the plan follows from. */
		readonly isInForce: () => boolean;
	},
): Promise<PassResult | Doubted> {
	const { clock, aws, kinds, account } = input;
	const era = account.era();
	// A machine that was suspended meanwhile may have seen something long ago, and a clock that was set may have ended a suspension.
	const began = momentOn(clock);
	const looked = await look({ ...input, signal: options.signal });
	if (options.signal.aborted) return { doubt: because("Interrupted") };
	if ("doubt" in looked) return looked;
	// From here on, since looks that take long must not keep anything from ever being done.
	const plannedAtMs = clock.now();
	const sent = await execute(aws, inOrder(kinds, looked.plan), {
		...options,
		clock,
		secrets: looked.plan.secrets,
		stillWanted: () => {
			const isFresh = clock.now() - plannedAtMs < longestPlanMs && !wasSetSince(clock, began);
			return isInForce() && isFresh && !input.holdAt(clock.wallMs()) && account.era() === era;
		},
	});
	if (account.era() !== era) return { doubt: because("AccountUnconfirmed") };
	for (const { identity, call, operationId, atMs } of sent) {
		if (operationId) input.operations.set(identity, { operationId, operation: call.operation, startedAtMs: atMs });
	}
	return { ...looked, sent };
}

/** A creation that came to nothing is tried under another request id, since AWS answers for the old one with what it knows. */
function countAttempt({ attempts }: PassInput, identity: Identity): void {
	attempts.set(identity, (attempts.get(identity) ?? 0) + 1);
}

function planNow(input: PassInput, due: ReadonlySet<Identity>): Plan {
	const { incomplete, atMs: listedAtMs } = input.listing;
	const now = momentOn(input.clock);
	const hold = input.holdAt(now.wallMs);
	const { items, ...rest } = withoutBugs(input, () =>
		makePlan({
			...{ ...input, due },
			...(incomplete ? { incomplete } : {}),
			...(listedAtMs !== undefined ? { listedAtMs } : {}),
			...(hold ? { hold: evenly(hold, now) } : {}),
			...(input.settling ? { unsettled: input.settling.unsettled() } : {}),
			...(input.preflight ? { findings: input.preflight.findings(now.atMs) } : {}),
		}),
	);
	return {
		...rest,
		items: items.map((item) => {
			const reason = item.verdict.outcome === "call" ? input.holdBack(item) : undefined;
			return reason ? { ...item, verdict: { outcome: "wait", reason } } : item;
		}),
	};
}

/** A plan in which no bug comes up any more: what one came up with counts as not observed. */
function withoutBugs(input: PassInput, plan: () => PlanWithBugs): Plan {
	const stopped = new Set<Identity>();
	for (;;) {
		const { bugs, ...planned } = plan();
		if (bugs.length === 0) return planned;
		for (const bug of bugs) {
			// Nothing of a kind is asked about what was not observed, so this is a bug of the engine, and nothing can be planned.
			if (stopped.has(bug.identity)) throw bug.error;
			stopped.add(bug.identity);
			input.onBug(bug);
			record(input, bug.identity, { status: "unknown", reason: internalError(bug) });
		}
	}
}

/** The hold with its end as a time of `Clock.now`. */
function evenly(hold: Hold, { atMs, wallMs }: Moment): Hold {
	return hold.untilMs === undefined ? hold : { ...hold, untilMs: atMs + (hold.untilMs - wallMs) };
}

/**
 * Existing resources whose plan rests on tags of an earlier pass: where a call is planned, whose are they today? And what a
 * tag has suspended may have been resumed since.
 */
function tagsUnread({ world, pass }: PassInput, plan: Plan): ReadonlySet<Identity> {
	const unsure = plan.items.filter(({ identity, verdict, health }) => {
		const sight = world.get(identity)?.sight;
		if (sight?.status !== "present" || sight.observed.tagsPass === pass) return false;
		const suspended = health.status === "Suspended" && suspendedTag in (sight.observed.tags ?? {});
		return asksForCall(verdict) || suspended;
	});
	return new Set(unsure.map(({ identity }) => identity));
}

/**
 * Existing resources of which every change makes a new object, where a call is planned and something that refers to them was seen
 * for the first time in this pass, after them: it may hold the very object that is wanted.
 */
function seenTooEarly(
	{ kinds, desired, world }: PassInput,
	{ items }: Plan,
	neverSeen: readonly Resource[],
): readonly Identity[] {
	const revisioned = revisionedKinds(kinds);
	const changing = items.filter(
		({ identity, verdict, exists }) => exists && asksForCall(verdict) && revisioned.has(kindOf(identity)),
	);
	if (changing.length === 0) return [];
	const needs = new Set(
		neverSeen
			.filter(({ identity }) => world.get(identity)?.sight.status === "present")
			.flatMap(({ identity }) => needsOf(kinds, byIdentity(desired.resources), identity)),
	);
	const referred = new Set([...needs].flat());
	return changing.map(({ identity }) => identity).filter((identity) => referred.has(identity));
}

/** Whether a call is planned, though what it names may still have to be looked up. */
function asksForCall(verdict: Verdict): boolean {
	return verdict.outcome === "call" || (verdict.outcome === "wait" && verdict.lookUps !== undefined);
}
