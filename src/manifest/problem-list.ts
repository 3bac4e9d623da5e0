/**
 * Collects the problems of one load up to a limit and counts the rest. A folder may have a hundred thousand problems, which
 * would fill the memory, the status and the screen.
 */
import { isRecord } from "../lib/json.ts";
import { type Place, type Problem, type ProblemParams, problemKey, type Severity, startOf } from "../model/problem.ts";
import { moreProblems, sortedProblems } from "./problem.ts";

/** Limits per file and in total, for errors and warnings separately. The first error of each file is always included. */
const mostOfFile = 100;
const mostInAll = 1_000;
/** Manifest names and lists of names may be long. */
const longestText = 250;
const longestList = 100;

/** Collects problems up to the limits. */
export interface ProblemList {
	readonly tell: (problem: Problem) => void;
	/** Whether further errors would be omitted, so that the search for them can stop. */
	readonly isFull: () => boolean;
	/** The problems sorted by place, without duplicates. Further entries count the omitted problems. */
	readonly told: () => readonly Problem[];
}

/** The problems of one severity in one file. */
interface Counts {
	told: number;
	left: number;
	/** The place of the first omitted problem. */
	place?: Place;
}

/** Creates an empty list. */
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

/** Shortens long texts and lists in parameters. */
function shortened(value: unknown): unknown {
	if (typeof value === "string") return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
	if (Array.isArray(value)) return value.slice(0, longestList).map(shortened);
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]));
}

/** One entry per file with the number of its omitted problems, and one for all files without any reported problem. */
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
