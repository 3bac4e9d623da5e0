/**
 * Resolves names: which manifest a reference points to. Each text is looked up once and each group of equal names is sorted
 * once, so that the cost of manifests and references adds up instead of multiplying.
 */
import { type Identity, identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import type { Reference } from "../model/manifest-rules.ts";
import { type Found, findReferences, replaceReferences } from "../model/references.ts";
import type { Draft } from "./compose.ts";
import type { ReferenceHint } from "./problems.ts";
import { nearest } from "./suggestion.ts";

/** The target of a reference: an identity, or AWS's own identifier. */
export interface Meaning {
	readonly text: string;
	readonly fault?: "unknown" | "ambiguous";
}

/** Name lookups over one set of manifests. */
export interface Names {
	readonly meaningOf: (text: string, reference: Reference) => Meaning;
	/** The likely intended target of an unresolved name; undefined if there is no similar name. */
	readonly meantBy: (text: string, kind: string) => ReferenceHint | undefined;
	/** Whether everything that a draft's identity depends on is known. */
	readonly isIdentified: (draft: Draft) => boolean;
}

type Named = Draft | Resource;

/** Substituted for an unknown name to detect whether an identity depends on it. */
const unknownName = "\u0000unknown";

/** The references in the spec of `draft`. */
export function referencesOf({ rules, spec }: Draft): readonly Found[] {
	return findReferences(rules.references, spec);
}

/** Indexes the names of drafts, and of resources whose files are currently invalid. */
export function createNames(all: readonly Named[]): Names {
	const byName = grouped(all, (one) => [nameKey(kindOf(one), one.name)]);
	const byParent = new Map<string, ReadonlyMap<string, readonly Named[]>>();
	const identities = new Map<Draft, Identity>();
	const meanings = new Map<Reference, Map<string, Meaning>>();

	function meaningOf(text: string, reference: Reference): Meaning {
		const known = meanings.get(reference) ?? new Map<string, Meaning>();
		meanings.set(reference, known);
		const before = known.get(text);
		if (before) return before;
		const meaning = lookUp(text, reference);
		known.set(text, meaning);
		return meaning;
	}

	function lookUp(text: string, { to, literal }: Reference): Meaning {
		if (text.startsWith("arn:")) return { text };
		const candidates = candidatesFor(text, to);
		const [found] = candidates;
		// Two manifests of one identity are reported once, not at each reference to them.
		const first = found && identityOf(found);
		if (first !== undefined && candidates.every((one) => identityOf(one) === first)) return { text: first };
		if (found) return { text: identity(to, text), fault: "ambiguous" };
		return literal?.matches(text) ? { text } : { text: identity(to, text), fault: "unknown" };
	}

	/** The manifests with this name, or with this `parent/name` if they refer to a parent of that name. */
	function candidatesFor(text: string, kind: string): readonly Named[] {
		const slash = text.lastIndexOf("/");
		if (slash < 0) return byName.get(nameKey(kind, text)) ?? [];
		const key = nameKey(kind, text.slice(slash + 1));
		const parents = byParent.get(key) ?? grouped(byName.get(key) ?? [], parentsOf);
		byParent.set(key, parents);
		return parents.get(text.slice(0, slash)) ?? [];
	}

	function identityOf(one: Named): Identity {
		if (!isDraft(one)) return one.identity;
		const known = identities.get(one);
		if (known) return known;
		const { rules, spec } = one;
		// Kinds have no circular references; this entry prevents infinite recursion if one is introduced.
		identities.set(one, identity(rules.kind, unknownName));
		const resolved = replaceReferences(rules.references, spec, ({ value, reference }) => {
			const { text, fault } = meaningOf(value, reference);
			return fault === undefined ? text : identity(reference.to, unknownName);
		});
		const made = rules.identity(resolved);
		identities.set(one, made);
		return made;
	}

	function meantBy(text: string, kind: string): ReferenceHint | undefined {
		if (text.startsWith(`${kind}/`)) return { is: "kind in it" };
		const keys = [...byName.keys()];
		const namesakes = keys.filter((key) => key.startsWith(`${kind}/`)).map((key) => key.slice(kind.length + 1));
		const name = nearest(text.slice(text.lastIndexOf("/") + 1), namesakes);
		const other = keys.find((key) => key.endsWith(`/${text}`));
		if (name !== undefined) return { is: "near", name };
		return other === undefined ? undefined : { is: "other kind", kind: other.slice(0, other.indexOf("/")) };
	}

	return { meaningOf, meantBy, isIdentified: (draft) => !identityOf(draft).includes(unknownName) };
}

/** The valid prefixes of a manifest's name in `parent/name`: the names that it refers to, or leading parts of its identity. */
function parentsOf(one: Named): readonly string[] {
	if (isDraft(one)) return referencesOf(one).map(({ value }) => value);
	const steps = one.identity.split("/").slice(1, -1);
	return steps.map((_, index) => steps.slice(0, index + 1).join("/"));
}

function grouped(
	all: readonly Named[],
	keysOf: (one: Named) => readonly string[],
): ReadonlyMap<string, readonly Named[]> {
	const groups = new Map<string, Named[]>();
	for (const one of all) {
		for (const key of new Set(keysOf(one))) {
			const group = groups.get(key);
			if (group) group.push(one);
			else groups.set(key, [one]);
		}
	}
	return groups;
}

function kindOf(one: Named): string {
	return isDraft(one) ? one.rules.kind : one.kind;
}

function nameKey(kind: string, name: string): string {
	return `${kind}/${name}`;
}

function isDraft(one: Named): one is Draft {
	return "rules" in one;
}
