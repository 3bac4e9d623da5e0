/** Asks the Git program how the index of a checkout differs from the commit, and which files are ignored. */
import type { Checkout } from "./git.ts";
import type { IndexEntry } from "./git-index.ts";
import { askGit, type ProgramPath } from "./git-process.ts";

/**
 * The paths at which the index differs from the commit (staged and not committed), with the kind of entry. Undefined where
 * Git cannot be run.
 */
export async function stagedPaths(
	{ gitFolder }: Checkout,
	commit: string,
	path: ProgramPath,
): Promise<ReadonlyMap<string, Pick<IndexEntry, "is">> | undefined> {
	const words = ["diff-index", "--cached", "--raw", "--no-renames", "--no-ext-diff", "--ignore-submodules=none", "-z"];
	const answer = await askGit(gitFolder, [...words, commit], path);
	if (answer?.code !== 0) return undefined;
	const staged = new Map<string, Pick<IndexEntry, "is">>();
	const parts = answer.out.split("\0");
	for (let at = 0; at + 1 < parts.length; at += 2) {
		// `:100644 000000 …`: the mode in the commit and the one in the index.
		const modes = parts[at]?.slice(1, 14) ?? "";
		const is = modes.includes("120000") ? "link" : modes.includes("160000") ? "submodule" : "file";
		staged.set(parts[at + 1] ?? "", { is });
	}
	return staged;
}

/** The paths that `.gitignore` files or `.git/info/exclude` exclude; none where Git cannot be run. */
export async function ignoredPaths(
	{ gitFolder, workTree }: Checkout,
	paths: readonly string[],
	path: ProgramPath,
): Promise<ReadonlySet<string>> {
	if (paths.length === 0) return new Set();
	// Git would read a name that begins with a colon as a pattern.
	const input = paths.map((one) => `./${one}\0`).join("");
	const answer = await askGit(gitFolder, ["check-ignore", "-z", "--stdin"], path, { workTree, input });
	if (answer?.code !== 0) return new Set();
	return new Set(answer.out.split("\0").flatMap((name) => (name ? [name.slice(2)] : [])));
}
