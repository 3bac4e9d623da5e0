/**
 * What has to stand before a resource can be planned: the manifests that it refers to, and those that its kind wants first.
 * A reference is replaced by what AWS calls its target; where that cannot be said yet, the resource waits.
 */
import { oncePer } from "../lib/once-per.ts";
import { inTurnOf } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Kind, Need } from "../model/kind.ts";
import { observationOf } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Wait } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import { findReferences, referredIdentities, referredIdentity, withHandles } from "../model/references.ts";
import type { Health } from "../model/world.ts";
import { contentDifference } from "./content.ts";
import type { PlanContext } from "./context.ts";
import { ownershipOf } from "./ownership.ts";

/** A spec as AWS takes it, or what has to stand before it can be known. */
export type Resolved<Spec> =
	| { readonly ready: true; readonly spec: Spec }
	| { readonly ready: false; readonly wait: Wait };

/** Replaces identities by what AWS calls them, or says what has to stand first. */
export function resolveReferences<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	context: PlanContext,
): Resolved<Spec> {
	if (resource.blocked) return { ready: false, wait: blockedWait(resource.blocked) };
	const { references, normalise } = kind.manifest;
	const targets = referredIdentities(references, resource.spec);
	for (const target of targets) {
		const wait = unmet(target, "present", context);
		if (wait) return { ready: false, wait };
	}
	if (targets.length === 0) return { ready: true, spec: resource.spec };
	return { ready: true, spec: normalise(withHandles(references, resource.spec, context.input.world)) };
}

/** The wait for a manifest that is rejected and may declare what is referred to. */
export function blockedWait(reason: Reason): Wait {
	return { outcome: "wait", reason, waitsFor: "manifest" };
}

/** The top-level fields that hold a reference to what cannot be built upon yet, so that nobody can say what AWS is to have there. */
export function unresolvedFields<Spec extends object, Facts extends object>(
	{ manifest }: Kind<Spec, Facts>,
	{ spec }: Resource<Spec>,
	context: PlanContext,
): readonly (keyof Spec & string)[] {
	const waiting = findReferences(manifest.references, spec).filter((found) => {
		const target = referredIdentity(found);
		return target && unmet(target, "present", context);
	});
	// A path into the spec begins with a field of it.
	return waiting.map(({ path }) => path.split(".")[0] as keyof Spec & string);
}

/** Of each list of needs, which resources may share: nothing changes while a plan is made. */
const waitsIn = oncePer((_: PlanContext) => new Map<readonly Need[], Wait | undefined>());

/** The wait for the first of `needs` that cannot be built upon yet; undefined when all can. */
export function firstUnmet(needs: readonly Need[], context: PlanContext): Wait | undefined {
	const known = waitsIn(context);
	if (known.has(needs)) return known.get(needs);
	let wait: Wait | undefined;
	for (const { identity, until } of needs) {
		wait = unmet(identity, until, context);
		if (wait) break;
	}
	known.set(needs, wait);
	return wait;
}

/** The wait for `target`, which cannot be built upon yet; undefined when it can. */
export function unmet(target: Identity, until: "present" | "steady", context: PlanContext): Wait | undefined {
	const reason = whyUnmet(target, until, context);
	return reason === undefined ? undefined : { outcome: "wait", reason, waitsFor: target };
}

function whyUnmet(target: Identity, until: "present" | "steady", context: PlanContext): Reason | undefined {
	const observation = context.input.world.get(target);
	const sight = observation?.sight;
	const known = observation?.lastHandle !== undefined;
	if (sight?.status === "absent") return because("DependencyNotFound", { target });
	if (!known) return because("DependencyNotObserved", { target });
	const matches =
		context.input.kinds.of(target)?.((kind) =>
			inTurnOf(target, () => !kind.revisions || isAsDeclared(kind, target, context)),
		) ?? true;
	if (!matches) return because("DependencyOutOfSync", { target });
	const owner = context.input.desired.environment.owner;
	const managed = context.declared.get(target)?.policy.mode === "manage";
	if (managed && sight?.status === "present" && ownershipOf(target, context.input, owner).is !== "ours") {
		return because("DependencyNotOwned", { target });
	}
	if (until === "steady" && healthOf(target, context) !== "Healthy") return because("DependencyNotSteady", { target });
	return undefined;
}

function healthOf(target: Identity, { input, declared }: PlanContext): Health["status"] | undefined {
	return input.kinds.of(target)?.((kind) => {
		const observation = observationOf(kind, input.world, target);
		const sight = observation?.sight;
		// A declared resource under its own kind's name has that kind's spec.
		const resource = declared.get(target) as never;
		return sight?.status === "present"
			? inTurnOf(target, () => kind.health(sight.observed, resource, observation?.wallMs ?? 0).status)
			: undefined;
	});
}

/** Whether what was last seen has the content of the manifest; revisions never change, so any age will do. */
function isAsDeclared<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	target: Identity,
	{ input, declared }: PlanContext,
): boolean {
	const sight = observationOf(kind, input.world, target)?.sight;
	const resource = declared.get(target) as Resource<Spec> | undefined;
	if (!resource) return true;
	if (sight?.status !== "present") return false;
	const around = { resource, world: input.world, declared };
	return contentDifference(kind, resource.spec, sight.observed, around).drift.length === 0;
}
