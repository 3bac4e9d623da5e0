/**
 * The plan for one declared resource: which of in sync, call, wait and refusal it is. The order of the questions is the
 * order of precedence: what cannot be known or is not ready waits; what is not ours is refused; then comes what differs.
 */
import type { Kind } from "../model/kind.ts";
import { observationOf } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Drift, Item, Verdict, Wait } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import { withHandles } from "../model/references.ts";
import { onDeleteTag } from "../model/tags.ts";
import type { Health, Observed } from "../model/world.ts";
import { contentDifference } from "./content.ts";
import type { PlanContext } from "./context.ts";
import { tagDifference } from "./diff.ts";
import { mismatchesOf, withMismatches } from "./discovery.ts";
import { blockedWait, firstUnmet, resolveReferences, unresolvedFields } from "./needs.ts";
import { isOursFor, judge } from "./ownership.ts";
import { removalWait } from "./removal.ts";
import { isAllSeen, notObserved } from "./seen.ts";
import { adoption, changeBase, creationTags, refusalFor, tagStep } from "./steps.ts";
import { type Suspension, suspensionOf } from "./suspension.ts";

/** Plans a resource that a manifest declares. */
export function planResource<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	context: PlanContext,
): Item {
	const { identity } = resource;
	const observation = observationOf(kind, context.input.world, identity);
	const found = mismatchesOf(context.input, identity);
	const unplanned = (verdict: Wait, health: Health, exists: boolean): Item => ({
		...found,
		identity,
		verdict,
		drift: [],
		undeclared: [],
		health,
		orphan: false,
		compared: false,
		exists,
	});
	if (!observation || observation.pass !== context.input.pass || observation.sight.status === "unknown") {
		const reason = notObserved(observation?.sight);
		return unplanned({ outcome: "wait", reason }, { status: "Unknown" }, false);
	}
	const { sight } = observation;
	if (sight.status === "absent") {
		const verdict = planAbsent(kind, resource, sight.busy, context);
		const health: Health = { status: resource.policy.suspend ? "Suspended" : "Missing" };
		return { identity, verdict, drift: [], undeclared: [], health, orphan: false, compared: true, exists: false };
	}
	const { observed } = sight;
	const rollout = kind.rollouts?.stateOf(observed);
	const suspension = suspensionOf(resource.policy, observed.tags, observation.wallMs);
	const health =
		suspension?.health ?? withMismatches(kind.health(observed, resource, observation.wallMs), found.mismatches);
	const references = resolveReferences(kind, resource, context);
	if (!references.ready) {
		const shown = shownMeanwhile(kind, resource, observed, context);
		return { ...unplanned(references.wait, health, true), ...shown, compared: true };
	}
	const compared = compare(kind, resource, references.spec, { observed, suspension, atMs: observation.atMs }, context);
	const { verdict } = compared;
	return {
		...found,
		...(rollout ? { rollout } : {}),
		identity,
		health: (verdict.outcome === "refusal" ? verdict.health : undefined) ?? health,
		orphan: false,
		compared: true,
		exists: true,
		...compared,
	};
}

/** How it differs in what can be told while it waits for what it refers to: that may take long, and somebody may want to know. */
function shownMeanwhile<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	observed: Observed<Spec, Facts>,
	context: PlanContext,
): Pick<Item, "drift" | "undeclared"> {
	const { references, normalise } = kind.manifest;
	const { world } = context.input;
	const asItIs = unresolvedFields(kind, resource, context).map((field) => [field, observed.spec[field]] as const);
	const known = { ...normalise(withHandles(references, resource.spec, world)), ...Object.fromEntries(asItIs) };
	const around = { resource, world, declared: context.declared };
	const { drift, undeclared } = contentDifference(kind, known, observed, around);
	return { drift, undeclared };
}

