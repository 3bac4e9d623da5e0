/**
 * Makes the plan of one pass: pure, from what is wanted and what was seen. Each resource is planned by itself, from the world
 * and never from another one's plan, so the order does not matter.
 */
import { BugIn, inTurnOf, internalError } from "../model/bug.ts";
import { type Identity, kindOf } from "../model/identity.ts";
import { byIdentity, type Resource } from "../model/manifest.ts";
import type { Item, PlanWithBugs } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { PlanContext, PlanInput } from "./context.ts";
import { type Orphan, permissions } from "./deletion.ts";
import { withoutCalls } from "./hold.ts";
import { absentOrphan, planOrphan } from "./orphan.ts";
import { ownershipOf } from "./ownership.ts";
import { withoutMissing, withoutUnasked } from "./preflight.ts";
import { planResource } from "./resource.ts";
import { governRollouts } from "./rollouts.ts";
import { withoutSecretDrift } from "./secrets.ts";
import { unobservedPart } from "./seen.ts";

/**
 * The plan for everything that was due. Same input, same plan, whatever the order of manifests. Where bugs came up, the resources
 * that they came up with are to be taken for not observed, and the plan is to be made again: nothing of it may be carried out.
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
		const allowed = withoutCalls(governRollouts(withoutMissing(items, context), context), input.hold);
		// Last, so that nothing is looked up for a call that would not be sent.
		const { secrets } = input.desired;
		const shown = withoutSecretDrift(withoutUnasked(allowed, context), secrets);
		return { items: shown, bugs, ...(secrets ? { secrets } : {}) };
	} catch (error) {
		return { items, bugs: [bugOf(error)] };
	}
}

/** What planning each resource may look at. */
export function planContext(input: PlanInput): PlanContext {
	return { input, declared: byIdentity(input.desired.resources), unobserved: unobservedPart(input) };
}

/** Plans one resource, or takes down the bug that stops it. */
type OrStopped = (identity: Identity, plan: () => Item, isOrphan: boolean) => void;

/** A bug that came up with no resource is not one to go on with. */
function bugOf(error: unknown): PlanWithBugs["bugs"][number] {
	if (!(error instanceof BugIn)) throw error;
	const { identity, cause } = error;
	return { identity, kind: kindOf(identity), error: cause };
}

/** The item of a resource that could not be planned. */
function stopped(identity: Identity, reason: Reason, orphan: boolean): Item {
	return {
		...{ identity, verdict: { outcome: "wait", reason }, health: { status: "Unknown" }, orphan },
		...{ drift: [], undeclared: [], compared: false, exists: false },
	};
}

function planOrphans(context: PlanContext, planned: Map<Identity, Item>, orStopped: OrStopped): void {
	const { input, declared, unobserved } = context;
	const orphans: Orphan[] = [];
	let owned = 0;
	for (const { identity, sight } of input.world.all()) {
		if (sight.status !== "present") continue;
		if (ownershipOf(identity, input, input.desired.environment.owner).is !== "ours") continue;
		owned += 1;
		const holdsData = input.kinds.of(identity)?.((kind) => kind.holdsData) ?? false;
		if (!declared.has(identity)) orphans.push({ identity, tags: sight.observed.tags ?? {}, holdsData });
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
		if (!some || !permission || input.world.get(identity)?.pass !== input.pass) continue;
		orStopped(identity, () => some((kind) => planOrphan(kind, identity, permission, context)), true);
	}
	// What was looked at because it is an orphan, and could not be seen or is still being made, is one still.
	for (const identity of input.due) {
		const sight = declared.has(identity) ? undefined : input.world.get(identity)?.sight;
		const item = sight && sight.status !== "present" ? absentOrphan(identity, sight) : undefined;
		if (item) planned.set(identity, item);
	}
}

/** A resource whose `kind` was compared: its spec is that kind's, since that kind's schema accepted it. */
function ofKind<Spec extends object>(resource: Resource): Resource<Spec> {
	return resource as Resource<Spec>;
}
