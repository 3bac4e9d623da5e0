/**
 * What vouches for a checkout: files that are as the commit has them, told without running anything that the repository names.
 * Whatever else is there may be half written, and then nothing may be deleted for it.
 */

import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	truncateSync,
	unlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { textOf } from "../../src/report/catalogue/index.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import {
	commit,
	git,
	gitMissing,
	nothingNeeded,
	repository,
	swapLink,
	temporaryFolder,
	writeFiles,
} from "./folders.ts";

const read = (path: string, folders: readonly string[] = [], files: readonly string[] = []) =>
	readSnapshot({
		path,
		needed: () => ({ ...nothingNeeded(), folders, files }),
		...(process.env.PATH ? { programs: process.env.PATH } : {}),
	});
const files = {
	"envs/prod/environment.yaml": "kind: Environment\n",
	"envs/prod/api.yaml": "kind: Service\n---\nkind: Registry\n",
	"envs/prod/web.yaml": "kind: Service\n",
	"envs/test/environment.yaml": "kind: Environment\n",
	"base/cluster.yaml": "kind: Cluster\n",
	"infra/outputs.json": "{}",
	"README.md": "read me",
	".gitignore": "generated.yaml\n",
};
const prod = (folder: string) => read(join(folder, "envs/prod"), ["base"], ["infra/outputs.json"]);

function checkout(): { readonly folder: string; readonly revision: string } {
	const folder = temporaryFolder();
	const revision = repository(folder, files);
	return { folder, revision };
}

/** What a snapshot is vouched for by: one word, and what is named in the reason. */
function told({ provenance }: Snapshot): string {
	if (provenance.is !== "uncommitted") return provenance.is;
	const { reason } = provenance;
	if (reason.code !== "FilesDifferFromCommit") return textOf(reason);
	const { files, count } = reason.params;
	const named = files.map(({ path, how }) => `${path} (${how})`).join(", ");
	return count > files.length ? `${named} and ${count - files.length} more` : named;
}

