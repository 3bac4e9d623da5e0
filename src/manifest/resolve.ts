/**
 * Drafts to resources: names become identities, and everything is brought into normal form. One wrong file takes others with
 * it only as far as it must: while any file is rejected, a name that leads nowhere makes a resource wait and not an error,
 * because what it refers to may be in that file.
 */
import { type Identity, identity } from "../model/identity.ts";
import type { Problem, Resource } from "../model/manifest.ts";
import { because } from "../model/reason.ts";
import { type Found, findReferences, replaceReferences } from "../model/references.ts";
import type { Draft } from "./compose.ts";
import { type Origin, placeOf, shown } from "./node.ts";
import { errorAt } from "./problem.ts";
import { didYouMean } from "./suggestion.ts";

/** An error and the file that it rejects, which need not be the one it points into. */
export interface FileProblem {
	readonly file: string;
	readonly problem: Problem;
}

/** What one name means to the resource that says it. */
type Meaning = { readonly text: string } | { readonly text: string; readonly fault: "unknown" | "ambiguous" };

interface Names {
	readonly drafts: ReadonlyMap<string, readonly (Draft | Resource)[]>;
	readonly identities: Map<Draft, Identity>;
}

interface Resolved {
	readonly meanings: readonly string[];
	readonly unknown: readonly string[];
	readonly resource: Resource;
}

/** So many references to nothing get a guess of what was meant. */
const mostHints = 20;

/**
 * What each draft became the last time, and what its references meant then: while both stay, so does the resource, and whoever
 * compares two revisions of thousands of manifests sees at once which are the same.
 */
const lastResolved = new WeakMap<Draft, Resolved>();

/** Takes the place of what is unknown, to see whether an identity depends on it. */
const unknownName = "\u0000unknown";

/**
 * Resolves all drafts of accepted files. `kept` are resources of earlier loads whose files are rejected now; they can be
 * referred to like any other.
 */
export function resolveDrafts(
	drafts: readonly Draft[],
	kept: readonly Resource[],
	anyRejected: boolean,
): { readonly resources: ReadonlyMap<Draft, Resource>; readonly problems: readonly FileProblem[] } {
	const names: Names = { drafts: byName([...drafts, ...kept]), identities: new Map() };
	const resources = new Map<Draft, Resource>();
	const problems: FileProblem[] = [];
	for (const draft of drafts) {
		const unknown: string[] = [];
		let failed = false;
		const meanings: string[] = [];
		for (const found of referencesOf(draft)) {
			const meaning = meaningOf(found.value, found.reference, names);
			meanings.push("fault" in meaning ? identity(found.reference.to, found.value) : meaning.text);
			if (!("fault" in meaning)) continue;
			if (meaning.fault === "unknown" && anyRejected) {
				unknown.push(`${found.reference.to} ${shown(found.value)}`);
				continue;
			}
			failed = true;
			// Comparing every name with thousands of others would keep this program busy.
			const hint = problems.length < mostHints ? meantBy(found.value, found.reference.to, names) : "";
			problems.push({ file: draft.file, problem: referenceProblem(draft.at(found.path), found, meaning.fault, hint) });
		}
		const resource = failed ? undefined : resourceFrom(draft, names, unknown, meanings);
		if (resource) resources.set(draft, resource);
	}
	return { resources, problems };
}

/** Undefined when even the identity hangs on a name that is not known yet. `meanings` are those of its references, in order. */
function resourceFrom(
	draft: Draft,
	names: Names,
	unknown: readonly string[],
	meanings: readonly string[],
): Resource | undefined {
	const { rules, spec, name, tags, policy, place } = draft;
	if (unknown.length > 0 && identityOf(draft, names).includes(unknownName)) return undefined;
	const before = lastResolved.get(draft);
	if (before && isSame(before.meanings, meanings) && isSame(before.unknown, unknown)) return before.resource;
	const inOrder = meanings.values();
	const resolved = replaceReferences(rules.references, spec, ({ value }) => inOrder.next().value ?? value);
	const normal = rules.normalise(resolved);
	const resource: Resource = {
		identity: rules.identity(normal),
		kind: rules.kind,
		name,
		spec: normal,
		tags,
		policy,
		place,
		...(unknown.length > 0 && {
			blocked: because("DependencyMayBeInvalid", { targets: unknown }),
		}),
	};
	lastResolved.set(draft, { meanings, unknown, resource });
	return resource;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((text, index) => text === b[index]);
}

function referencesOf({ rules, spec }: Draft): readonly Found[] {
	return findReferences(rules.references, spec);
}

