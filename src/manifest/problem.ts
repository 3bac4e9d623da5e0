/** Creates problems at places in manifests and limits their number. */
import {
	type ErrorParams,
	errorHere,
	type ParamsOf,
	type Problem,
	type ProblemParams,
	problemKey,
	startOf,
	type WarningParams,
	warningHere,
} from "../model/problem.ts";
import { type Origin, placeOf } from "./node.ts";

/** Maximum number of reported problems per document; computing the places of thousands would occupy the CPU. */
export const mostProblems = 50;

/** An error, which makes the file that contains it invalid. */
export function errorAt<Code extends keyof ErrorParams>(
	origin: Origin,
	code: Code,
	...params: ParamsOf<Code>
): Problem {
	return errorHere(placeOf(origin), code, ...params);
}

/** A warning, which has no effect on the file. */
export function warningAt<Code extends keyof WarningParams>(
	origin: Origin,
	code: Code,
	...params: ParamsOf<Code>
): Problem {
	return warningHere(placeOf(origin), code, ...params);
}

/** An error that concerns a whole file. */
export function errorInFile<Code extends keyof ErrorParams>(
	file: string,
	code: Code,
	...params: ParamsOf<Code>
): Problem {
	return errorHere(startOf(file), code, ...params);
}

/** The first problems of one manifest, errors and warnings separately, and the number of further ones. */
export function firstProblems(problems: readonly Problem[]): readonly Problem[] {
	if (problems.length <= mostProblems) return problems;
	return (["error", "warning"] as const).flatMap((severity) => {
		const all = problems.filter((problem) => problem.severity === severity);
		const left = all[mostProblems];
		if (!left) return all;
		return [...all.slice(0, mostProblems), moreProblems(left, { count: all.length - mostProblems, of: "manifest" })];
	});
}

/** Represents omitted problems at the place of the first of them. */
export function moreProblems(
	{ place, severity }: Pick<Problem, "place" | "severity">,
	left: ProblemParams["more-problems"],
): Problem {
	return { place, severity, code: "more-problems", params: left };
}

/** Sorts problems by place and removes duplicates. */
export function sortedProblems(problems: readonly Problem[]): readonly Problem[] {
	const byKey = new Map(problems.map((problem) => [problemKey(problem), problem]));
	return [...byKey.values()].sort(
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