describe.skipIf(gitMissing)(`a clean checkout${gitMissing ? ` (${gitMissing})` : ""}`, () => {
	it("is vouched for by its commit, file by file", async () => {
		const { folder, revision } = checkout();
		const snapshot = await prod(folder);
		expect([told(snapshot), snapshot.revision]).toEqual(["committed", revision]);
		expect([...snapshot.committed].sort()).toEqual([...snapshot.files.keys()]);
	});

	it.each<[string, (folder: string) => void]>([
		[
			"a file of another environment was changed",
			(folder) => writeFiles(folder, { "envs/test/environment.yaml": "x" }),
		],
		[
			"a file that is no manifest was changed",
			(folder) => writeFiles(folder, { "README.md": "x", "envs/prod/x.md": "" }),
		],
		["hidden files are there", (folder) => writeFiles(folder, { "envs/prod/.api.yaml.swp": "x", "base/.x.yaml": "x" })],
		["every file was touched", (folder) => copyFileSync(join(folder, "base/cluster.yaml"), join(folder, "c.txt"))],
		[
			"a new file elsewhere is staged",
			(folder) => {
				writeFiles(folder, { "elsewhere.yaml": "x" });
				git(folder, "add", "elsewhere.yaml");
			},
		],
	])("is one still when %s", async (_name, change) => {
		const { folder, revision } = checkout();
		change(folder);
		const snapshot = await prod(folder);
		expect([told(snapshot), snapshot.revision]).toEqual(["committed", revision]);
	});

	it("may be a shallow clone, a linked worktree, or one that was copied with all its times", async () => {
		const { folder, revision } = checkout();
		const parent = temporaryFolder();
		git(parent, "clone", "--quiet", "--depth=1", `file://${folder}`, "shallow");
		git(folder, "worktree", "add", "--quiet", "--detach", join(parent, "linked"));
		git(parent, "clone", "--quiet", folder, "copied");
		for (const name of ["envs/prod/api.yaml", "envs/prod/web.yaml"]) {
			const text = readFileSync(join(parent, "copied", name));
			unlinkSync(join(parent, "copied", name));
			writeFileSync(join(parent, "copied", name), text);
		}
		for (const name of ["shallow", "linked", "copied"]) {
			const snapshot = await prod(join(parent, name));
			expect([name, told(snapshot), snapshot.revision]).toEqual([name, "committed", revision]);
		}
	});

	it("may leave files out that a sparse checkout does not want", async () => {
		const { folder } = checkout();
		git(folder, "sparse-checkout", "set", "--no-cone", "/*", "!/envs/prod/web.yaml");
		const snapshot = await prod(folder);
		expect([told(snapshot), snapshot.files.has("envs/prod/web.yaml")]).toEqual(["committed", false]);
		git(folder, "sparse-checkout", "set", "--cone", "--sparse-index", "envs/prod", "base", "infra");
		expect(told(await prod(folder))).toBe("committed");
	});

	it("may have other line ends and a byte order mark", async () => {
		const folder = temporaryFolder();
		git(folder, "init", "--quiet", "--initial-branch=main");
		writeFiles(folder, { ".gitattributes": "*.yaml text eol=crlf\n" });
		commit(folder, { "a.yaml": "kind: A\nspec: {}\n", "b.json": "\ufeff{}\n" });
		unlinkSync(join(folder, "a.yaml"));
		git(folder, "checkout", "--", "a.yaml");
		const copied = readFileSync(join(folder, "a.yaml"));
		expect(copied.toString()).toContain("\r\n");
		writeFileSync(join(folder, "a.yaml"), copied);
		expect(told(await read(folder))).toBe("committed");
	});

	it("may change files by a filter, which is not run to find out", async () => {
		const folder = temporaryFolder();
		git(folder, "init", "--quiet", "--initial-branch=main");
		const canary = join(folder, ".git", "canary");
		git(folder, "config", "filter.lfs.clean", `sh -c 'touch ${canary}; tr a-z A-Z'`);
		git(folder, "config", "filter.lfs.smudge", `sh -c 'touch ${canary}; tr A-Z a-z'`);
		git(folder, "config", "core.fsmonitor", `touch ${canary}`);
		commit(folder, { ".gitattributes": "*.yaml filter=lfs\n", "a.yaml": "kind: a\n" });
		rmSync(join(folder, "a.yaml"));
		git(folder, "checkout", "--", "a.yaml");
		rmSync(canary);
		expect(told(await read(folder))).toBe("committed");
		truncateSync(join(folder, "a.yaml"), 5);
		expect(told(await read(folder))).toBe("a.yaml (changed)");
		expect(existsSync(canary)).toBe(false);
	});
});

