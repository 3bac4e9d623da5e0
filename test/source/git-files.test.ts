/** A repository is untrusted: what Git keeps in its files is read up to what Git itself would write there, and no further. */
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packedCommit } from "../../src/source/git-files.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { git, gitMissing, nothingNeeded, repository, temporaryFolder } from "./folders.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";

describe.skipIf(gitMissing)(`the files of a checkout${gitMissing ? ` (${gitMissing})` : ""}`, () => {
	const huge = 80 * 1024 * 1024;

	it.each([
		["HEAD", "one", ".git/HEAD", 8],
		["a branch", "one", ".git/refs/heads/main", 8],
		["packed references", "packed", ".git/packed-refs", 64 * 1024],
		["the .git file of a linked worktree", "tree", ".git", 8],
		["commondir of a linked worktree", "tree", "../one/.git/worktrees/tree/commondir", 8],
	])("are not read when they are huge: %s", async (_name, path, file, limit) => {
		const folder = temporaryFolder();
		repository(join(folder, "one"), { "a.yaml": "a" });
		git(join(folder, "one"), "worktree", "add", "--quiet", "-b", "side", join(folder, "tree"));
		repository(join(folder, "packed"), { "a.yaml": "a" });
		git(join(folder, "packed"), "pack-refs", "--all");
		const real = join(folder, path, file);
		writeFileSync(real, "");
		truncateSync(real, huge);
		await expect(readSnapshot({ path: join(folder, path), needed: nothingNeeded })).rejects.toMatchObject({
			reason: { code: "GitFileTooLarge", params: { path: real, mostKiB: limit } },
		});
	});

	it("tell a commit among many packed references, wherever a piece ends", async () => {
		const folder = temporaryFolder();
		const file = join(folder, "packed-refs");
		const others = `${commit} refs/tags/v1\n`.repeat(1_190);
		for (let shift = 0; shift < 130; shift += 1) {
			const before = `# ${"x".repeat(65_400 - others.length + shift)}\n${others}`;
			writeFileSync(file, `${before}${commit} refs/heads/straße\n${others.repeat(3)}`);
			expect(await packedCommit(file, "refs/heads/straße")).toBe(commit);
			expect(await packedCommit(file, "refs/heads/other")).toBeUndefined();
		}
	});

	it("tell a commit in a last line that no line break ends", async () => {
		const file = join(temporaryFolder(), "packed-refs");
		writeFileSync(file, `${commit} refs/heads/main`);
		expect(await packedCommit(file, "refs/heads/main")).toBe(commit);
		rmSync(file);
		mkdirSync(file);
		expect(await packedCommit(file, "refs/heads/main")).toBeUndefined();
	});
});
