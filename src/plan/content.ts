/** Whether what is there has the content of its manifest, whichever way that shows: by a mark of its making, or field by field. */

import type { Surroundings } from "../model/changes.ts";
import { withIgnored } from "../model/ignored.ts";
import type { Kind } from "../model/kind.ts";
import type { Observed } from "../model/world.ts";
import { type Difference, difference } from "./diff.ts";

/** A difference, and the spec that it leads to. */
export interface ContentDifference<Spec> extends Difference<Spec> {
	/** What the manifest asks for, with what belongs to somebody else as it is. */
	readonly wanted: Spec;
}

/** Compares `desired`, in which references are handles, with what is there. */
export function contentDifference<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	desired: Spec,
	observed: Observed<Spec, Facts>,
	around: Surroundings<Spec>,
): ContentDifference<Spec> {
	const adjusted = kind.adjust?.(desired, observed, around) ?? desired;
	if (kind.revisions?.matchesByMarker?.(adjusted, observed, around)) {
		return { wanted: adjusted, drift: [], updatable: [], refused: [], undeclared: [] };
	}
	const { ignore } = around.resource.policy;
	const others = kind.revisions?.externalSource?.(observed) ?? observed.spec;
	const wanted = ignore.length === 0 ? adjusted : kind.manifest.normalise(withIgnored(adjusted, others, ignore));
	return { wanted, ...difference(kind.fields, wanted, observed.spec, { whole: kind.revisions !== undefined }) };
}
