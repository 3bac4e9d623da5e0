/**
 * Plans one declared resource: in sync, action, waiting or blocked. The order of the stages is the precedence: unknown
 * and unready resources wait, resources of other owners are blocked, then drift is corrected.
 */
import type { Kind } from "../model/kind.ts";
import { recordOf } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Observation, ObservationRecord, Observed } from "../model/observed-state.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { withAwsRefs } from "../model/references.ts";
import { contentDifference } from "./content.ts";
import type { PlanContext } from "./context.ts";
import { planCreation } from "./creation.ts";
import { mismatchesOf, withMismatches } from "./discovery.ts";
import { compared, type Existing, type Seen } from "./existing.ts";
import { notObserved } from "./observed.ts";
import { resolveReferences, unresolvedFields } from "./references.ts";
import {
	adoptIfUnowned,
	blockIfForeign,
	blockIfImmutable,
	blockIfObserveOnly,
	blockIfSuspended,
	fixDeletionTag,
	fixTags,
	followUp,
	replaceIfAllowed,
	type Stage,
	updateFields,
	waitIfBusy,
	waitIfOwnerUnknown,
} from "./stages.ts";
import { suspensionOf } from "./suspension.ts";

/**
 * The stages of an existing resource, in order of precedence. The first one that applies decides; if none does, the
 * resource is in sync.
 */
const stages: readonly Stage[] = [
	waitIfBusy,
	blockIfObserveOnly,
	waitIfOwnerUnknown,
	blockIfForeign,
	blockIfSuspended,
	adoptIfUnowned,
	fixDeletionTag,
	replaceIfAllowed,
	updateFields,
	fixTags,
	blockIfImmutable,
	followUp,
];

/** Plans a resource that a manifest declares. */
export function planResource<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	context: PlanContext,
): Item {
	const record = recordOf(kind, context.input.observedState, resource.identity);
	const isOfThisReconcile = record?.reconcileId === context.input.reconcileId;
	if (!record || !isOfThisReconcile || record.observation.status === "unknown") {
		return planUnobserved(resource, record?.observation, context);
	}
	const { observation } = record;
	return observation.status === "absent"
		? planAbsent(kind, resource, observation, context)
		: planExisting(kind, resource, observation.observed, record, context);
}

/** Makes a resource wait that was not observed in this reconcile. */
function planUnobserved({ identity }: Resource, observation: Observation | undefined, { input }: PlanContext): Item {
	return {
		...{ ...itemDefaults, ...mismatchesOf(input, identity), identity, compared: false, exists: false },
		verdict: { outcome: "waiting", reason: notObserved(observation) },
		health: { status: "Unknown" },
	};
}

function planAbsent<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	observation: Observation & { readonly status: "absent" },
	context: PlanContext,
): Item {
	return {
		...{ ...itemDefaults, identity: resource.identity, exists: false },
		verdict: planCreation(kind, resource, observation.busy, context),
		health: { status: resource.policy.suspend ? "Suspended" : "Missing" },
	};
}

/** Makes the resource wait for its references; once they are resolved, compares it and applies the stages. */
function planExisting<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	observed: Observed<Spec, Facts>,
	{ atMs, wallMs }: Pick<ObservationRecord, "atMs" | "wallMs">,
	context: PlanContext,
): Item {
	const { identity } = resource;
	const found = mismatchesOf(context.input, identity);
	const rollout = kind.rollouts?.stateOf(observed);
	const suspension = suspensionOf(resource.policy, observed.tags, wallMs);
	const health = suspension?.health ?? withMismatches(kind.health(observed, resource, wallMs), found.mismatches);
	const item = { ...itemDefaults, ...found, identity, health };
	const seen = { kind, resource, observed, atMs, suspension, context };
	const references = resolveReferences(kind, resource, context);
	if (!references.ready) return { ...item, ...partialDrift(seen), verdict: references.wait };
	const existing = compared(seen, references.spec);
	const verdict = verdictOn(existing);
	return {
		...item,
		...(rollout ? { rollout } : {}),
		verdict,
		drift: existing.drift,
		unmanaged: existing.content.unmanaged,
		health: (verdict.outcome === "blocked" ? verdict.health : undefined) ?? health,
	};
}

/** Default fields of an item; callers override what does not apply. */
const itemDefaults = { drift: [], unmanaged: [], orphan: false, compared: true, exists: true } as const;

function verdictOn<Spec extends object, Facts extends object>(existing: Existing<Spec, Facts>): Verdict {
	for (const stage of stages) {
		const verdict = stage(existing);
		if (verdict) return verdict;
	}
	return { outcome: "in sync" };
}

/**
 * The drift that can be determined while the resource waits for its references. The wait may be long, so operators
 * should see it.
 */
function partialDrift<Spec extends object, Facts extends object>({
	kind,
	resource,
	observed,
	context,
}: Seen<Spec, Facts>): Pick<Item, "drift" | "unmanaged"> {
	const { references, normalise } = kind.manifest;
	const { observedState } = context.input;
	const unresolvedAsObserved = unresolvedFields(kind, resource, context).map(
		(field) => [field, observed.spec[field]] as const,
	);
	const known = {
		...normalise(withAwsRefs(references, resource.spec, observedState)),
		...Object.fromEntries(unresolvedAsObserved),
	};
	const resourceContext = { resource, observedState, declared: context.declared };
	const { drift, unmanaged } = contentDifference(kind, known, observed, resourceContext);
	return { drift, unmanaged };
}
