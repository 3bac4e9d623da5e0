/** What of a snapshot says that a commit has all of it, for tests that are not about that. */
import type { Snapshot } from "../../src/model/snapshot.ts";

export function committed(
	revision: string,
	files: ReadonlyMap<string, string>,
): Pick<Snapshot, "revision" | "provenance" | "committed" | "files" | "aliases"> {
	return { revision, provenance: { is: "committed" }, committed: new Set(files.keys()), files, aliases: new Map() };
}