/** What a text at a place of reference stands for. */
function meaningOf(text: string, { to, literal }: Draft["rules"]["references"][number], names: Names): Meaning {
	if (text.startsWith("arn:")) return { text };
	const candidates = candidatesFor(text, to, names);
	const [found] = candidates;
	// Two manifests of one identity are told as such, and not at everything that refers to them.
	const identities = new Set(candidates.map((one) => identityOf(one, names)));
	if (found && identities.size === 1) return { text: identityOf(found, names) };
	if (found) return { text, fault: "ambiguous" };
	return literal?.matches(text) ? { text } : { text, fault: "unknown" };
}

/** By manifest name, or by `parent/name` where a manifest refers to a parent of that name. */
function candidatesFor(text: string, kind: string, names: Names): readonly (Draft | Resource)[] {
	const slash = text.lastIndexOf("/");
	if (slash < 0) return names.drafts.get(`${kind}/${text}`) ?? [];
	const parent = text.slice(0, slash);
	const named = names.drafts.get(`${kind}/${text.slice(slash + 1)}`) ?? [];
	return named.filter((one) =>
		isDraft(one)
			? referencesOf(one).some(({ value }) => value === parent)
			: one.identity.startsWith(`${kind}/${parent}/`),
	);
}

function identityOf(one: Draft | Resource, names: Names): Identity {
	if (!isDraft(one)) return one.identity;
	const known = names.identities.get(one);
	if (known) return known;
	const { rules, spec } = one;
	// Kinds refer to each other without circles; should one ever be made, this text ends it.
	names.identities.set(one, identity(rules.kind, unknownName));
	const resolved = replaceReferences(rules.references, spec, ({ value, reference }) => {
		const meaning = meaningOf(value, reference, names);
		return "fault" in meaning ? identity(reference.to, unknownName) : meaning.text;
	});
	const made = rules.identity(resolved);
	names.identities.set(one, made);
	return made;
}

function referenceProblem(
	origin: Origin,
	{ value, reference }: Found,
	fault: "unknown" | "ambiguous",
	hint: string,
): Problem {
	if (fault === "ambiguous") {
		const sentence = `More than one ${reference.to} manifest is called ${shown(value)}. Write parent/name, or the ARN.`;
		return errorAt(origin, "ambiguous-reference", sentence);
	}
	const other = reference.literal ? "an ARN or an id of AWS" : "an ARN";
	const sentence =
		`No ${reference.to} manifest is called ${shown(value)}.${hint} Write one's metadata.name, or ${other}; ` +
		"what is not ours can have a manifest with policy.mode: observe.";
	return errorAt(origin, "unresolved-reference", sentence);
}

/** What a name that leads nowhere may have been meant for. */
function meantBy(text: string, kind: string, { drafts }: Names): string {
	if (text.startsWith(`${kind}/`)) return " A reference has no kind in it.";
	const other = [...drafts.keys()].find((key) => key.endsWith(`/${text}`));
	const near = didYouMean(text.slice(text.lastIndexOf("/") + 1), namesOf(kind, drafts));
	if (near || !other) return near;
	return ` There is a ${other.slice(0, other.indexOf("/"))} of this name, but here it has to be a ${kind}.`;
}

function namesOf(kind: string, drafts: Names["drafts"]): readonly string[] {
	return [...drafts.keys()].filter((key) => key.startsWith(`${kind}/`)).map((key) => key.slice(kind.length + 1));
}

function byName(all: readonly (Draft | Resource)[]): ReadonlyMap<string, readonly (Draft | Resource)[]> {
	const result = new Map<string, (Draft | Resource)[]>();
	for (const one of all) {
		const key = `${isDraft(one) ? one.rules.kind : one.kind}/${one.name}`;
		const list = result.get(key);
		if (list) list.push(one);
		else result.set(key, [one]);
	}
	return result;
}

function isDraft(one: Draft | Resource): one is Draft {
	return "rules" in one;
}

/** Two manifests of one identity reject both files, and each says where the other is. */
export function duplicateProblems(resources: ReadonlyMap<Draft, Resource>): readonly FileProblem[] {
	const first = new Map<Identity, Draft>();
	const problems: FileProblem[] = [];
	for (const [draft, { identity: id }] of resources) {
		const other = first.get(id);
		if (!other) first.set(id, draft);
		else problems.push(duplicate(draft, other, id), duplicate(other, draft, id));
	}
	return problems;
}

function duplicate(draft: Draft, other: Draft, id: Identity): FileProblem {
	const { file, line, column } = other.place;
	const sentence = `${shown(id)} is declared here and at ${file}:${line}:${column}. Keep one of the two.`;
	return { file: draft.file, problem: { place: draft.place, code: "duplicate-identity", sentence, severity: "error" } };
}

/** The place of a path in a draft's spec, for checks. */
export function placeIn(draft: Draft): (path: string) => Problem["place"] {
	return (path) => placeOf(draft.at(path));
}
