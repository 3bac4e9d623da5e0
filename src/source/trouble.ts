/** Faults of the synced folder as a whole. */
import { errorHere, type Problem, startOf } from "../model/problem.ts";
import type { Reason } from "../model/reason.ts";
import type {} from "./problems.ts";

/** The folder cannot be read; reading it is slow; or it cannot be watched. */
export type SourceTrouble =
	| { readonly is: "unreadable"; readonly reason: Reason }
	| { readonly is: "slow"; readonly path: string; readonly seconds: number }
	| { readonly is: "unwatched"; readonly reason: Reason };

/**
 * The problem of a folder that is not read, or not in time. Like any error, it is reported and counted, and blocks
 * deletions.
 */
export function folderProblem(trouble: Exclude<SourceTrouble, { is: "unwatched" }>): Problem {
	if (trouble.is === "unreadable") return errorHere(startOf("."), "unreadable-folder", { cause: trouble.reason });
	return errorHere(startOf("."), "slow-folder", { path: trouble.path, seconds: trouble.seconds });
}
