/** How a problem's code is worded: the only place where problems of manifests become sentences. */
import type { ErrorParams, Place, ProblemCode, ProblemParams } from "../../../model/problem.ts";
import type { Wording } from "../wording.ts";

/** What is said of one code; its severity is the one that its code is declared with. */
type ProblemWording<Code extends ProblemCode> = Wording<ProblemParams[Code]> & {
	readonly severity: Code extends keyof ErrorParams ? "error" : "warning";
};

/** The wording of some codes. */
export type ProblemWordings<Code extends ProblemCode> = { readonly [C in Code]: ProblemWording<C> };

/** `file:line:column`, of a second place. */
export function placeText({ file, line, column }: Place): string {
	return `${file}:${line}:${column}`;
}

/** `1,500,000`. */
export function numberText(count: number): string {
	return count.toLocaleString("en-US");
}
