/** All documents of a folder to drafts, one after the other, until the folder costs more than it may. */
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

/** What documents are made drafts with. */
export interface Stage {
	/** Those that belong to the environment, sorted. */
	readonly files: readonly string[];
	readonly parse: (file: string) => ParsedFile;
	/** What is wrong with a file because it holds nothing. */
	readonly emptied: (file: ParsedFile) => readonly Problem[];
	readonly loadContext: LoadContext;
	readonly rules: ReadonlyMap<string, Rules>;
	readonly budget: Budget;
	/** What came of documents under this setting at the load before. */
	readonly before: ReadonlyMap<MapNode, Composition>;
	/** Gets what comes of them now. */
	readonly compositions: Map<MapNode, Composition>;
	/** Gets the files with an error anywhere. */
	readonly rejected: Set<string>;
	readonly list: ProblemList;
}

export interface Drafts {
	readonly drafts: readonly Draft[];
	/** Defaults and patches that match no document. */
	readonly unused: readonly Overlay[];
}

/** Reads every document. */
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

/** A document of a file that has not changed, under a setting that has not changed, gives what it gave before. */
function composeOnce(document: MapNode, { loadContext, rules, before, compositions, list }: Stage): Composition {
	if (isEnvironment(document)) {
		return { problems: [errorAt(document, "environment-in-include")], used: [], cost: {} };
	}
	const composition =
		before.get(document) ??
		compose(document, rules, loadContext.environment, loadContext, list.isFull() ? 1 : mostProblems);
	// What is wrong with thousands of documents is found again rather than kept.
	if (composition.draft) compositions.set(document, composition);
	return composition;
}

function isError({ severity }: Problem): boolean {
	return severity === "error";
}
