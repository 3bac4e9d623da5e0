/**
 * The plan for a resource that is ours and that no manifest declares any more: kept with a reason, or taken away in the
 * order in which AWS can let go of it, each step only once the one before is seen to be over.
 */
import { type Identity, kindOf } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import { observationOf } from "../model/kinds.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { defaultPolicy } from "../model/policy.ts";
import { because } from "../model/reason.ts";
import { findReferences, referredIdentity } from "../model/references.ts";
import type { Observed, Sight } from "../model/world.ts";
import type { PlanContext } from "./context.ts";
import type { Permission } from "./deletion.ts";
import { removalWait } from "./removal.ts";
import { suspensionOf } from "./suspension.ts";

/** Plans an orphan that was seen in this pass. */
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

/** The item of an orphan whose look has failed, or which a call of ours is still making; undefined for one that is gone. */
export function absentOrphan(identity: Identity, sight: Exclude<Sight, { status: "present" }>): Item | undefined {
	const isUnseen = sight.status === "unknown";
	const reason = isUnseen ? because("ObservationFailed", { cause: sight.reason }) : sight.busy;
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
	const referrer = referrerOf(kind, observed, context);
	if (referrer) {
		return { outcome: "wait", reason: because("InUseBy", { referrer }), waitsFor: referrer };
	}
	const successor = successorOf(kind, observed, context);
	if (successor) {
		return { outcome: "wait", reason: because("SuccessorNotHealthy", { successor }), waitsFor: successor };
	}
	return kind.plan({
		verb: "delete",
		identity,
		policy: defaultPolicy,
		owner: context.input.desired.environment.owner,
		attempt: context.input.attempts.get(identity) ?? 0,
		observed,
		because: because("NotDeclared"),
	});
}

/** The first resource, whoever owns it, that still refers to this one at AWS. */
function referrerOf<Spec extends object, Facts extends object>(
	target: Kind<Spec, Facts>,
	observed: Observed<Spec, Facts>,
	{ input }: PlanContext,
): Identity | undefined {
	const means = (value: string) =>
		target.relations?.matchesReference?.(observed, value) ??
		(value === observed.handle.arn || value === observed.handle.id);
	const referring = new Map(
		input.kinds.inCreationOrder.map((some) =>
			some((kind) => [kind.name, kind.manifest.references.filter(({ to }) => to === target.name)]),
		),
	);
	for (const { identity, sight } of input.world.all()) {
		if (target.relations?.observedReferrers?.includes(kindOf(identity))) continue;
		const references = referring.get(kindOf(identity)) ?? [];
		if (references.length === 0 || sight.status !== "present") continue;
		if (findReferences(references, sight.observed.spec).some(({ value }) => means(value))) return identity;
	}
	return undefined;
}

/**
 * A declared resource of the same kind that serves the same target, such as a registry, and is not healthy yet. Until it is,
 * the one that goes keeps the target's name answered.
 */
function successorOf<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	observed: Observed<Spec, Facts>,
	{ input, declared }: PlanContext,
): Identity | undefined {
	const served = kind.manifest.references.filter((reference) => reference.served);
	const targets = new Set(findReferences(served, observed.spec).map(({ value }) => value));
	if (targets.size === 0) return undefined;
	for (const resource of declared.values()) {
		if (resource.kind !== kind.name) continue;
		const serves = findReferences(served, resource.spec).some((found) => {
			const target = referredIdentity(found);
			const handle = target && input.world.get(target)?.lastHandle;
			const value = target ? handle && found.reference.awsRef(handle) : found.value;
			return value !== undefined && targets.has(value);
		});
		if (!serves) continue;
		const observation = observationOf(kind, input.world, resource.identity);
		const sight = observation?.sight;
		const healthy =
			sight?.status === "present" &&
			kind.health(sight.observed, undefined, observation?.wallMs ?? 0).status === "Healthy";
		if (!healthy) return resource.identity;
	}
	return undefined;
}
