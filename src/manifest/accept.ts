/**
 * Which files stand and which are rejected. A rejected file keeps the last good state of its resources, and what it rejects
 * may reject nothing else: the loop here goes on until the set of rejected files does not grow any more.
 */
import { groupBy } from "../lib/group.ts";
import type { Steps } from "../lib/slices.ts";
import type { Identity } from "../model/identity.ts";
import type { Resource } from "../model/manifest.ts";
import { errorHere, type Problem } from "../model/problem.ts";
import type { Draft } from "./compose.ts";
import { isGuess } from "./missing-targets.ts";
import { duplicateProblems, type FileProblem, placeIn, resolveDrafts } from "./resolve.ts";

export interface Accepted {
	/** Sorted by identity, those of rejected files as they last were included. */
	readonly resources: readonly Resource[];
	readonly rejected: ReadonlySet<string>;
}

/** What stands already, and who is told of problems. */
export interface Acceptance {
	readonly rejectedBefore: ReadonlySet<string>;
	/** The resources of the last good state. */
	readonly previous: readonly Resource[];
	readonly tell: (problem: Problem) => void;
}

/**
 * What was good last may contradict what is good now, file after file; where that goes on for so long, all files are rejected
 * instead of one more in each turn through all of them.
 */
const mostTurns = 10;
/** Between two of these others may work. */
const sliceOfChecks = 50;

/** Accepts what can be accepted. */
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

/** The last good state, whole. */
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

/** What a manifest last was that cannot even be identified now. */
function lastByManifest(previous: readonly Resource[]): (draft: Draft) => readonly Resource[] {
	const keyOf = (file: string, kind: string, name: string) => JSON.stringify([file, kind, name]);
	const index = groupBy(previous, ({ place, kind, name }) => keyOf(place.file, kind, name));
	return ({ file, name, rules }) => index.get(keyOf(file, rules.kind, name)) ?? [];
}

/** Later ones win: a manifest that moved to another file counts there, though its old file is rejected now. */
function byIdentity(resources: readonly Resource[]): ReadonlyMap<Identity, Resource> {
	return new Map(resources.map((resource) => [resource.identity, resource]));
}

function byIdentityText(a: Resource, b: Resource): number {
	return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}
