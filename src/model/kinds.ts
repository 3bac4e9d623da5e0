/** The registry of all kinds: found by name or by identity, and in the order in which their resources can be created. */
import { type Identity, kindOf } from "./identity.ts";
import type { KindRef, SomeKind } from "./kind.ts";
import type { Resource } from "./manifest.ts";
import type { Observation, Observed, World } from "./world.ts";

/** All kinds that this evenkeel knows. */
export interface Kinds {
	/** What is referred to comes before what refers to it; resources are deleted in the reverse order. */
	readonly inCreationOrder: readonly SomeKind[];
	/** In creation order. */
	readonly names: readonly string[];
	readonly get: (name: string) => SomeKind | undefined;
	/** The kind that an identity begins with; undefined where it begins with none. */
	readonly of: (identity: Identity) => SomeKind | undefined;
}

/** `inCreationOrder`: each kind once, after all kinds that it refers to. */
export function createKinds(inCreationOrder: readonly SomeKind[]): Kinds {
	const byName = new Map(inCreationOrder.map((some) => [some(({ name }) => name), some]));
	return {
		inCreationOrder,
		names: [...byName.keys()],
		get: (name) => byName.get(name),
		of: (identity) => byName.get(kindOf(identity)),
	};
}

/** The last observation of a resource of `kind`. Sound, since that kind's own `observe` made it. */
export function observationOf<Spec extends object, Facts extends object>(
	kind: KindRef<Spec, Facts>,
	world: World,
	identity: Identity,
): Observation<Spec, Facts> | undefined {
	const observation = kindOf(identity) === kind.name ? world.get(identity) : undefined;
	return observation as Observation<Spec, Facts> | undefined;
}

/** A resource of `kind` as it was last observed to exist; undefined where it was not, and for identities of other kinds. */
export function observedOf<Spec extends object, Facts extends object>(
	kind: KindRef<Spec, Facts>,
	world: World,
	identity: Identity,
): Observed<Spec, Facts> | undefined {
	const sight = observationOf(kind, world, identity)?.sight;
	return sight?.status === "present" ? sight.observed : undefined;
}

/** All resources of `kind` that were last observed to exist. */
export function* allObserved<Spec extends object, Facts extends object>(
	kind: KindRef<Spec, Facts>,
	world: World,
): Generator<readonly [Identity, Observed<Spec, Facts>]> {
	for (const { identity } of world.all()) {
		const one = observedOf(kind, world, identity);
		if (one) yield [identity, one];
	}
}

/** `resource` as one of `kind`; undefined where it is another's. Sound, since that kind's schema accepted its spec. */
export function resourceOf<Spec extends object>(
	kind: KindRef<Spec, never> | KindRef<Spec, object>,
	resource: Resource | undefined,
): Resource<Spec> | undefined {
	return resource?.kind === kind.name ? (resource as Resource<Spec>) : undefined;
}

/** The names of the kinds of which every change of content makes a new AWS object. */
export function revisionedKinds({ inCreationOrder }: Kinds): ReadonlySet<string> {
	return new Set(inCreationOrder.flatMap((some) => some(({ name, revisions }) => (revisions ? [name] : []))));
}
