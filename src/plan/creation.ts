/** Plans the creation of a resource that does not exist: its dependencies, then the call that creates it. */
import type { Change } from "../model/changes.ts";
import type { Kind } from "../model/kind.ts";
import type { Resource } from "../model/manifest.ts";
import { type Verdict, verdictOf } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";
import { ownershipTags } from "./ownership.ts";
import { firstUnmet, resolveReferences, waitForBlocked } from "./references.ts";

/** Plans the creation of a resource. `busy`: why AWS does not allow it yet. */
export function planCreation<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	busy: Reason | undefined,
	context: PlanContext,
): Verdict {
	if (resource.blocked) return waitForBlocked(resource.blocked);
	if (busy) return { outcome: "waiting", reason: busy };
	if (resource.policy.mode === "observe") {
		return { outcome: "blocked", reason: because("ObserveOnly", { exists: false }) };
	}
	if (resource.policy.suspend) return { outcome: "blocked", reason: because("SuspendedByManifest") };
	const references = resolveReferences(kind, resource, context);
	if (!references.ready) return references.wait;
	for (const needs of kind.relations?.dependsOn?.(resource, context.declared) ?? []) {
		const wait = firstUnmet(needs, context);
		if (wait) return wait;
	}
	const step = kind.plan({
		verb: "create",
		...changeBase(resource, context),
		desired: references.spec,
		tags: creationTags(kind, resource, references.spec, context),
	});
	return verdictOf(step, "create");
}

/** The members that every change of a resource shares. */
export function changeBase(
	{ identity, policy }: Resource,
	{ input }: PlanContext,
): Pick<Change<object, object>, "identity" | "policy" | "owner" | "attempt"> {
	return { identity, policy, owner: input.desired.environment.owner, attempt: input.attempts.get(identity) ?? 0 };
}

/** All tags of a new resource: those of its manifest, those of its kind and the ownership tags. */
export function creationTags<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	desired: Spec,
	{ input }: PlanContext,
): Record<string, string> {
	if ("ownedThrough" in kind.tags) return {};
	const declared = Object.entries(resource.tags).filter((entry): entry is [string, string] => entry[1] !== null);
	return {
		...Object.fromEntries(declared),
		...kind.tags.creationTags?.(resource, desired),
		...ownershipTags(input.desired.environment.owner, resource.identity, resource.policy),
	};
}
