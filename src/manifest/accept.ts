/**
 * Decides which files are accepted and which are invalid. The loop repeats until the set of invalid files stops growing,
 * because an invalid file keeps its last valid resources and these may conflict with further files.
 */
import { groupBy } from "../lib/group.ts";
import type { Steps } from "../lib/slices.ts";
import type { Identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import { errorHere, type Problem } from "../model/problem.ts";
import type { Draft } from "./compose.ts";
import { isGuess } from "./missing-targets.ts";
import { duplicateProblems, type FileProblem, placeIn, resolveDrafts } from "./resolve.ts";

/** The result of accepting the files of one load. */
export interface Accepted {
	/** Sorted by identity; includes the last valid resources of invalid files. */
	readonly resources: readonly Resource[];
	readonly rejected: ReadonlySet<string>;
}

/** The state before acceptance: files already invalid, the last valid resources, and the receiver of problems. */
export interface Acceptance {
	readonly rejectedBefore: ReadonlySet<string>;
	/** The resources of the last valid state. */
	readonly previous: readonly Resource[];
	readonly tell: (problem: Problem) => void;
}

/**
 * Last valid resources can conflict with new ones in one file after another. After this many turns all files are rejected
 * at once, which bounds the work.
 */
const mostTurns = 10;
/** Checks between two yields to other tasks. */
const sliceOfChecks = 50;

/** Accepts every file without errors; an invalid file keeps the resources of its last valid state. */
export function* accept(drafts: readonly Draft[], acceptance: Acceptance): Steps<Accepted> {
	const { previous, tell } = acceptance;
	const rejected = new Set(acceptance.rejectedBefore);
	const lastOf = lastByManifest(previous);
	for (let turn = 1; ; turn += 1) {
		const standing = drafts.filter(({ file }) => !rejected.has(file));
		const kept = previous.filter(({ place }) => rejected.has(place.file));
		const { resources, problems } = yield* resolveDrafts(standing, kept, rejected.size > 0);
		const waiting = standing.filter((draft) => !resources.has(draft)).flatMap(lastOf);
		const all = byIdentity([...kept, ...waiting, ...resources.values()]);
		const found: FileProblem[] = [...problems, ...duplicateProblems(resources)];
		yield* check(resources, all, found);
		const before = rejected.size;
		for (const { file, problem } of found) {
			if (problem.severity !== "error") continue;
			rejected.add(file);
			tell(problem);
		}
		if (rejected.size > before && turn < mostTurns) continue;
		if (rejected.size > before) return allRejected(drafts, acceptance);
		for (const { problem } of found) {
			if (rejected.size === 0 || !isGuess(problem)) tell(problem);
		}
		return { resources: [...all.values()].sort(byIdentityText), rejected };
	}
}

/** Rejects all files and returns the complete last valid state. */
function allRejected(drafts: readonly Draft[], { rejectedBefore, previous, tell }: Acceptance): Accepted {
	const [first] = drafts;
	if (first) tell(errorHere(first.place, "rejected-in-chain", { turns: mostTurns }));
	const files = [...rejectedBefore, ...drafts.map(({ file }) => file), ...previous.map(({ place }) => place.file)];
	return { resources: previous, rejected: new Set(files) };
}

function* check(
	resources: ReadonlyMap<Draft, Resource>,
	all: ReadonlyMap<Identity, Resource>,
	found: FileProblem[],
): Steps<void> {
	let count = 0;
	for (const [draft, resource] of resources) {
		for (const problem of draft.rules.check(resource, all, placeIn(draft))) found.push({ file: draft.file, problem });
		count += 1;
		if (count % sliceOfChecks === 0) yield sliceOfChecks * 20;
	}
}

/** Finds the last valid resources of a manifest whose identity is currently unknown. */
function lastByManifest(previous: readonly Resource[]): (draft: Draft) => readonly Resource[] {
	const keyOf = (file: string, kind: string, name: string) => JSON.stringify([file, kind, name]);
	const index = groupBy(previous, ({ place, kind, name }) => keyOf(place.file, kind, name));
	return ({ file, name, rules }) => index.get(keyOf(file, rules.kind, name)) ?? [];
}

/** Later resources win: a manifest that moved to another file counts in its new file, even if the old file is invalid. */
function byIdentity(resources: readonly Resource[]): ReadonlyMap<Identity, Resource> {
	return new Map(resources.map((resource) => [resource.identity, resource]));
}

function byIdentityText(a: Resource, b: Resource): number {
	return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}
