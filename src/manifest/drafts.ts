/** Composes all documents of a folder into drafts, one at a time, until the folder exceeds its cost limit. */
import type { Steps } from "../lib/slices.ts";
import type { Problem } from "../model/problem.ts";
import type { Budget } from "./budget.ts";
import { type Composition, compose, type Draft } from "./compose.ts";
import { isEnvironment } from "./environment.ts";
import type { LoadContext } from "./load-context.ts";
import type { MapNode } from "./node.ts";
import type { Overlay } from "./overlays.ts";
import type { ParsedFile } from "./parse.ts";
import { errorAt, errorInFile, mostProblems } from "./problem.ts";
import type { ProblemList } from "./problem-list.ts";
import type { Rules } from "./rules.ts";

/** The input and output of composing the documents of one load. */
export interface Stage {
	/** The files that belong to the environment, sorted. */
	readonly files: readonly string[];
	readonly parse: (file: string) => ParsedFile;
	/** The problems of a file that became empty. */
	readonly emptied: (file: ParsedFile) => readonly Problem[];
	readonly loadContext: LoadContext;
	readonly rules: ReadonlyMap<string, Rules>;
	readonly budget: Budget;
	/** Compositions of the previous load under the same load context. */
	readonly before: ReadonlyMap<MapNode, Composition>;
	/** Collects the compositions of this load. */
	readonly compositions: Map<MapNode, Composition>;
	/** Collects the files with an error. */
	readonly rejected: Set<string>;
	readonly list: ProblemList;
}

/** The drafts of one load. */
export interface Drafts {
	readonly drafts: readonly Draft[];
	/** Defaults and patches that match no document. */
	readonly unused: readonly Overlay[];
}

/** Composes every document. Problems go to `stage.list`, invalid files to `stage.rejected`. */
export function* draftsFrom(stage: Stage): Steps<Drafts> {
	const { loadContext, budget, rejected } = stage;
	const { tell } = stage.list;
	const drafts: Draft[] = [];
	const used = new Set<Overlay>();
	let isReported = false;
	for (const file of stage.files) {
		const parsed = stage.parse(file);
		const { documents } = parsed;
		const exceeded = budget.exceeded();
		if (exceeded !== undefined) {
			if (!isReported) tell(errorInFile(file, "folder-too-costly", { exceeded }));
			isReported = true;
			rejected.add(file);
			continue;
		}
		const problems = [...parsed.problems, ...stage.emptied(parsed)];
		for (const problem of problems) tell(problem);
		if (problems.some(isError)) rejected.add(file);
		for (const document of problems.some(isError) ? [] : documents) {
			if (document === loadContext.environment?.node) continue;
			const { draft, problems: found, used: matching, cost } = composeOnce(document, stage);
			yield 50 + (cost.typed ?? 0) + (cost.merged ?? 0) / 10;
			budget.spend(cost);
			const by = budget.exceeded();
			const all = by === undefined ? found : [errorAt(document, "folder-too-costly", { exceeded: by })];
			for (const problem of all) tell(problem);
			for (const one of matching) used.add(one);
			if (all.some(isError)) rejected.add(file);
			else if (draft) drafts.push(draft);
			isReported ||= by !== undefined;
			if (isReported) break;
		}
	}
	const overlays = [...(loadContext.environment?.defaults.all ?? []), ...(loadContext.environment?.patches.all ?? [])];
	return { drafts, unused: overlays.filter((one) => !used.has(one)) };
}

/** Reuses the previous composition if neither the document nor the load context changed. */
function composeOnce(document: MapNode, { loadContext, rules, before, compositions, list }: Stage): Composition {
	if (isEnvironment(document)) {
		return { problems: [errorAt(document, "environment-in-include")], used: [], cost: {} };
	}
	const composition =
		before.get(document) ??
		compose(document, rules, loadContext.environment, loadContext, list.isFull() ? 1 : mostProblems);
	// Failed compositions are not cached: thousands of documents with problems would fill the memory.
	if (composition.draft) compositions.set(document, composition);
	return composition;
}

function isError({ severity }: Problem): boolean {
	return severity === "error";
}
