/**
 * Problems of manifests as data: what is wrong and where, as a code with parameters. Only `report/` words them;
 * `source/`, `manifest/` and each kind declare their codes in `ErrorParams` and `WarningParams`.
 */
import { stableJson } from "../lib/json.ts";

/** The place of something in the folder. Lines and columns start at 1; `file` is relative to the root. */
export interface Place {
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

/**
 * The parameters of each error code, as plain data. They never contain a manifest value that may be a secret: only
 * names, and values of the fields that decide the rule.
 */
export interface ErrorParams {
	"file-too-large": { readonly mostKiB: number };
	/** Too deeply nested values in a file, or folders. */
	"too-deep": { readonly what: "values" | "folders"; readonly most: number };
	"missing-file": { readonly path: string };
	"missing-folder": { readonly path: string };
	/** An absolute or invalid path, one that leads above the root, or a link out of the root. */
	"outside-root": { readonly path: string; readonly how: "absolute" | "no path" | "above" | "link" };
}

/** The parameters of each warning code. */
// biome-ignore lint/suspicious/noEmptyInterface: others declare their codes in it.
export interface WarningParams {}

export type ProblemParams = ErrorParams & WarningParams;

/** The code of a problem: stable and documented, for searches and scripts. */
export type ProblemCode = keyof ProblemParams;

/** An error makes its document's file invalid; a warning is only reported. */
export type Severity = "error" | "warning";

/** A problem in a manifest. */
export type Problem<Code extends ProblemCode = ProblemCode> = {
	readonly [C in Code]: {
		readonly place: Place;
		readonly severity: Severity;
		readonly code: C;
		readonly params: ProblemParams[C];
	};
}[Code];

/** The arguments after a code: its parameters, or none. */
export type ParamsOf<Code extends ProblemCode> = keyof ProblemParams[Code] extends never
	? []
	: [params: ProblemParams[Code]];

/** Creates an error. */
export function errorHere<Code extends keyof ErrorParams>(
	place: Place,
	code: Code,
	...[params]: ParamsOf<Code>
): Problem {
	return { place, severity: "error", code, params: params ?? {} } as Problem;
}

/** Creates a warning. */
export function warningHere<Code extends keyof WarningParams>(
	place: Place,
	code: Code,
	...[params]: ParamsOf<Code>
): Problem {
	return { place, severity: "warning", code, params: params ?? {} } as Problem;
}

/** The place of a whole file. */
export function startOf(file: string): Place {
	return { file, line: 1, column: 1 };
}

/** A key that is equal exactly for equal problems. */
export function problemKey(problem: Problem): string {
	return stableJson(problem);
}