/** It does not exist: whether it can be created now. */
function planAbsent<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	busy: Reason | undefined,
	context: PlanContext,
): Verdict {
	if (resource.blocked) return blockedWait(resource.blocked);
	if (busy) return { outcome: "wait", reason: busy };
	if (resource.policy.mode === "observe") {
		return { outcome: "refusal", reason: because("ObserveOnly", { exists: false }) };
	}
	if (resource.policy.suspend) return { outcome: "refusal", reason: because("SuspendedByManifest") };
	const references = resolveReferences(kind, resource, context);
	if (!references.ready) return references.wait;
	for (const needs of kind.relations?.dependsOn?.(resource, context.declared) ?? []) {
		const wait = firstUnmet(needs, context);
		if (wait) return wait;
	}
	return kind.plan({
		verb: "create",
		...changeBase(resource, context),
		desired: references.spec,
		tags: creationTags(kind, resource, references.spec, context),
	});
}

/** It exists, and what it refers to is known: how it differs, and what follows from that. */
function compare<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	desired: Spec,
	{
		observed,
		suspension,
		atMs,
	}: {
		readonly observed: Observed<Spec, Facts>;
		readonly suspension: Suspension | undefined;
		readonly atMs: number;
	},
	context: PlanContext,
): Pick<Item, "verdict" | "drift" | "undeclared"> {
	const { identity, policy } = resource;
	const around = { resource, world: context.input.world, declared: context.declared };
	const { wanted, drift, updatable, refused, undeclared } = contentDifference(kind, desired, observed, around);
	const wantedTags = { ...resource.tags, [onDeleteTag]: policy.onDelete === "retain" ? "retain" : null };
	const tags = tagDifference(wantedTags, observed.tags ?? {});
	const all: readonly Drift[] = policy.mode === "observe" ? drift : [...drift, ...tags.drift];
	const answer = (verdict: Verdict) => ({ verdict, drift: all, undeclared });

	if (observed.busy) return answer({ outcome: "wait", reason: observed.busy });
	if (policy.mode === "observe") {
		return answer(
			all.length === 0
				? { outcome: "in sync" }
				: { outcome: "refusal", reason: because("ObserveOnly", { exists: true }) },
		);
	}
	const ownership = judge(observed.tags, context.input.desired.environment.owner, identity);
	if (ownership.is === "unread") return answer({ outcome: "wait", reason: because("TagsNotRead") });
	if (ownership.is === "foreign") {
		return answer({ outcome: "refusal", reason: because("OwnedByOther", { cause: ownership.reason }) });
	}
	if (suspension) {
		return answer(all.length === 0 ? { outcome: "in sync" } : { outcome: "refusal", reason: suspension.reason });
	}
	if (ownership.is === "unowned") return answer(adoption(kind, resource, observed, context));
	if (tags.drift.some(({ path }) => path === `tags.${onDeleteTag}`)) {
		// What shall become of it without its manifest must be known before anything else can fail.
		return answer(tagStep(kind, observed, tags, identity));
	}
	if (refused.length > 0 && refused.every((field) => policy.replace.includes(field))) {
		const creation = planAbsent(kind, resource, undefined, context);
		// It is down in between, and so it stays until what comes after it could come at once.
		if (creation.outcome !== "call") return answer(creation);
		const step = kind.plan({
			verb: "delete",
			...changeBase(resource, context),
			observed,
			because: because("Replaced", { fields: refused }),
		});
		// What has been scaled down already is not kept down any longer.
		const wait = step.outcome === "call" && step.rollout ? removalWait(identity, context, atMs) : undefined;
		return answer(wait ?? (step.outcome === "call" ? { ...step, replacement: creation.call } : step));
	}
	if (updatable.length > 0 && !refused.some((field) => kind.fields[field].blocksUpdates)) {
		return answer(
			kind.plan({
				verb: "update",
				...changeBase(resource, context),
				desired: wanted,
				observed,
				fields: updatable,
				drift,
				tags: creationTags(kind, resource, wanted, context),
			}),
		);
	}
	if (tags.drift.length > 0) return answer(tagStep(kind, observed, tags, identity));
	if (refused[0] !== undefined) return answer({ outcome: "refusal", reason: refusalFor(kind, refused) });
	const followUp = kind.followUp?.({
		...around,
		desired: wanted,
		observed,
		mismatches: context.input.mismatches?.get(identity) ?? [],
		isOurs: isOursFor(context.input.desired.environment.owner),
		allSeen: isAllSeen(context, atMs) && !removalWait(identity, context, atMs),
	});
	return answer(followUp ?? { outcome: "in sync" });
}
