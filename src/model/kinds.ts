/** The list of all kinds: lookup by name or identity, and the creation order. */
import { type Identity, kindOf } from "./identity.ts";
import type { KindRef, SomeKind } from "./kind.ts";
import type { Resource } from "./manifest.ts";
import type { ObservationRecord, Observed, ObservedState } from "./observed-state.ts";

/** All kinds that evenkeel supports. */
export interface Kinds {
	/** Targets of references come before their referrers; resources are deleted in reverse order. */
	readonly inCreationOrder: readonly SomeKind[];
	/** The names of the kinds, in creation order. */
	readonly names: readonly string[];
	readonly get: (name: string) => SomeKind | undefined;
	/** The kind of an identity; undefined if there is no such kind. */
	readonly of: (identity: Identity) => SomeKind | undefined;
}

/** Creates the list. `inCreationOrder` has each kind once, after all kinds that it refers to. */
export function createKinds(inCreationOrder: readonly SomeKind[]): Kinds {
	const byName = new Map(inCreationOrder.map((some) => [some(({ name }) => name), some]));
	return {
		inCreationOrder,
		names: [...byName.keys()],
		get: (name) => byName.get(name),
		of: (identity) => byName.get(kindOf(identity)),
	};
}

/** The last observation of a resource of `kind`. The cast is safe, since that kind's own `observe` made it. */
export function recordOf<Spec extends object, Facts extends object>(
	kind: KindRef<Spec, Facts>,
	observedState: ObservedState,
	identity: Identity,
): ObservationRecord<Spec, Facts> | undefined {
	const record = kindOf(identity) === kind.name ? observedState.get(identity) : undefined;
	return record as ObservationRecord<Spec, Facts> | undefined;
}

/** A resource of `kind` that existed when last observed; undefined otherwise, and for identities of other kinds. */
export function observedOf<Spec extends object, Facts extends object>(
	kind: KindRef<Spec, Facts>,
	observedState: ObservedState,
	identity: Identity,
): Observed<Spec, Facts> | undefined {
	const observation = recordOf(kind, observedState, identity)?.observation;
	return observation?.status === "present" ? observation.observed : undefined;
}

/** All resources of `kind` that existed when last observed. */
export function* allObserved<Spec extends object, Facts extends object>(
	kind: KindRef<Spec, Facts>,
	observedState: ObservedState,
): Generator<readonly [Identity, Observed<Spec, Facts>]> {
	for (const { identity } of observedState.all()) {
		const one = observedOf(kind, observedState, identity);
		if (one) yield [identity, one];
	}
}

/**
 * `resource` typed as one of `kind`; undefined if it has another kind. The cast is safe, since that kind's schema accepted its
 * spec.
 */
export function resourceOf<Spec extends object>(
	kind: KindRef<Spec, never> | KindRef<Spec, object>,
	resource: Resource | undefined,
): Resource<Spec> | undefined {
	return resource?.kind === kind.name ? (resource as Resource<Spec>) : undefined;
}

/** The names of kinds whose every content change creates a new AWS object. */
export function revisionedKinds({ inCreationOrder }: Kinds): ReadonlySet<string> {
	return new Set(inCreationOrder.flatMap((some) => some(({ name, revisions }) => (revisions ? [name] : []))));
}
