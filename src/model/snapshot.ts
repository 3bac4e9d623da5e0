/** A consistent reading of the synced folder as text, which `source/` passes to `manifest/`. */
import type { Provenance } from "./manifest.ts";
import type { Problem } from "./problem.ts";

/** One consistent reading of the folder. */
export interface Snapshot {
	/** Absolute real path of the root; nothing outside it was read. */
	readonly root: string;
	/** The environment's folder relative to the root, with forward slashes; empty for the root itself. */
	readonly path: string;
	/** The checked out commit, with `-dirty` if files differ from it; else `sha256:` and a digest of the content. */
	readonly revision: string;
	readonly provenance: Provenance;
	/** The paths of `files` whose text equals the committed one. */
	readonly committed: ReadonlySet<string>;
	/** The text of each manifest and variable file by its path relative to the root, sorted by path. */
	readonly files: ReadonlyMap<string, string>;
	/** Paths named by the environment, mapped to the paths of their targets in `files`. */
	readonly aliases: ReadonlyMap<string, string>;
	/** Files that could not be read: too large, a link that leaves the root, a device. Each one is an error. */
	readonly problems: readonly Problem[];
}

/** The text at a path named by the environment. */
export function textAt({ files, aliases }: Snapshot, path: string): string | undefined {
	return files.get(path) ?? files.get(aliases.get(path) ?? "");
}

/** Marks a revision with uncommitted changes, like `git describe --dirty`. */
export const dirtyMark = "-dirty";

/** The commit of a revision, with or without changes; undefined outside Git. */
export function commitOf(revision: string): string | undefined {
	return /^([0-9a-f]{40}|[0-9a-f]{64})(?:-dirty)?$/.exec(revision)?.[1];
}
