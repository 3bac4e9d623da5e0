/** Marks a snapshot as complete in a commit, for tests of other behaviour. */
import type { Snapshot } from "../../src/model/snapshot.ts";

export function committed(
	revision: string,
	files: ReadonlyMap<string, string>,
): Pick<Snapshot, "revision" | "provenance" | "committed" | "files" | "aliases"> {
	return { revision, provenance: { is: "committed" }, committed: new Set(files.keys()), files, aliases: new Map() };
}
