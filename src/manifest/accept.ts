/**
 * Which files stand and which are rejected. A rejected file keeps the last good state of its resources, and what it rejects
 * may reject nothing else: the loop here goes on until the set of rejected files does not grow any more.
 */
import type { Identity } from "../model/identity.ts";
import type { Problem, Resource } from "../model/manifest.ts";
import type { Draft } from "./compose.ts";
import { duplicateProblems, type FileProblem, placeIn, resolveDrafts } from "./resolve.ts";

export interface Accepted {
	/** Sorted by identity, those of rejected files as they last were included. */
	readonly resources: readonly Resource[];
	readonly problems: readonly Problem[];
	readonly rejected: ReadonlySet<string>;
}

/** Accepts what can be accepted. `previous` are the resources of the last good state. */
export function accept(
	drafts: readonly Draft[],
	rejectedBefore: ReadonlySet<string>,
	previous: readonly Resource[],
): Accepted {
	const rejected = new Set(rejectedBefore);
	const errors: Problem[] = [];
	for (;;) {
		const standing = drafts.filter(({ file }) => !rejected.has(file));
		const kept = previous.filter(({ place }) => rejected.has(place.file));
		const { resources, problems } = resolveDrafts(standing, kept, rejected.size > 0);
		const waiting = standing.filter((draft) => !resources.has(draft)).flatMap((draft) => lastOf(draft, previous));
		const all = byIdentity([...kept, ...waiting, ...resources.values()]);
		const found = [...problems, ...duplicateProblems(resources), ...checked(resources, all)];
		const wrong = found.filter(({ problem }) => problem.severity === "error");
		errors.push(...wrong.map(({ problem }) => problem));
		if (wrong.length === 0) {
			const warnings = found.map(({ problem }) => problem);
			return { resources: [...all.values()].sort(byIdentityText), problems: [...errors, ...warnings], rejected };
		}
		for (const { file } of wrong) rejected.add(file);
	}
}

function checked(
	resources: ReadonlyMap<Draft, Resource>,
	all: ReadonlyMap<Identity, Resource>,
): readonly FileProblem[] {
	return [...resources].flatMap(([draft, resource]) =>
		draft.rules.check(resource, all, placeIn(draft)).map((problem) => ({ file: draft.file, problem })),
	);
}

/** What a manifest last was that cannot even be identified now. */
function lastOf({ file, name, rules }: Draft, previous: readonly Resource[]): readonly Resource[] {
	return previous.filter((one) => one.place.file === file && one.name === name && one.kind === rules.kind);
}

/** Later ones win: a manifest that moved to another file counts there, though its old file is rejected now. */
function byIdentity(resources: readonly Resource[]): ReadonlyMap<Identity, Resource> {
	return new Map(resources.map((resource) => [resource.identity, resource]));
}

function byIdentityText(a: Resource, b: Resource): number {
	return a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0;
}
