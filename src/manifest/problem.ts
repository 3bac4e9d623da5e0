/**
 * Making and printing problems. A code is fixed and can be searched for; a sentence says what is wrong and what to write
 * instead, and never repeats a value, since any value may be a secret.
 */
import type { Problem } from "../model/manifest.ts";
import { type Origin, placeOf } from "./node.ts";

/** So many problems of one document are told; finding the places of thousands would keep this program busy. */
export const mostProblems = 50;

/** Something that rejects the file it stands in. */
export function errorAt(origin: Origin, code: string, sentence: string): Problem {
	return { place: placeOf(origin), code, sentence, severity: "error" };
}

/** Something that is only said. */
export function warningAt(origin: Origin, code: string, sentence: string): Problem {
	return { place: placeOf(origin), code, sentence, severity: "warning" };
}

/** A problem of a whole file. */
export function errorInFile(file: string, code: string, sentence: string): Problem {
	return { place: { file, line: 1, column: 1 }, code, sentence, severity: "error" };
}

/** `file:line:column code sentence`, as every command prints it. */
export function problemText({ place, code, sentence, severity }: Problem): string {
	const mark = severity === "warning" ? "warning: " : "";
	return `${place.file}:${place.line}:${place.column} ${code} ${mark}${sentence}`;
}

/** The first problems of one manifest, errors and warnings each, and how many more of them there are. */
export function firstProblems(problems: readonly Problem[]): readonly Problem[] {
	if (problems.length <= mostProblems) return problems;
	return (["error", "warning"] as const).flatMap((severity) => {
		const all = problems.filter((problem) => problem.severity === severity);
		const left = all[mostProblems];
		if (!left) return all;
		return [...all.slice(0, mostProblems), moreProblems(left, all.length - mostProblems, "of this manifest are")];
	});
}

/** Stands for problems that are left out, of which `first` is the first. */
export function moreProblems(
	{ place, severity }: Pick<Problem, "place" | "severity">,
	count: number,
	where: string,
): Problem {
	const sentence = `${count} more ${severity}${count === 1 ? "" : "s"} ${where} not shown here. Mend those above first.`;
	return { place, code: "more-problems", sentence, severity };
}

/** By place; equal ones once. */
export function sortedProblems(problems: readonly Problem[]): readonly Problem[] {
	const byText = new Map(problems.map((problem) => [problemText(problem), problem]));
	return [...byText.values()].sort(
		(a, b) =>
			compareTexts(a.place.file, b.place.file) ||
			a.place.line - b.place.line ||
			a.place.column - b.place.column ||
			compareTexts(a.code, b.code),
	);
}

function compareTexts(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
