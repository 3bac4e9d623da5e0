/**
 * Memoizes check results. Resources are immutable, so a result is valid while every resource that the check read is the
 * same object; when one of thousands of files changes, nearly all results are reused.
 */
import { errorText } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import type { Check, CheckInput, Others } from "../model/manifest-rules.ts";
import { errorHere, type Place, type Problem } from "../model/problem.ts";
import { firstProblems } from "./problem.ts";

type All = ReadonlyMap<Identity, Resource>;
type At = (path: string) => Place;

/** One entry per check, in order: its problems, or the check itself if it reads all resources and must run every time. */
type CheckCache = readonly (readonly Problem[] | Check<object>)[];

interface Known {
	readonly checkCache: CheckCache;
	/** Each identity that the checks read, with the resource found; undefined if there was none. */
	readonly seen: ReadonlyMap<Identity, Resource | undefined>;
}

const lastSaid = new WeakMap<Resource, Known>();

/**
 * The problems that `checks`, the checks of the resource's kind, find in a resource among `all`. `at` returns places in the
 * resource's own manifest.
 */
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

/** Runs one check and records in `seen` each resource that it reads. */
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

/** The problems that a check finds. A bug in a check rejects only the manifest being checked. */
function said(check: Check<object>, input: CheckInput<object>): readonly Problem[] {
	try {
		return firstProblems(check(input));
	} catch (error) {
		return [errorHere(input.resource.place, "internal-error", { error: errorText(error) })];
	}
}
