/**
 * Plans an orphan: keeps it with a reason, or deletes it step by step in the order that AWS requires. Each step starts
 * only after the previous one was observed to be complete.
 */
import type { Identity } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import { recordOf } from "../model/kinds.ts";
import type { Observation, Observed } from "../model/observed-state.ts";
import { type Item, type Verdict, verdictOf } from "../model/plan.ts";
import { defaultPolicy } from "../model/policy.ts";
import { because } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";
import type { Permission } from "./deletion.ts";
import { notObserved } from "./observed.ts";
import { namingOf } from "./providers.ts";
import { referrerOf, successorOf } from "./referrers.ts";
import { removalWait } from "./removal.ts";
import { suspensionOf } from "./suspension.ts";

/** Plans an orphan that was observed in this reconcile. */
export function planOrphan<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	identity: Identity,
	permission: Permission,
	context: PlanContext,
): Item {
	const record = recordOf(kind, context.input.observedState, identity);
	const observation = record?.observation;
	const observed = observation?.status === "present" ? observation.observed : undefined;
	const suspension = suspensionOf(defaultPolicy, observed?.tags, record?.wallMs ?? 0);
	const verdict: Verdict = !observed
		? { outcome: "waiting", reason: because("ObservationFailed", {}) }
		: suspension
			? { outcome: "blocked", reason: suspension.reason }
			: permission.allowed
				? (removalWait(identity, context, record?.atMs ?? 0) ?? deletion(kind, identity, observed, context))
				: { outcome: permission.outcome, reason: permission.reason };
	return {
		identity,
		verdict,
		drift: [],
		unmanaged: [],
		health: observed
			? (suspension?.health ?? kind.health(observed, undefined, record?.wallMs ?? 0))
			: { status: "Unknown" },
		orphan: true,
		compared: true,
		exists: observed !== undefined,
	};
}

/** The item of an orphan that could not be observed or is still being created; undefined if it no longer exists. */
export function absentOrphan(
	identity: Identity,
	observation: Exclude<Observation, { status: "present" }>,
): Item | undefined {
	const isNotObserved = observation.status === "unknown";
	const reason = isNotObserved ? notObserved(observation) : observation.busy;
	if (reason === undefined) return undefined;
	return {
		identity,
		verdict: { outcome: "waiting", reason },
		drift: [],
		unmanaged: [],
		health: { status: isNotObserved ? "Unknown" : "Missing" },
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
	if (observed.busy) return { outcome: "waiting", reason: observed.busy };
	const referrer = referrerOf(kind, observed, context) ?? (kind.provides && namingOf(identity, context));
	if (referrer) {
		return { outcome: "waiting", reason: because("InUseBy", { referrer }), waitsFor: referrer };
	}
	const successor = successorOf(kind, observed, context);
	if (successor) {
		return { outcome: "waiting", reason: because("SuccessorNotHealthy", { successor }), waitsFor: successor };
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
