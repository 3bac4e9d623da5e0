/** Collects the facts that the stages need about an existing resource, computed once. */
import type { ResourceContext } from "../model/changes.ts";
import type { Kind } from "../model/kind.ts";
import type { Resource } from "../model/manifest.ts";
import type { Observed } from "../model/observed-state.ts";
import type { Drift } from "../model/plan.ts";
import { onDeleteTag } from "../model/tags.ts";
import { type ContentDifference, contentDifference } from "./content.ts";
import type { PlanContext } from "./context.ts";
import { type TagDifference, tagDifference } from "./diff.ts";
import { type Ownership, ownershipOf } from "./ownership.ts";
import type { Suspension } from "./suspension.ts";

/** The facts that follow from the observation alone. */
export interface Seen<Spec extends object, Facts extends object> {
	readonly kind: Kind<Spec, Facts>;
	readonly resource: Resource<Spec>;
	readonly observed: Observed<Spec, Facts>;
	/** Time of the observation, as `Clock.now`. */
	readonly atMs: number;
	readonly suspension: Suspension | undefined;
	readonly context: PlanContext;
}

/** The facts with the comparison with its manifest, in which references are resolved to AWS references. */
export interface Existing<Spec extends object, Facts extends object> extends Seen<Spec, Facts> {
	readonly resourceContext: ResourceContext<Spec>;
	readonly content: ContentDifference<Spec>;
	readonly tags: TagDifference;
	/** All drift in the parts that its policy leaves to evenkeel. */
	readonly drift: readonly Drift[];
	readonly ownership: Ownership;
}

/** Compares a resource with `desired`, its spec with references resolved to AWS references. */
export function compared<Spec extends object, Facts extends object>(
	seen: Seen<Spec, Facts>,
	desired: Spec,
): Existing<Spec, Facts> {
	const { kind, resource, observed, context } = seen;
	const { policy } = resource;
	const { observedState, desired: folder } = context.input;
	const resourceContext = { resource, observedState, declared: context.declared };
	const content = contentDifference(kind, desired, observed, resourceContext);
	const wantedTags = { ...resource.tags, [onDeleteTag]: policy.onDelete === "retain" ? "retain" : null };
	const tags = tagDifference("ownedThrough" in kind.tags ? {} : wantedTags, observed.tags ?? {});
	return {
		...seen,
		...{ resourceContext, content, tags },
		// In observe mode evenkeel does not own the tags.
		drift: policy.mode === "observe" ? content.drift : [...content.drift, ...tags.drift],
		ownership: ownershipOf(resource.identity, context.input, folder.environment.owner),
	};
}
