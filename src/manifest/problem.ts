/**
 * Making and printing problems. A code is fixed and can be searched for; a sentence says what is wrong and what to write
 * instead, and never repeats a value, since any value may be a secret.
 */
import type { Problem } from "../model/manifest.ts";
import { type Origin, placeOf } from "./node.ts";

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
