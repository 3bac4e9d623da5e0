/**
 * Makes the plan of one reconcile from the desired and the observed state. Pure. Each resource is planned on its own,
 * never from the plan of another one, so the order does not matter.
 */
import { BugIn, inTurnOf, internalError } from "../model/bug.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import { byIdentity, type Resource } from "../model/manifest.ts";
import type { Item, PlanWithBugs } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { PlanContext, PlanInput } from "./context.ts";
import { type Orphan, permissions } from "./deletion.ts";
import { unobservedPart } from "./observed.ts";
import { absentOrphan, planOrphan } from "./orphan.ts";
import { ownershipOf } from "./ownership.ts";
import { withoutCalls } from "./paused.ts";
import { withoutMissing, withoutUnasked } from "./preflight.ts";
import { planResource } from "./resource.ts";
import { governRollouts } from "./rollouts.ts";
import { withoutSecretDrift } from "./secrets.ts";

/**
 * Plans everything that is due. The result does not depend on the order of manifests. If bugs occurred, the caller must
 * mark the affected resources as not observed and plan again; it must not send any call of this plan.
 */
export function makePlan(input: PlanInput): PlanWithBugs {
	const context = planContext(input);
	const { declared } = context;
	const planned = new Map<Identity, Item>();
	const bugs: PlanWithBugs["bugs"][number][] = [];
	const orStopped: OrStopped = (identity, plan, isOrphan) => {
		try {
			planned.set(identity, inTurnOf(identity, plan));
		} catch (error) {
			const bug = bugOf(error);
			bugs.push(bug);
			planned.set(identity, stopped(identity, internalError(bug), isOrphan));
		}
	};
	for (const identity of input.due) {
		const resource = declared.get(identity);
		if (!resource) continue;
		input.kinds.of(identity)?.((kind) =>
			orStopped(identity, () => planResource(kind, ofKind(resource), context), false),
		);
	}
	planOrphans(context, planned, orStopped);
	const items = [...planned.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1));
	if (bugs.length > 0) return { items, bugs };
	try {
		const allowed = withoutCalls(governRollouts(withoutMissing(items, context), context), input.pause);
		// Last, so that nothing is looked up for a call that would not be sent.
		const { secrets } = input.desired;
		const shown = withoutSecretDrift(withoutUnasked(allowed, context), secrets);
		return { items: shown, bugs, ...(secrets ? { secrets } : {}) };
	} catch (error) {
		return { items, bugs: [bugOf(error)] };
	}
}

/** The context in which each resource is planned. */
export function planContext(input: PlanInput): PlanContext {
	return { input, declared: byIdentity(input.desired.resources), unobserved: unobservedPart(input) };
}

/** Plans one resource, or records the bug that stops it. */
type OrStopped = (identity: Identity, plan: () => Item, isOrphan: boolean) => void;

/** A bug that affects no known resource stops planning. */
function bugOf(error: unknown): PlanWithBugs["bugs"][number] {
	if (!(error instanceof BugIn)) throw error;
	const { identity, cause } = error;
	return { identity, kind: kindOf(identity), error: cause };
}

/** The item of a resource that could not be planned. */
function stopped(identity: Identity, reason: Reason, orphan: boolean): Item {
	return {
		...{ identity, verdict: { outcome: "waiting", reason }, health: { status: "Unknown" }, orphan },
		...{ drift: [], unmanaged: [], compared: false, exists: false },
	};
}

function planOrphans(context: PlanContext, planned: Map<Identity, Item>, orStopped: OrStopped): void {
	const { input, declared, unobserved } = context;
	const orphans: Orphan[] = [];
	let owned = 0;
	for (const { identity, observation } of input.observedState.all()) {
		if (observation.status !== "present") continue;
		if (ownershipOf(identity, input, input.desired.environment.owner).is !== "ours") continue;
		owned += 1;
		const holdsData = input.kinds.of(identity)?.((kind) => kind.holdsData) ?? false;
		if (!declared.has(identity)) orphans.push({ identity, tags: observation.observed.tags ?? {}, holdsData });
	}
	const allowed = permissions(orphans, {
		desired: input.desired,
		owned,
		retained: input.retained,
		...(unobserved ? { unobserved } : {}),
	});
	for (const { identity } of orphans) {
		const some = input.kinds.of(identity);
		const permission = allowed.get(identity);
		if (!some || !permission || input.observedState.get(identity)?.reconcileId !== input.reconcileId) continue;
		orStopped(identity, () => some((kind) => planOrphan(kind, identity, permission, context)), true);
	}
	// An orphan that could not be observed, or is still being created, is still an orphan.
	for (const identity of input.due) {
		const observation = declared.has(identity) ? undefined : input.observedState.get(identity)?.observation;
		const item = observation && observation.status !== "present" ? absentOrphan(identity, observation) : undefined;
		if (item) planned.set(identity, item);
	}
}

/** The cast is safe: the spec of a resource with this `kind` was accepted by that kind's schema. */
function ofKind<Spec extends object>(resource: Resource): Resource<Spec> {
	return resource as Resource<Spec>;
}
