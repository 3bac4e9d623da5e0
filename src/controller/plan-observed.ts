/**
 * The plan stage of a reconcile. If the plan depends on an older observation, the resource is observed and planned
 * again; if a kind throws, the plan is made without the affected resource.
 */
import { type Moment, momentOn } from "../lib/clock.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import { revisionedKinds } from "../model/kinds.ts";
import { byIdentity, type Resource } from "../model/manifest.ts";
import type { Pause } from "../model/pause.ts";
import { callsOf, lookupsOf, type Plan, type PlanWithBugs, type Verdict } from "../model/plan.ts";
import { because } from "../model/reason.ts";
import { suspendedTag } from "../model/tags.ts";
import { taggedFor } from "../plan/ownership.ts";
import { makePlan } from "../plan/plan.ts";
import { dependenciesOf } from "./dependencies.ts";
import { observe, recordBug } from "./observe.ts";
import type { FailedOperation } from "./operations.ts";
import type { AbandonedReconcile, ObservedPlan, ReconcileInput } from "./reconcile-input.ts";

/** The result of the observe stage, besides the observed state. */
export interface ObservedDue {
	/** The resources to plan. */
	readonly due: ReadonlySet<Identity>;
	/** Operations that have failed since the last reconcile. */
	readonly failed: readonly FailedOperation[];
	/** Resources that this reconcile observed for the first time. */
	readonly newlyObserved: readonly Resource[];
}

/** Makes the plan of a reconcile. If another account may have answered, the observations are discarded. */
export async function planObserved(
	input: ReconcileInput,
	{ due, failed, newlyObserved }: ObservedDue,
): Promise<ObservedPlan | AbandonedReconcile> {
	let plan = planNow(input, due);
	const unsure = new Set([...tagsUnread(input, plan), ...observedTooEarly(input, plan, newlyObserved)]);
	if (unsure.size > 0) {
		await observe(input, unsure, { fullResync: false, freshTags: unsure });
		plan = planNow(input, due);
	}
	const writes = callsOf(plan).map(({ call }) => call.operation);
	const doubt = await input.account.doubt(writes);
	if (doubt !== undefined) return { abandonedBecause: doubt };
	return { due, plan: await lookUp(input, due, plan), failed };
}

/** Time limit for preflight lookups in one reconcile; the next one continues with the rest. */
const lookUpMs = 5_000;

/**
 * Runs the pending lookups and plans again until none is pending: an action whose prerequisite is missing lets another
 * one proceed.
 */
async function lookUp(input: ReconcileInput, due: ReadonlySet<Identity>, first: Plan): Promise<Plan> {
	const { preflight, clock } = input;
	const endMs = clock.now() + lookUpMs;
	let plan = first;
	while (preflight && clock.now() < endMs) {
		const wanted = lookupsOf(plan);
		if (wanted.length === 0) return plan;
		for (const cause of await preflight.lookUp(wanted, endMs, input.signal)) {
			input.onWarning(because("PreflightIncomplete", { cause }));
		}
		plan = planNow(input, due);
	}
	return plan;
}

function planNow(input: ReconcileInput, due: ReadonlySet<Identity>): Plan {
	const { incomplete, atMs: listedAtMs } = input.listing;
	const now = momentOn(input.clock);
	const pause = input.pauseAt(now.wallMs);
	const { items, ...rest } = withoutBugs(input, () =>
		makePlan({
			...{ ...input, due },
			...(incomplete ? { incomplete } : {}),
			...(listedAtMs !== undefined ? { listedAtMs } : {}),
			...(pause ? { pause: evenly(pause, now) } : {}),
			...(input.removalAge ? { recentChanges: input.removalAge.recentChanges() } : {}),
			...(input.preflight ? { findings: input.preflight.findings(now.atMs) } : {}),
		}),
	);
	return {
		...rest,
		items: items.map((item) => {
			const reason = item.verdict.outcome === "action" ? input.deferral(item) : undefined;
			return reason ? { ...item, verdict: { outcome: "waiting", reason } } : item;
		}),
	};
}

/** Plans without the resources affected by bugs, which count as not observed. */
function withoutBugs(input: ReconcileInput, plan: () => PlanWithBugs): Plan {
	const stopped = new Set<Identity>();
	for (;;) {
		const { bugs, ...planned } = plan();
		if (bugs.length === 0) return planned;
		for (const bug of bugs) {
			// Kinds are not called for unobserved resources, so this is a bug of the engine and planning cannot
			// continue.
			if (stopped.has(bug.identity)) throw bug.error;
			stopped.add(bug.identity);
			recordBug(input, bug);
		}
	}
}

/** The pause, with its end converted to `Clock.now` time. */
function evenly(pause: Pause, { atMs, wallMs }: Moment): Pause {
	return pause.untilMs === undefined ? pause : { ...pause, untilMs: atMs + (pause.untilMs - wallMs) };
}

/**
 * Existing resources whose plan rests on tags from an earlier reconcile: an action requires current ownership, and a
 * suspension by tag may have ended.
 */
function tagsUnread({ observedState, kinds, reconcileId }: ReconcileInput, plan: Plan): ReadonlySet<Identity> {
	const unsure = plan.items.flatMap(({ identity, verdict, health }) => {
		const tagged = taggedFor(identity, { observedState, kinds });
		const observation = observedState.get(tagged)?.observation;
		if (observation?.status !== "present" || observation.observed.tagsReconcileId === reconcileId) return [];
		const suspended = health.status === "Suspended" && suspendedTag in (observation.observed.tags ?? {});
		return asksForCall(verdict) || suspended ? [tagged] : [];
	});
	return new Set(unsure);
}

/**
 * Existing revisioned resources with a planned action, if a referrer was first observed in this reconcile after them:
 * it may already use the wanted revision.
 */
function observedTooEarly(
	{ kinds, desired, observedState }: ReconcileInput,
	{ items }: Plan,
	newlyObserved: readonly Resource[],
): readonly Identity[] {
	const revisioned = revisionedKinds(kinds);
	const changing = items.filter(
		({ identity, verdict, exists }) => exists && asksForCall(verdict) && revisioned.has(kindOf(identity)),
	);
	if (changing.length === 0) return [];
	const needs = new Set(
		newlyObserved
			.filter(({ identity }) => observedState.get(identity)?.observation.status === "present")
			.flatMap(({ identity }) => dependenciesOf(kinds, byIdentity(desired.resources), identity).lists),
	);
	const referred = new Set([...needs].flat());
	return changing.map(({ identity }) => identity).filter((identity) => referred.has(identity));
}

/** Whether an action is planned, even if it still waits for preflight lookups. */
function asksForCall(verdict: Verdict): boolean {
	return verdict.outcome === "action" || (verdict.outcome === "waiting" && verdict.lookups !== undefined);
}
