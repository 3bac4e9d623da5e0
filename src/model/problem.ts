/**
 * Problems of manifests as data: what is wrong and where, as a code with parameters. Whoever reads manifests makes them; only
 * `report/` words them. `source/`, `manifest/`
 * and each kind declare their codes in `ErrorParams` and `WarningParams`.
 */
import { stableJson } from "../lib/json.ts";

/** Where in the folder something was written. Lines and columns count from 1; `file` is relative to the root. */
export interface Place {
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

/**
 * The parameters of each code that rejects its file. Values are plain data. None of them is a value of a manifest, any of which
 * may be a secret: only names, and values of the fields that decide the rule.
 */
export interface ErrorParams {
	"file-too-large": { readonly mostKiB: number };
	/** Values nested in a file, or folders in folders. */
	"too-deep": { readonly what: "values" | "folders"; readonly most: number };
	"missing-file": { readonly path: string };
	"missing-folder": { readonly path: string };
	/** A path that is absolute, or no path, or leads above the root; or a link out of it. */
	"outside-root": { readonly path: string; readonly how: "absolute" | "no path" | "above" | "link" };
}

/** The parameters of each code that is only said. */
// biome-ignore lint/suspicious/noEmptyInterface: others declare their codes in it.
export interface WarningParams {}

export type ProblemParams = ErrorParams & WarningParams;

/** The name of a problem: stable, documented, what a search engine or a script can look for. */
export type ProblemCode = keyof ProblemParams;

/** An error rejects its document's file; a warning is only said. */
export type Severity = "error" | "warning";

/** Something wrong with a manifest. */
export type Problem<Code extends ProblemCode = ProblemCode> = {
	readonly [C in Code]: {
		readonly place: Place;
		readonly severity: Severity;
		readonly code: C;
		readonly params: ProblemParams[C];
	};
}[Code];

/** What follows a code: its parameters, or nothing where it has none. */
export type ParamsOf<Code extends ProblemCode> = keyof ProblemParams[Code] extends never
	? []
	: [params: ProblemParams[Code]];

/** A problem that rejects the file. */
export function errorHere<Code extends keyof ErrorParams>(
	place: Place,
	code: Code,
	...[params]: ParamsOf<Code>
): Problem {
	return { place, severity: "error", code, params: params ?? {} } as Problem;
}

/** A problem that is only said. */
export function warningHere<Code extends keyof WarningParams>(
	place: Place,
	code: Code,
	...[params]: ParamsOf<Code>
): Problem {
	return { place, severity: "warning", code, params: params ?? {} } as Problem;
}

/** The whole file. */
export function startOf(file: string): Place {
	return { file, line: 1, column: 1 };
}

/** Equal for equal problems, and for no others. */
export function problemKey(problem: Problem): string {
	return stableJson(problem);
}
