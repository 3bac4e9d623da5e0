/**
 * Plans an orphan: keeps it with a reason, or deletes it step by step in the order that AWS requires. Each step starts
 * only after the previous one was observed to be complete.
 */
import type { Identity } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import { observationOf } from "../model/kinds.ts";
import { type Item, type Verdict, verdictOf } from "../model/plan.ts";
import { defaultPolicy } from "../model/policy.ts";
import { because } from "../model/reason.ts";
import type { Observed, Sight } from "../model/world.ts";
import type { PlanContext } from "./context.ts";
import type { Permission } from "./deletion.ts";
import { namingOf } from "./providers.ts";
import { referrerOf, successorOf } from "./referrers.ts";
import { removalWait } from "./removal.ts";
import { notObserved } from "./seen.ts";
import { suspensionOf } from "./suspension.ts";

/** Plans an orphan that was observed in this reconcile. */
export function planOrphan<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	identity: Identity,
	permission: Permission,
	context: PlanContext,
): Item {
	const observation = observationOf(kind, context.input.world, identity);
	const sight = observation?.sight;
	const observed = sight?.status === "present" ? sight.observed : undefined;
	const suspension = suspensionOf(defaultPolicy, observed?.tags, observation?.wallMs ?? 0);
	const verdict: Verdict = !observed
		? { outcome: "wait", reason: because("ObservationFailed", {}) }
		: suspension
			? { outcome: "refusal", reason: suspension.reason }
			: permission.allowed
				? (removalWait(identity, context, observation?.atMs ?? 0) ?? deletion(kind, identity, observed, context))
				: { outcome: permission.outcome, reason: permission.reason };
	return {
		identity,
		verdict,
		drift: [],
		undeclared: [],
		health: observed
			? (suspension?.health ?? kind.health(observed, undefined, observation?.wallMs ?? 0))
			: { status: "Unknown" },
		orphan: true,
		compared: true,
		exists: observed !== undefined,
	};
}

/** The item of an orphan that could not be observed or is still being created; undefined if it no longer exists. */
export function absentOrphan(identity: Identity, sight: Exclude<Sight, { status: "present" }>): Item | undefined {
	const isUnseen = sight.status === "unknown";
	const reason = isUnseen ? notObserved(sight) : sight.busy;
	if (reason === undefined) return undefined;
	return {
		identity,
		verdict: { outcome: "wait", reason },
		drift: [],
		undeclared: [],
		health: { status: isUnseen ? "Unknown" : "Missing" },
		orphan: true,
		compared: false,
		exists: false,
	};
}

function deletion<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	identity: Identity,
	observed: Observed<Spec, Facts>,
	context: PlanContext,
): Verdict {
	if (observed.busy) return { outcome: "wait", reason: observed.busy };
	const referrer = referrerOf(kind, observed, context) ?? (kind.provides && namingOf(identity, context));
	if (referrer) {
		return { outcome: "wait", reason: because("InUseBy", { referrer }), waitsFor: referrer };
	}
	const successor = successorOf(kind, observed, context);
	if (successor) {
		return { outcome: "wait", reason: because("SuccessorNotHealthy", { successor }), waitsFor: successor };
	}
	const step = kind.plan({
		verb: "delete",
		identity,
		policy: defaultPolicy,
		owner: context.input.desired.environment.owner,
		attempt: context.input.attempts.get(identity) ?? 0,
		observed,
		because: because("NotDeclared"),
	});
	return verdictOf(step, "delete");
}
