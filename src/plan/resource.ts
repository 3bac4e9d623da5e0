/**
 * Plans one declared resource: in sync, action, waiting or blocked. The order of the stages is the precedence: unknown
 * and unready resources wait, resources of other owners are blocked, then drift is corrected.
 */
import type { Kind } from "../model/kind.ts";
import { observationOf } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { withHandles } from "../model/references.ts";
import type { Observation, Observed, Sight } from "../model/world.ts";
import { contentDifference } from "./content.ts";
import type { PlanContext } from "./context.ts";
import { planCreation } from "./creation.ts";
import { mismatchesOf, withMismatches } from "./discovery.ts";
import { compared, type Existing, type Seen } from "./existing.ts";
import { resolveReferences, unresolvedFields } from "./needs.ts";
import { notObserved } from "./seen.ts";
import {
	busy,
	deletionTagDiffers,
	followedUp,
	foreign,
	immutable,
	onlyObserved,
	ownerUnknown,
	replaceable,
	type Stage,
	suspended,
	tagsDiffer,
	unowned,
	updatable,
} from "./stages.ts";
import { suspensionOf } from "./suspension.ts";

/**
 * The stages of an existing resource, in order of precedence. The first one that applies decides; if none does, the
 * resource is in sync.
 */
const stages: readonly Stage[] = [
	busy,
	onlyObserved,
	ownerUnknown,
	foreign,
	suspended,
	unowned,
	deletionTagDiffers,
	replaceable,
	updatable,
	tagsDiffer,
	immutable,
	followedUp,
];

/** Plans a resource that a manifest declares. */
export function planResource<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	context: PlanContext,
): Item {
	const observation = observationOf(kind, context.input.world, resource.identity);
	const isOfThisPass = observation?.pass === context.input.pass;
	if (!observation || !isOfThisPass || observation.sight.status === "unknown") {
		return planUnobserved(resource, observation?.sight, context);
	}
	const { sight } = observation;
	return sight.status === "absent"
		? planAbsent(kind, resource, sight, context)
		: planExisting(kind, resource, sight.observed, observation, context);
}

/** Makes a resource wait that was not observed in this reconcile. */
function planUnobserved({ identity }: Resource, sight: Sight | undefined, { input }: PlanContext): Item {
	return {
		...{ ...usual, ...mismatchesOf(input, identity), identity, compared: false, exists: false },
		verdict: { outcome: "wait", reason: notObserved(sight) },
		health: { status: "Unknown" },
	};
}

function planAbsent<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	sight: Sight & { readonly status: "absent" },
	context: PlanContext,
): Item {
	return {
		...{ ...usual, identity: resource.identity, exists: false },
		verdict: planCreation(kind, resource, sight.busy, context),
		health: { status: resource.policy.suspend ? "Suspended" : "Missing" },
	};
}

/** Makes the resource wait for its references; once they are resolved, compares it and applies the stages. */
function planExisting<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	observed: Observed<Spec, Facts>,
	{ atMs, wallMs }: Pick<Observation, "atMs" | "wallMs">,
	context: PlanContext,
): Item {
	const { identity } = resource;
	const found = mismatchesOf(context.input, identity);
	const rollout = kind.rollouts?.stateOf(observed);
	const suspension = suspensionOf(resource.policy, observed.tags, wallMs);
	const health = suspension?.health ?? withMismatches(kind.health(observed, resource, wallMs), found.mismatches);
	const item = { ...usual, ...found, identity, health };
	const seen = { kind, resource, observed, atMs, suspension, context };
	const references = resolveReferences(kind, resource, context);
	if (!references.ready) return { ...item, ...shownMeanwhile(seen), verdict: references.wait };
	const existing = compared(seen, references.spec);
	const verdict = verdictOn(existing);
	return {
		...item,
		...(rollout ? { rollout } : {}),
		verdict,
		drift: existing.drift,
		undeclared: existing.content.undeclared,
		health: (verdict.outcome === "refusal" ? verdict.health : undefined) ?? health,
	};
}

/** The item of an existing, compared resource, before a stage adds to it. */
const usual = { drift: [], undeclared: [], orphan: false, compared: true, exists: true } as const;

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
function shownMeanwhile<Spec extends object, Facts extends object>({
	kind,
	resource,
	observed,
	context,
}: Seen<Spec, Facts>): Pick<Item, "drift" | "undeclared"> {
	const { references, normalise } = kind.manifest;
	const { world } = context.input;
	const asItIs = unresolvedFields(kind, resource, context).map((field) => [field, observed.spec[field]] as const);
	const known = { ...normalise(withHandles(references, resource.spec, world)), ...Object.fromEntries(asItIs) };
	const around = { resource, world, declared: context.declared };
	const { drift, undeclared } = contentDifference(kind, known, observed, around);
	return { drift, undeclared };
}
