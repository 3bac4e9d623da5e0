/** Faults of the synced folder as a whole. */
import type { Problem } from "../model/manifest.ts";

/** The folder cannot be read; reading it is slow; or it cannot be watched. */
export type SourceTrouble = "unreadable" | "slow" | "unwatched";

const unreadable = { code: "unreadable-folder", severity: "error" } as const;
const slow = { code: "slow-folder", severity: "error" } as const;

/**
 * The problem of a folder that is not read, or not in time. Like any error, it is reported and counted, and blocks
 * deletions.
 */
export function folderProblem(sentence: string, what: Exclude<SourceTrouble, "unwatched">): Problem {
	return { place: { file: ".", line: 1, column: 1 }, sentence, ...(what === "slow" ? slow : unreadable) };
}
