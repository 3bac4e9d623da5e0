/**
 * The steps that a resource's plan is put together from, whatever its kind: tags, adoption, what AWS cannot change. Which of
 * them comes first is not decided here.
 */

import type { Change } from "../model/changes.ts";
import type { Identity } from "../model/identity.ts";
import type { Kind } from "../model/kind.ts";
import type { Resource } from "../model/manifest.ts";
import type { Verdict } from "../model/plan.ts";
import { because, distinctReasons, type Reason } from "../model/reason.ts";
import { identityTag } from "../model/tags.ts";
import type { Observed } from "../model/world.ts";
import type { PlanContext } from "./context.ts";
import type { tagDifference } from "./diff.ts";
import { ownershipTags } from "./ownership.ts";

/** The one next call for tags that differ; what is to go goes first. */
export function tagStep<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	{ handle }: Observed<Spec, Facts>,
	{ set, remove }: Pick<ReturnType<typeof tagDifference>, "set" | "remove">,
	identity: Identity,
): Verdict {
	const call = remove.length > 0 ? kind.tags.remove(handle, remove, identity) : kind.tags.set(handle, set, identity);
	return { outcome: "call", call, reason: because("TagsDiffer") };
}

/** What becomes of a resource that exists and that nobody owns: taken over where its manifest says so, else refused. */
export function adoption<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	observed: Observed<Spec, Facts>,
	context: PlanContext,
): Verdict {
	const { identity, policy } = resource;
	const reason = kind.tags.managedByAws?.(observed.tags ?? {}) ?? kind.tags.untaggable?.(observed.handle);
	if (reason !== undefined) return { outcome: "refusal", reason };
	if (!policy.adopt) {
		return {
			outcome: "refusal",
			reason: because("NotOwned", { identity, had: identityTag in (observed.tags ?? {}) }),
		};
	}
	const tags = ownershipTags(context.input.desired.environment.owner, identity, policy);
	return { outcome: "call", call: kind.tags.set(observed.handle, tags, identity), reason: because("Adopted") };
}

/** Why fields that AWS cannot change block the resource, with what the kind advises to do instead. */
export function refusalFor<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	refused: readonly (keyof Spec & string)[],
): Reason {
	const remediations = refused.flatMap((name) => kind.fields[name].remediation ?? []);
	return because("ImmutableFields", { fields: refused, remediations: distinctReasons(remediations) });
}

/** What every change of a resource is made from, whichever it is. */
export function changeBase(
	{ identity, policy }: Resource,
	{ input }: PlanContext,
): Pick<Change<object, object>, "identity" | "policy" | "owner" | "attempt"> {
	return { identity, policy, owner: input.desired.environment.owner, attempt: input.attempts.get(identity) ?? 0 };
}

/** All tags that a resource is born with: its manifest's, its kind's, and those that say whose it is. */
export function creationTags<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource<Spec>,
	desired: Spec,
	{ input }: PlanContext,
): Record<string, string> {
	const declared = Object.entries(resource.tags).filter((entry): entry is [string, string] => entry[1] !== null);
	return {
		...Object.fromEntries(declared),
		...kind.tags.creationTags?.(resource, desired),
		...ownershipTags(input.desired.environment.owner, resource.identity, resource.policy),
	};
}