describe.skipIf(gitMissing)(`a checkout that is not as its commit${gitMissing ? ` (${gitMissing})` : ""}`, () => {
	const api = "envs/prod/api.yaml";
	it.each<[string, string, (folder: string) => void]>([
		["a truncated file", `${api} (changed)`, (folder) => truncateSync(join(folder, api), 14)],
		["an empty file", `${api} (changed)`, (folder) => truncateSync(join(folder, api), 0)],
		["a missing file", `${api} (missing)`, (folder) => rmSync(join(folder, api))],
		[
			"a folder for a file",
			`${api} (missing)`,
			(folder) => {
				rmSync(join(folder, api));
				mkdirSync(join(folder, api));
			},
		],
		[
			"a link for a file",
			`${api} (changed)`,
			(folder) => {
				rmSync(join(folder, api));
				symlinkSync("web.yaml", join(folder, api));
			},
		],
		[
			"a changed file that is included",
			"base/cluster.yaml (changed)",
			(folder) => writeFiles(folder, { "base/cluster.yaml": "kind: Cluster" }),
		],
		[
			"a changed variable file",
			"infra/outputs.json (changed)",
			(folder) => writeFiles(folder, { "infra/outputs.json": "" }),
		],
		[
			"a file that is not in the commit",
			"base/new.yaml (not in the commit)",
			(folder) => writeFiles(folder, { "base/new.yaml": "kind: Cluster" }),
		],
		["a file whose removal is staged", `${api} (not committed)`, (folder) => git(folder, "rm", "--quiet", api)],
		[
			"a change that is staged",
			`${api} (not committed)`,
			(folder) => {
				truncateSync(join(folder, api), 14);
				git(folder, "add", api);
			},
		],
		[
			"a new file that is staged",
			"base/new.yaml (not committed)",
			(folder) => {
				writeFiles(folder, { "base/new.yaml": "kind: Cluster" });
				git(folder, "add", "base/new.yaml");
			},
		],
		[
			"a new file whose adding is announced",
			"base/new.yaml (not in the commit)",
			(folder) => {
				writeFiles(folder, { "base/new.yaml": "kind: Cluster" });
				git(folder, "add", "--intent-to-add", "base/new.yaml");
			},
		],
		[
			"a moved file",
			`${api} (missing), envs/prod/moved.yaml (not in the commit)`,
			(folder) => renameSync(join(folder, api), join(folder, "envs/prod/moved.yaml")),
		],
		[
			"the index of a merge whose last step failed",
			`${api} (not committed)`,
			(folder) => {
				// All files and the index are written, and then the branch could not be.
				const before = git(folder, "rev-parse", "HEAD");
				commit(folder, { [api]: "kind: Registry\n" });
				git(folder, "update-ref", "refs/heads/main", before);
			},
		],
		["files all gone", "3 more", (folder) => rmSync(join(folder, "envs/prod"), { recursive: true })],
	])("tells of %s", async (_name, expected, change) => {
		const { folder, revision } = checkout();
		const base = git(folder, "rev-parse", "HEAD");
		change(folder);
		if (expected === "3 more") mkdirSync(join(folder, "envs/prod"), { recursive: true });
		const snapshot = await prod(folder);
		if (expected === "3 more") {
			expect(told(snapshot)).toContain("envs/prod/environment.yaml (missing)");
		} else {
			expect(told(snapshot).split(", ").sort().join(", ")).toBe(expected);
		}
		expect([snapshot.revision, base]).toEqual([`${revision}-dirty`, revision]);
		if (snapshot.provenance.is === "uncommitted")
			expect(snapshot.provenance.reason.params).toMatchObject({ commit: revision });
		// What differs is not vouched for, and the rest is.
		for (const path of expected.matchAll(/(\S+) \(/g)) expect(snapshot.committed.has(path[1] ?? "")).toBe(false);
		if (expected !== "3 more") expect(snapshot.committed.has("envs/prod/web.yaml")).toBe(true);
	});

	it("tells of a link that leads elsewhere than the commit says, and of none that does not", async () => {
		const folder = temporaryFolder();
		git(folder, "init", "--quiet", "--initial-branch=main");
		writeFiles(folder, { "v/1/a.yaml": "one", "v/2/b.yaml": "two", "env/e.yaml": "e" });
		symlinkSync("../v/1", join(folder, "env/current"));
		symlinkSync("../v/1/a.yaml", join(folder, "env/a.yaml"));
		const revision = commit(folder, {});
		const env = join(folder, "env");
		expect(told(await read(env))).toBe("committed");
		swapLink(join(env, "current"), "../v/2");
		swapLink(join(env, "a.yaml"), "../v/2/b.yaml");
		const snapshot = await read(env);
		expect(told(snapshot).split(", ").sort()).toEqual(["env/a.yaml (changed)", "env/current (changed)"]);
		expect(snapshot.revision).toBe(`${revision}-dirty`);
		unlinkSync(join(env, "current"));
		expect(told(await read(env))).toContain("env/current (missing)");
	});

	it("tells of a file behind a link, though the link is outside of the environment's folder", async () => {
		const folder = temporaryFolder();
		repository(folder, { "shared/a.yaml": "kind: A", "env/e.yaml": "e" });
		symlinkSync("../shared", join(folder, "env/shared"));
		commit(folder, {});
		truncateSync(join(folder, "shared/a.yaml"), 2);
		expect(told(await read(join(folder, "env")))).toBe("shared/a.yaml (changed)");
	});

	it("tells of submodules that are not as the commit says", async () => {
		const parent = temporaryFolder();
		const before = repository(join(parent, "one"), { "c.yaml": "kind: Cluster" });
		repository(join(parent, "two"), { "e.yaml": "e" });
		const two = join(parent, "two");
		git(two, "submodule", "--quiet", "add", join(parent, "one"), "sub");
		commit(two, {});
		const clean = await read(two);
		expect([told(clean), [...clean.committed]]).toEqual(["committed", ["e.yaml", "sub/c.yaml"]]);
		truncateSync(join(two, "sub/c.yaml"), 3);
		expect(told(await read(two))).toBe("sub/c.yaml (changed)");
		git(join(two, "sub"), "checkout", "--quiet", "--", "c.yaml");
		commit(join(two, "sub"), { "c.yaml": "kind: Registry" });
		expect(told(await read(two))).toBe("sub (at another commit)");
		git(join(two, "sub"), "checkout", "--quiet", before);
		expect(told(await read(two))).toBe("committed");
		git(parent, "clone", "--quiet", two, "three");
		expect(told(await read(join(parent, "three")))).toBe("sub (not checked out)");
	});

	it("tells of conflicts, and of what Git has not ended", async () => {
		const { folder } = checkout();
		git(folder, "checkout", "--quiet", "-b", "side");
		commit(folder, { [api]: "side" });
		commit(folder, { "base/side.yaml": "side" });
		git(folder, "checkout", "--quiet", "main");
		commit(folder, { [api]: "main" });
		expect(() => git(folder, "merge", "--quiet", "side")).toThrow();
		expect(told(await prod(folder))).toContain(`${api} (in conflict)`);
		git(folder, "merge", "--abort");
		expect(told(await prod(folder))).toBe("committed");
		git(folder, "checkout", "--quiet", "side");
		expect(() => git(folder, "rebase", "--quiet", "main")).toThrow();
		// Clean, at a commit that nobody means to keep.
		git(folder, "reset", "--quiet", "--hard");
		expect(told(await prod(folder))).toContain("while a Git rebase is in progress");
		git(folder, "rebase", "--abort");
		git(folder, "bisect", "start");
		expect(told(await prod(folder))).toContain("while a Git bisect is in progress");
	});

	it("tells of an index that cannot be read, or was never written", async () => {
		const { folder } = checkout();
		writeFileSync(join(folder, ".git/index"), "no index");
		expect(told(await prod(folder))).toMatch(/^Nothing is deleted, since .*\.git\/index is not a Git index\./);
		rmSync(join(folder, ".git/index"));
		const snapshot = await prod(folder);
		expect(told(snapshot)).toContain("index is missing");
		expect(snapshot.revision).toMatch(/-dirty$/);
	});
});

describe("a folder that no commit vouches for", () => {
	it("is unversioned outside of Git", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "a" });
		const snapshot = await read(folder);
		expect([told(snapshot), snapshot.revision, snapshot.committed.size]).toEqual([
			...["unversioned", expect.stringMatching(/^sha256:/), 0],
		]);
	});

	it.skipIf(gitMissing)("is unversioned before the first commit, and where Git follows none of it", async () => {
		const folder = temporaryFolder();
		git(folder, "init", "--quiet");
		writeFiles(folder, { "a.yaml": "a" });
		expect(told(await read(folder))).toBe("unversioned");
		const { folder: resourceContext } = checkout();
		writeFiles(resourceContext, { "dist/a.yaml": "a" });
		const snapshot = await read(join(resourceContext, "dist"));
		expect([told(snapshot), snapshot.revision]).toEqual(["unversioned", expect.stringMatching(/^sha256:/)]);
	});

	it.skipIf(gitMissing)("is unversioned where files are generated that Git ignores", async () => {
		const { folder, revision } = checkout();
		writeFiles(folder, { "base/generated.yaml": "g" });
		const snapshot = await prod(folder);
		expect([told(snapshot), snapshot.revision]).toEqual(["unversioned", revision]);
		expect(snapshot.committed.has("base/generated.yaml")).toBe(false);
		truncateSync(join(folder, "base/cluster.yaml"), 3);
		expect(told(await prod(folder))).toBe("base/cluster.yaml (changed)");
	});

	it.skipIf(gitMissing)(
		"is unversioned without Git to ask, and files that differ are told of all the same",
		async () => {
			const { folder, revision } = checkout();
			const options = { path: join(folder, "envs/prod"), needed: nothingNeeded, programs: "/nonexistent" };
			const snapshot = await readSnapshot(options);
			expect([told(snapshot), snapshot.revision]).toEqual(["unversioned", revision]);
			truncateSync(join(folder, "envs/prod/web.yaml"), 3);
			expect(told(await readSnapshot(options))).toBe("envs/prod/web.yaml (changed)");
		},
	);
});
