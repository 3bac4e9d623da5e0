/**
 * The synced folder as text, read whole at one moment: what `source/` hands to `manifest/`.
 */
import type { Problem, Provenance } from "./manifest.ts";

/** One consistent reading of the folder. */
export interface Snapshot {
	/** Absolute real path of the root; nothing outside it was read. */
	readonly root: string;
	/** The environment's folder relative to the root, with slashes; empty for the root itself. */
	readonly path: string;
	/** The commit that is checked out there, with `-dirty` if files differ from it; else `sha256:` and a digest of the content. */
	readonly revision: string;
	readonly provenance: Provenance;
	/** The paths of `files` whose text is exactly as the commit has it. */
	readonly committed: ReadonlySet<string>;
	/** Text of each manifest and variable file by its path relative to the root, sorted by path. */
	readonly files: ReadonlyMap<string, string>;
	/** Paths that the environment names, and under which other path what they lead to is in `files`. */
	readonly aliases: ReadonlyMap<string, string>;
	/** Files that could not be taken: too large, a link that leaves the root, a device. Each one is an error. */
	readonly problems: readonly Problem[];
}

/** The text at a path that the environment names, wherever it is. */
export function textAt({ files, aliases }: Snapshot, path: string): string | undefined {
	return files.get(path) ?? files.get(aliases.get(path) ?? "");
}

/** Marks a revision whose files differ from its commit, as `git describe --dirty` does. */
export const dirtyMark = "-dirty";

/** The commit that a revision is of, with or without changes; undefined for a revision outside of Git. */
export function commitOf(revision: string): string | undefined {
	return /^([0-9a-f]{40}|[0-9a-f]{64})(?:-dirty)?$/.exec(revision)?.[1];
}
