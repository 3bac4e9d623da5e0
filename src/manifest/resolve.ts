/**
 * Drafts to resources: names become identities, and everything is brought into normal form. One wrong file takes others with
 * it only as far as it must: while any file is rejected, a name that leads nowhere makes a resource wait and not an error,
 * because what it refers to may be in that file.
 */
import { shown } from "../lib/shown.ts";
import type { Steps } from "../lib/slices.ts";
import type { Identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import { errorHere, type Place, type Problem } from "../model/problem.ts";
import { because } from "../model/reason.ts";
import { type Found, replaceReferences } from "../model/references.ts";
import type { Draft } from "./compose.ts";
import { createNames, type Names, referencesOf } from "./names.ts";
import { type Origin, placeOf } from "./node.ts";
import { errorAt } from "./problem.ts";
import type { ReferenceHint } from "./problems.ts";

/** An error and the file that it rejects, which need not be the one it points into. */
export interface FileProblem {
	readonly file: string;
	readonly problem: Problem;
}

interface Resolved {
	readonly meanings: readonly string[];
	readonly unknown: readonly string[];
	readonly resource: Resource;
}

/** So many references to nothing get a guess of what was meant. */
const mostHints = 20;
/** Between so many drafts others may work. */
const sliceOfDrafts = 100;

/**
 * What each draft became the last time, and what its references meant then: while both stay, so does the resource, and whoever
 * compares two revisions of thousands of manifests sees at once which are the same.
 */
const lastResolved = new WeakMap<Draft, Resolved>();

/**
 * Resolves all drafts of accepted files. `kept` are resources of earlier loads whose files are rejected now; they can be
 * referred to like any other.
 */
export function* resolveDrafts(
	drafts: readonly Draft[],
	kept: readonly Resource[],
	anyRejected: boolean,
): Steps<{ readonly resources: ReadonlyMap<Draft, Resource>; readonly problems: readonly FileProblem[] }> {
	const names = createNames([...drafts, ...kept]);
	const resources = new Map<Draft, Resource>();
	const problems: FileProblem[] = [];
	for (const [index, draft] of drafts.entries()) {
		if (index % sliceOfDrafts === 0) yield sliceOfDrafts * 10;
		const unknown: string[] = [];
		let failed = false;
		const meanings: string[] = [];
		for (const found of referencesOf(draft)) {
			const meaning = names.meaningOf(found.value, found.reference);
			meanings.push(meaning.text);
			if (meaning.fault === undefined) continue;
			if (meaning.fault === "unknown" && anyRejected) {
				unknown.push(`${found.reference.to} ${shown(found.value)}`);
				continue;
			}
			failed = true;
			// Comparing every name with thousands of others would keep this program busy.
			const hint = problems.length < mostHints ? names.meantBy(found.value, found.reference.to) : undefined;
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
	if (unknown.length > 0 && !names.isIdentified(draft)) return undefined;
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

function referenceProblem(
	origin: Origin,
	{ value, reference }: Found,
	fault: "unknown" | "ambiguous",
	hint: ReferenceHint | undefined,
): Problem {
	if (fault === "ambiguous") {
		return errorAt(origin, "ambiguous-reference", { kind: reference.to, name: value });
	}
	return errorAt(origin, "unresolved-reference", {
		kind: reference.to,
		name: value,
		takesId: reference.literal !== undefined,
		...(hint && { hint }),
	});
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
	return {
		file: draft.file,
		problem: errorHere(draft.place, "duplicate-identity", { identity: id, other: other.place }),
	};
}

/** The place of a path in a draft's spec, for checks. */
export function placeIn(draft: Draft): (path: string) => Place {
	return (path) => placeOf(draft.at(path));
}
