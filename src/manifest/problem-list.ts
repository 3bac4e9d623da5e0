/**
 * The problems of one load, and no more of them than somebody reads: a folder can hold a hundred thousand, which would fill the
 * memory, the status and the screen. Those that are left out are counted.
 */
import type { Place, Problem } from "../model/manifest.ts";
import { moreProblems, problemText, sortedProblems } from "./problem.ts";

/** The most that are told of one file, and in all, errors and warnings each; the first error of each file always is. */
const mostOfFile = 100;
const mostInAll = 1_000;
/** A name of a manifest may be long, and a sentence may hold several. */
const longestSentence = 1_000;

export interface ProblemList {
	readonly tell: (problem: Problem) => void;
	/** Whether no further error would be told, so that nobody need put many into words. */
	readonly isFull: () => boolean;
	/** Sorted by place, equal ones once; where some were left out, others say how many. */
	readonly told: () => readonly Problem[];
}

type Severity = Problem["severity"];

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
			const text = problemText(problem);
			if (told.has(text)) return;
			const counts = byFile[severity].get(place.file) ?? { told: 0, left: 0 };
			byFile[severity].set(place.file, counts);
			const isFirstError = severity === "error" && counts.told === 0;
			if (isFirstError || (counts.told < mostOfFile && inAll[severity] < mostInAll)) {
				counts.told += 1;
				inAll[severity] += 1;
				told.set(text, shortened(problem));
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

function shortened(problem: Problem): Problem {
	const { sentence } = problem;
	return sentence.length <= longestSentence
		? problem
		: { ...problem, sentence: `${sentence.slice(0, longestSentence)}…` };
}

/** For each file that something was told of, how much more there is; and one for all others together. */
function leftOut(severity: Severity, byFile: ReadonlyMap<string, Counts>): readonly Problem[] {
	const incomplete = [...byFile.values()].filter(({ left }) => left > 0);
	const silent = incomplete.filter(({ told }) => told === 0);
	const others = silent.reduce((sum, { left }) => sum + left, 0);
	const more = (place: Place | undefined, count: number, where: string) =>
		moreProblems({ severity, place: place ?? { file: ".", line: 1, column: 1 } }, count, where);
	return [
		...incomplete.filter(({ told }) => told > 0).map(({ left, place }) => more(place, left, "of this file are")),
		...(others > 0 ? [more(silent[0]?.place, others, `of ${silent.length} other files are`)] : []),
	];
}
