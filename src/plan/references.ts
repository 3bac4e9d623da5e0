/**
 * Resolves the dependencies of a resource: the manifests that it refers to, and those that its kind requires first. A
 * reference is replaced by the AWS reference of its target; the resource waits if that is not known yet.
 */
import { oncePer } from "../lib/once-per.ts";
import { inTurnOf } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Dependency, Kind } from "../model/kind.ts";
import { recordOf } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Health } from "../model/observed-state.ts";
import type { Waiting } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import { findReferences, referredIdentities, referredIdentity, withAwsRefs } from "../model/references.ts";
import { contentDifference } from "./content.ts";
import type { PlanContext } from "./context.ts";
import { ownershipOf } from "./ownership.ts";

/** A spec with resolved references, or the requirement that it waits for. */
export type Resolved<Spec> =
	| { readonly ready: true; readonly spec: Spec }
	| { readonly ready: false; readonly wait: Waiting };

/** Replaces identities by AWS references, or returns the requirement that the resource waits for. */
export function resolveReferences<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	context: PlanContext,
): Resolved<Spec> {
	if (resource.blocked) return { ready: false, wait: waitForBlocked(resource.blocked) };
	const { references, normalise } = kind.manifest;
	const targets = referredIdentities(references, resource.spec);
	for (const target of targets) {
		const wait = unmet(target, "present", context);
		if (wait) return { ready: false, wait };
	}
	if (targets.length === 0) return { ready: true, spec: resource.spec };
	return { ready: true, spec: normalise(withAwsRefs(references, resource.spec, context.input.observedState)) };
}

/** The wait for an invalid manifest that may declare the target of a reference. */
export function waitForBlocked(reason: Reason): Waiting {
	return { outcome: "waiting", reason, waitsFor: "manifest" };
}

/** Top-level fields with an unresolved reference, whose desired value is therefore unknown. */
export function unresolvedFields<Spec extends object, Facts extends object>(
	{ manifest }: Kind<Spec, Facts>,
	{ spec }: Resource<Spec>,
	context: PlanContext,
): readonly (keyof Spec & string)[] {
	const waiting = findReferences(manifest.references, spec).filter((found) => {
		const target = referredIdentity(found);
		return target && unmet(target, "present", context);
	});
	// The path of a reference starts with a top-level field.
	return waiting.map(({ path }) => path.split(".")[0] as keyof Spec & string);
}

/** Memoized by list, which resources may share; nothing changes while a plan is made. */
const waitsIn = oncePer((_: PlanContext) => new Map<readonly Dependency[], Waiting | undefined>());

/** The wait for the first of `needs` that is not met; undefined if all are met. */
export function firstUnmet(needs: readonly Dependency[], context: PlanContext): Waiting | undefined {
	const known = waitsIn(context);
	if (known.has(needs)) return known.get(needs);
	let wait: Waiting | undefined;
	for (const { identity, until } of needs) {
		wait = unmet(identity, until, context);
		if (wait) break;
	}
	known.set(needs, wait);
	return wait;
}

/** The wait for `target`, if it is not met; undefined if it is. */
export function unmet(target: Identity, until: "present" | "steady", context: PlanContext): Waiting | undefined {
	const reason = whyUnmet(target, until, context);
	return reason === undefined ? undefined : { outcome: "waiting", reason, waitsFor: target };
}

function whyUnmet(target: Identity, until: "present" | "steady", context: PlanContext): Reason | undefined {
	const record = context.input.observedState.get(target);
	const observation = record?.observation;
	const known = record?.lastAwsRef !== undefined;
	if (observation?.status === "absent") return because("DependencyNotFound", { target });
	if (!known) return because("DependencyNotObserved", { target });
	const matches =
		context.input.kinds.of(target)?.((kind) =>
			inTurnOf(target, () => !kind.revisions || isAsDeclared(kind, target, context)),
		) ?? true;
	if (!matches) return because("DependencyOutOfSync", { target });
	const owner = context.input.desired.environment.owner;
	const managed = context.declared.get(target)?.policy.mode === "manage";
	if (managed && observation?.status === "present" && ownershipOf(target, context.input, owner).is !== "ours") {
		return because("DependencyNotOwned", { target });
	}
	if (until === "steady" && healthOf(target, context) !== "Healthy") return because("DependencyNotSteady", { target });
	return undefined;
}

function healthOf(target: Identity, { input, declared }: PlanContext): Health["status"] | undefined {
	return input.kinds.of(target)?.((kind) => {
		const record = recordOf(kind, input.observedState, target);
		const observation = record?.observation;
		// The cast is safe: a declared resource under a kind's name has that kind's spec.
		const resource = declared.get(target) as never;
		return observation?.status === "present"
			? inTurnOf(target, () => kind.health(observation.observed, resource, record?.wallMs ?? 0).status)
			: undefined;
	});
}

/** Whether the last observation matches the manifest. Revisions are immutable, so an observation of any age counts. */
function isAsDeclared<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	target: Identity,
	{ input, declared }: PlanContext,
): boolean {
	const observation = recordOf(kind, input.observedState, target)?.observation;
	const resource = declared.get(target) as Resource<Spec> | undefined;
	if (!resource) return true;
	if (observation?.status !== "present") return false;
	const resourceContext = { resource, observedState: input.observedState, declared };
	return contentDifference(kind, resource.spec, observation.observed, resourceContext).drift.length === 0;
}
