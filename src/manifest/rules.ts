/**
 * Wraps the manifest rules of all kinds without their spec types, so that one loader can process a folder of many kinds
 * without casts. The schema guarantees that each spec has its kind's type.
 */
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Resource } from "../model/manifest.ts";
import type { Check, ManifestRules, Reference } from "../model/manifest-rules.ts";
import type { Place, Problem } from "../model/problem.ts";
import type { TagCodec } from "../model/tag-codec.ts";
import { problemsOf } from "./check-cache.ts";

/** The manifest rules of one kind without its spec type. */
export interface Rules {
	readonly kind: string;
	readonly nameField: string;
	readonly tags: TagCodec;
	readonly policyKeys: readonly string[];
	readonly references: readonly Reference[];
	readonly identity: (spec: object) => Identity;
	readonly desugar: (spec: Record<string, unknown>) => Record<string, unknown>;
	readonly normalise: (spec: object) => object;
	readonly check: (
		resource: Resource,
		all: ReadonlyMap<Identity, Resource>,
		at: (path: string) => Place,
	) => readonly Problem[];
}

/** The rules by kind. */
export function rulesOf(kinds: Kinds): ReadonlyMap<string, Rules> {
	return new Map(
		kinds.inCreationOrder.map((open) => open(({ name, manifest }) => [name, closedOver(name, manifest)] as const)),
	);
}

function closedOver<Spec extends object>(kind: string, rules: ManifestRules<Spec>): Rules {
	return {
		kind,
		nameField: rules.nameField,
		tags: rules.tags,
		policyKeys: rules.policy.keys,
		references: rules.references,
		identity: (spec) => rules.identity(spec as Spec),
		desugar: rules.desugar ?? ((spec) => spec),
		normalise: (spec) => rules.normalise(spec as Spec),
		check: (resource, all, at) =>
			problemsOf(rules.checks as readonly Check<never>[] as readonly Check<object>[], resource, all, at),
	};
}
