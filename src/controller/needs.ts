/** What a resource needs to be planned: the manifests it refers to, and those its kind wants first. */
import type { Identity } from "../model/identity.ts";
import type { SomeKind } from "../model/kind.ts";
import type { Resource } from "../model/manifest.ts";
import { findReferences, referredIdentity } from "../model/references.ts";

export function needsOf(
	kinds: readonly SomeKind[],
	declared: ReadonlyMap<Identity, Resource>,
	identity: Identity,
): readonly Identity[] {
	const resource = declared.get(identity);
	if (!resource) return [];
	return kinds.flatMap((some) =>
		some((kind) => {
			if (kind.name !== resource.kind) return [];
			const referred = findReferences(kind.manifest.references, resource.spec).flatMap((found) => {
				const target = referredIdentity(found);
				return target ? [target] : [];
			});
			// Sound: a resource of a kind's name has that kind's spec.
			const needs = kind.needs?.(resource as never, declared).map((need) => need.identity) ?? [];
			return [...referred, ...needs];
		}),
	);
}
