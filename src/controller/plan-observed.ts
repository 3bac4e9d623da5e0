/**
 * The plan stage of a pass: the plan that follows from what was observed. Where it rests on something that may be older, that is
 * observed again and the plan is made again; where a kind throws, the plan is made without the resource that it threw for.
 */
import { type Moment, momentOn } from "../lib/clock.ts";
import type { Hold } from "../model/hold.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import { revisionedKinds } from "../model/kinds.ts";
import { byIdentity, type Resource } from "../model/manifest.ts";
import { callsOf, lookUpsOf, type Plan, type PlanWithBugs, type Verdict } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import { suspendedTag } from "../model/tags.ts";
import { taggedFor } from "../plan/ownership.ts";
import { makePlan } from "../plan/plan.ts";
import { needsOf } from "./needs.ts";
import { observe, recordBug } from "./observe.ts";
import type { FailedOperation } from "./operations.ts";
import type { Doubted, Looked, PassInput } from "./pass-input.ts";

/** What the observe stage of a pass hands to the plan stage, besides the world. */
export interface ObservedDue {
	/** What the plan is about. */
	readonly due: ReadonlySet<Identity>;
	/** Operations that ended badly since the last pass. */
	readonly failed: readonly FailedOperation[];
	/** Resources that were observed in this pass for the first time. */
	readonly neverSeen: readonly Resource[];
}

/** The plan of a pass. Where another account may have answered, nothing was seen. */
export async function planObserved(
	input: PassInput,
	{ due, failed, neverSeen }: ObservedDue,
): Promise<Looked | Doubted> {
	let plan = planNow(input, due);
	const unsure = new Set([...tagsUnread(input, plan), ...seenTooEarly(input, plan, neverSeen)]);
	if (unsure.size > 0) {
		await observe(input, unsure, { sweep: false, freshTags: unsure });
		plan = planNow(input, due);
	}
	const writes = callsOf(plan).map(({ call }) => call.operation);
	const doubt = await input.account.doubt(writes);
	if (doubt !== undefined) return { doubt };
	return { due, plan: await lookUp(input, due, plan), failed };
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
			recordBug(input, bug);
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
function tagsUnread({ world, kinds, pass }: PassInput, plan: Plan): ReadonlySet<Identity> {
	const unsure = plan.items.flatMap(({ identity, verdict, health }) => {
		const tagged = taggedFor(identity, { world, kinds });
		const sight = world.get(tagged)?.sight;
		if (sight?.status !== "present" || sight.observed.tagsPass === pass) return [];
		const suspended = health.status === "Suspended" && suspendedTag in (sight.observed.tags ?? {});
		return asksForCall(verdict) || suspended ? [tagged] : [];
	});
	return new Set(unsure);
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
			.flatMap(({ identity }) => needsOf(kinds, byIdentity(desired.resources), identity).lists),
	);
	const referred = new Set([...needs].flat());
	return changing.map(({ identity }) => identity).filter((identity) => referred.has(identity));
}

/** Whether a call is planned, though what it names may still have to be looked up. */
function asksForCall(verdict: Verdict): boolean {
	return verdict.outcome === "call" || (verdict.outcome === "wait" && verdict.lookUps !== undefined);
}
