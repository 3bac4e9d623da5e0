/**
 * The manifest rules of all kinds with their spec types closed over, so that one loader can read a folder of many kinds
 * without a cast at every step. The schema has made sure that a spec is what its kind says.
 */
import type { Identity } from "../model/identity.ts";
import type { Check, CheckInput, ManifestRules, Reference, SomeKind } from "../model/kind.ts";
import type { Place, Problem, Resource } from "../model/manifest.ts";

export interface Rules {
	readonly kind: string;
	readonly nameField: string;
	readonly tags: { readonly field: string; readonly key: string; readonly value: string };
	readonly references: readonly Reference[];
	readonly identity: (spec: object) => Identity;
	readonly desugar: (spec: Record<string, unknown>) => Record<string, unknown>;
	readonly normalise: (spec: object) => object;
	readonly check: (
		resource: Resource,
		others: ReadonlyMap<Identity, Resource>,
		at: (path: string) => Place,
	) => readonly Problem[];
}

/** The rules by kind. */
export function rulesOf(kinds: readonly SomeKind[]): ReadonlyMap<string, Rules> {
	return new Map(kinds.map((open) => open(({ name, manifest }) => [name, closedOver(name, manifest)] as const)));
}

/** What the checks of a resource come to, in their order: what was said once and for all, or a check that has to be asked again. */
type Sayings = readonly (readonly Problem[] | ((input: CheckInput<never>) => readonly Problem[]))[];

/**
 * A check that looked at the resource alone says the same again, since resources never change: while a folder of thousands of
 * manifests changes in one file, all others are the same objects.
 */
const lastSaid = new WeakMap<Resource, Sayings>();

function problemsOf<Spec extends object>(checks: readonly Check<Spec>[], input: CheckInput<Spec>): readonly Problem[] {
	const known = lastSaid.get(input.resource);
	if (known) return known.flatMap((one) => (typeof one === "function" ? one(input as CheckInput<never>) : one));
	const problems: Problem[] = [];
	const sayings: Sayings[number][] = [];
	for (const check of checks) {
		const { found, isAlone } = watched(check, input);
		problems.push(...found);
		if (!isAlone) sayings.push(check);
		else if (found.length > 0) sayings.push(found);
	}
	lastSaid.set(input.resource, sayings);
	return problems;
}

/** Runs a check, and tells whether it looked at the resource alone. */
function watched<Spec extends object>(check: Check<Spec>, { resource, at, others }: CheckInput<Spec>) {
	let isAlone = true;
	const found = check({
		resource,
		at,
		get others() {
			isAlone = false;
			return others;
		},
	});
	return { found, isAlone };
}

function closedOver<Spec extends object>(kind: string, rules: ManifestRules<Spec>): Rules {
	return {
		kind,
		nameField: rules.nameField,
		tags: rules.tags,
		references: rules.references,
		identity: (spec) => rules.identity(spec as Spec),
		desugar: rules.desugar ?? ((spec) => spec),
		normalise: (spec) => rules.normalise(spec as Spec),
		check: (resource, others, at) => problemsOf(rules.checks, { resource: resource as Resource<Spec>, others, at }),
	};
}
