/**
 * What the checks of a manifest come to, remembered. Resources never change, so a check says the same again while it would look
 * at the same ones; when one file of thousands of manifests changes, nearly all others are the same objects as before.
 */
import { errorText } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import type { Check, CheckInput, Others } from "../model/manifest-rules.ts";
import { errorHere, type Place, type Problem } from "../model/problem.ts";
import { firstProblems } from "./problem.ts";

type All = ReadonlyMap<Identity, Resource>;
type At = (path: string) => Place;

/** Every check in its order: what it said, or the check itself where it looks at everything and has to be asked each time. */
type CheckCache = readonly (readonly Problem[] | Check<object>)[];

interface Known {
	readonly checkCache: CheckCache;
	/** What the checks have looked at, and found there. */
	readonly seen: ReadonlyMap<Identity, Resource | undefined>;
}

const lastSaid = new WeakMap<Resource, Known>();

/** What `checks`, which are those of its kind, say of a resource among `all`. `at` gives the places of its own manifest. */
export function problemsOf(checks: readonly Check<object>[], resource: Resource, all: All, at: At): readonly Problem[] {
	const known = lastSaid.get(resource);
	const stillHolds = known && [...known.seen].every(([identity, found]) => all.get(identity) === found);
	const { checkCache } = stillHolds ? known : askAll(checks, resource, all, at);
	const input = { resource, at, others: { get: (identity: Identity) => all.get(identity), all: () => all } };
	return checkCache.flatMap((saying) => (typeof saying === "function" ? said(saying, input) : saying));
}

function askAll(checks: readonly Check<object>[], resource: Resource, all: All, at: At): Known {
	const seen = new Map<Identity, Resource | undefined>();
	const checkCache: CheckCache[number][] = [];
	for (const check of checks) {
		const { problems, looksAtAll } = ask(check, { resource, at }, all, seen);
		if (looksAtAll) checkCache.push(check);
		else if (problems.length > 0) checkCache.push(problems);
	}
	const known = { checkCache, seen };
	lastSaid.set(resource, known);
	return known;
}

/** Asks one check, and adds to `seen` what it looks at. */
function ask(
	check: Check<object>,
	about: Pick<CheckInput<object>, "resource" | "at">,
	all: All,
	seen: Map<Identity, Resource | undefined>,
) {
	let looksAtAll = false;
	const others: Others = {
		get: (identity) => {
			const found = all.get(identity);
			seen.set(identity, found);
			return found;
		},
		all: () => {
			looksAtAll = true;
			return all;
		},
	};
	const problems = said(check, { ...about, others });
	return { problems, looksAtAll };
}

/** What a check says; a bug in it rejects the manifest that it came up with, and no other. */
function said(check: Check<object>, input: CheckInput<object>): readonly Problem[] {
	try {
		return firstProblems(check(input));
	} catch (error) {
		return [errorHere(input.resource.place, "internal-error", { error: errorText(error) })];
	}
}
