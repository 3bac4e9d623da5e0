/** What can be wrong with the folder as a whole, for those who follow it. */
import type { Problem } from "../model/manifest.ts";

/** It cannot be read; reading it takes long; or it can be read and not watched. */
export type SourceTrouble = "unreadable" | "slow" | "unwatched";

const unreadable = { code: "unreadable-folder", severity: "error" } as const;
const slow = { code: "slow-folder", severity: "error" } as const;

/** A folder that is not read, or not in time, as a problem like any other: shown, counted, and nothing is deleted meanwhile. */
export function folderProblem(sentence: string, what: Exclude<SourceTrouble, "unwatched">): Problem {
	return { place: { file: ".", line: 1, column: 1 }, sentence, ...(what === "slow" ? slow : unreadable) };
}
