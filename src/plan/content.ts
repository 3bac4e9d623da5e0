/**
 * Compares the content of a resource with its manifest, by a content marker where the kind has one, else field by
 * field.
 */

import type { ResourceContext } from "../model/changes.ts";
import { withIgnored } from "../model/ignored.ts";
import type { Kind } from "../model/kind.ts";
import type { Observed } from "../model/observed-state.ts";
import { type Difference, difference } from "./diff.ts";

/** A difference, with the spec that it was computed from. */
export interface ContentDifference<Spec> extends Difference<Spec> {
	/** The desired spec, with the parts owned elsewhere as observed. */
	readonly wanted: Spec;
}

/** Compares an observed resource with `desired`, in which references are resolved to AWS references. */
export function contentDifference<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	desired: Spec,
	observed: Observed<Spec, Facts>,
	resourceContext: ResourceContext<Spec>,
): ContentDifference<Spec> {
	const adjusted = kind.adjust?.(desired, observed, resourceContext) ?? desired;
	if (kind.revisions?.matchesByMarker?.(adjusted, observed, resourceContext)) {
		return { wanted: adjusted, drift: [], updatable: [], refused: [], unmanaged: [] };
	}
	const { ignore } = resourceContext.resource.policy;
	const others = kind.revisions?.externalSource?.(observed) ?? observed.spec;
	const wanted = ignore.length === 0 ? adjusted : kind.manifest.normalise(withIgnored(adjusted, others, ignore));
	return { wanted, ...difference(kind.fields, wanted, observed.spec, { whole: kind.revisions !== undefined }) };
}
