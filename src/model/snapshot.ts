/**
 * The synced folder as text, read whole at one moment: what `source/` hands to `manifest/`.
 */
import type { Problem } from "./manifest.ts";

/** One consistent reading of the folder. */
export interface Snapshot {
	/** Absolute real path of the root; nothing outside it was read. */
	readonly root: string;
	/** The environment's folder relative to the root, with slashes; empty for the root itself. */
	readonly path: string;
	/** The commit that is checked out there, else `sha256:` and a digest of the content. */
	readonly revision: string;
	/** Text of each manifest and variable file by its path relative to the root, sorted by path. */
	readonly files: ReadonlyMap<string, string>;
	/** Files that could not be taken: too large, a link that leaves the root, a device. Each one is an error. */
	readonly problems: readonly Problem[];
}
