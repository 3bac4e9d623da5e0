/**
 * Resolves drafts to resources: replaces names by identities and converts specs to normal form. While any file is invalid,
 * an unresolved name blocks its resource instead of causing an error, because the target may be in that file.
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

/** An error and the file that it makes invalid, which may differ from the file that it points to. */
export interface FileProblem {
	readonly file: string;
	readonly problem: Problem;
}

interface Resolved {
	readonly meanings: readonly string[];
	readonly unknown: readonly string[];
	readonly resource: Resource;
}

/** Maximum number of unresolved references that get a suggestion. */
const mostHints = 20;
/** Drafts between two yields to other tasks. */
const sliceOfDrafts = 100;

/**
 * The last resource of each draft and the meanings of its references. While both are unchanged, the same object is reused,
 * so that comparing two revisions with thousands of manifests is cheap.
 */
const lastResolved = new WeakMap<Draft, Resolved>();

/**
 * Resolves the drafts of all accepted files. `kept`: resources of earlier loads whose files are currently invalid;
 * references to them resolve as usual.
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
			// Comparing every name with thousands of others would occupy the CPU.
			const hint = problems.length < mostHints ? names.meantBy(found.value, found.reference.to) : undefined;
			problems.push({ file: draft.file, problem: referenceProblem(draft.at(found.path), found, meaning.fault, hint) });
		}
		const resource = failed ? undefined : resourceFrom(draft, names, unknown, meanings);
		if (resource) resources.set(draft, resource);
	}
	return { resources, problems };
}

/** Undefined if the identity depends on an unknown name. `meanings`: the meanings of the references, in order. */
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

/** The errors for manifests with the same identity. Both files become invalid; each error refers to the other file. */
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

/** Returns the place of a path in a draft's spec, for checks. */
export function placeIn(draft: Draft): (path: string) => Place {
	return (path) => placeOf(draft.at(path));
}
