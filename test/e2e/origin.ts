/** A bare repository, as a Git server has it, and somebody with a clone who pushes to it. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { runGit } from "../support/git.ts";

const run = promisify(execFile);

/** The one branch. */
export const branch = "main";

/** Texts by file name. */
export type Files = Readonly<Record<string, string>>;

export interface Origin {
	readonly url: string;
	/** Makes the branch hold exactly these files, by one commit more, and pushes it; gives the commit. */
	readonly commit: (files: Files) => Promise<string>;
	/** Takes the last commit back by one more, and pushes that; gives it. */
	readonly revert: () => Promise<string>;
	/** Forgets the last `count` commits; the next commit is pushed by force. */
	readonly forget: (count: number) => Promise<void>;
	/** A new folder with the files of a commit and nothing of Git, below `folder`. */
	readonly contentOf: (commit: string, folder: string) => Promise<string>;
	readonly remove: () => Promise<void>;
}

export async function createOrigin(): Promise<Origin> {
	const home = await realpath(await mkdtemp(join(tmpdir(), "evenkeel-origin-")));
	const bare = join(home, "origin.git");
	const clone = join(home, "clone");
	await runGit(home, "init", "--quiet", "--bare", `--initial-branch=${branch}`, bare);
	await runGit(home, "clone", "--quiet", bare, clone);
	await runGit(clone, "checkout", "--quiet", "-B", branch);
	const push = async () => {
		await runGit(clone, "push", "--quiet", "--force", "origin", branch);
		return runGit(clone, "rev-parse", "HEAD");
	};
	return {
		url: pathToFileURL(bare).href,
		commit: async (files) => {
			await runGit(clone, "rm", "-r", "--quiet", "--force", "--ignore-unmatch", ".");
			for (const [name, text] of Object.entries(files)) await writeFile(join(clone, name), text);
			await runGit(clone, "add", "--all");
			await runGit(clone, "commit", "--quiet", "--allow-empty", "--message", "change");
			return push();
		},
		revert: async () => {
			await runGit(clone, "revert", "--no-edit", "HEAD");
			return push();
		},
		forget: async (count) => {
			await runGit(clone, "reset", "--quiet", "--hard", `HEAD~${count}`);
		},
		contentOf: async (commit, folder) => {
			const content = join(folder, commit);
			await mkdir(content, { recursive: true });
			// No index is written, so that it may be done while others read and commit.
			await runGit(bare, "archive", `--output=${content}.tar`, commit);
			await run("tar", ["--extract", "--file", `${content}.tar`, "--directory", content]);
			await rm(`${content}.tar`);
			return content;
		},
		remove: () => rm(home, { recursive: true }),
	};
}
