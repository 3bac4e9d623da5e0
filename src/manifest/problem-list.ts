/**
 * The problems of one load, and no more of them than somebody reads: a folder can hold a hundred thousand, which would fill the
 * memory, the status and the screen. Those that are left out are counted.
 */
import { isRecord } from "../lib/json.ts";
import { type Place, type Problem, type ProblemParams, problemKey, type Severity, startOf } from "../model/problem.ts";
import { moreProblems, sortedProblems } from "./problem.ts";

/** The most that are told of one file, and in all, errors and warnings each; the first error of each file always is. */
const mostOfFile = 100;
const mostInAll = 1_000;
/** A name of a manifest may be long, and a list of names as well. */
const longestText = 250;
const longestList = 100;

export interface ProblemList {
	readonly tell: (problem: Problem) => void;
	/** Whether no further error would be told, so that no further one need be looked for. */
	readonly isFull: () => boolean;
	/** Sorted by place, equal ones once; where some were left out, others say how many. */
	readonly told: () => readonly Problem[];
}

/** Problems of one severity in one file. */
interface Counts {
	told: number;
	left: number;
	/** Where the first is that was left out. */
	place?: Place;
}

export function createProblemList(): ProblemList {
	const told = new Map<string, Problem>();
	const inAll: Record<Severity, number> = { error: 0, warning: 0 };
	const byFile: Record<Severity, Map<string, Counts>> = { error: new Map(), warning: new Map() };
	return {
		tell: (problem) => {
			const { severity, place } = problem;
			const key = problemKey(problem);
			if (told.has(key)) return;
			const counts = byFile[severity].get(place.file) ?? { told: 0, left: 0 };
			byFile[severity].set(place.file, counts);
			const isFirstError = severity === "error" && counts.told === 0;
			if (isFirstError || (counts.told < mostOfFile && inAll[severity] < mostInAll)) {
				counts.told += 1;
				inAll[severity] += 1;
				told.set(key, { ...problem, params: shortened(problem.params) } as Problem);
			} else {
				counts.left += 1;
				counts.place ??= place;
			}
		},
		isFull: () => inAll.error >= mostInAll,
		told: () =>
			sortedProblems([...told.values(), ...leftOut("error", byFile.error), ...leftOut("warning", byFile.warning)]),
	};
}

/** Parameters without texts and lists that are very long. */
function shortened(value: unknown): unknown {
	if (typeof value === "string") return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
	if (Array.isArray(value)) return value.slice(0, longestList).map(shortened);
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]));
}

/** For each file that something was told of, how much more there is; and one for all others together. */
function leftOut(severity: Severity, byFile: ReadonlyMap<string, Counts>): readonly Problem[] {
	const incomplete = [...byFile.values()].filter(({ left }) => left > 0);
	const silent = incomplete.filter(({ told }) => told === 0);
	const others = silent.reduce((sum, { left }) => sum + left, 0);
	const more = (place: Place | undefined, left: ProblemParams["more-problems"]) =>
		moreProblems({ severity, place: place ?? startOf(".") }, left);
	return [
		...incomplete.filter(({ told }) => told > 0).map(({ left, place }) => more(place, { count: left, of: "file" })),
		...(others > 0 ? [more(silent[0]?.place, { count: others, of: "files", files: silent.length })] : []),
	];
}
