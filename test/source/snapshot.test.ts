import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sleep, systemClock } from "../../src/lib/clock.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { defaultLimits } from "../../src/source/tree.ts";
import {
	commit,
	git,
	gitMissing,
	makePipe,
	nothingNeeded,
	pipesMissing,
	repository,
	swapLink,
	temporaryFolder,
	writeFiles,
} from "./folders.ts";

const needed = nothingNeeded;
/** Each problem as its file and its code. */
const codes = (problems: readonly { readonly place: { readonly file: string }; readonly code: string }[]) =>
	problems.map(({ place, code }) => `${place.file} ${code}`);

describe("a plain folder", () => {
	it("takes manifests below it, sorted, and leaves out the rest", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, {
			"z.yaml": "z",
			"a.json": "{}",
			"sub/b.yml": "b",
			"README.md": "no",
			".hidden.yaml": "no",
			".hidden/x.yaml": "no",
			"node_modules/x.json": "no",
		});
		const snapshot = await readSnapshot({ path: folder, needed });
		expect([...snapshot.files]).toEqual([
			["a.json", "{}"],
			["sub/b.yml", "b"],
			["z.yaml", "z"],
		]);
		expect(snapshot).toMatchObject({ root: folder, path: "", problems: [] });
		expect(snapshot.revision).toMatch(/^sha256:[0-9a-f]{64}$/);
	});

	it("has a revision that follows the content and nothing else", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "1" });
		const first = await readSnapshot({ path: folder, needed });
		utimesSync(join(folder, "a.yaml"), 1, 1);
		expect((await readSnapshot({ path: folder, needed })).revision).toBe(first.revision);
		writeFiles(folder, { "a.yaml": "2" });
		expect((await readSnapshot({ path: folder, needed })).revision).not.toBe(first.revision);
	});

	it("reads what the environment includes, inside the root only", async () => {
		const root = temporaryFolder();
		writeFiles(root, { "envs/prod/env.yaml": "e", "base/s.yaml": "s", "infra.tfstate": "{}", "other/o.yaml": "o" });
		const asked: string[] = [];
		const snapshot = await readSnapshot({
			path: join(root, "envs/prod"),
			root,
			needed: (files, path) => {
				asked.push(path, ...files.keys());
				const warning = {
					place: { file: "x", line: 3, column: 4 },
					code: "missing-folder" as const,
					params: { path: "x" },
					severity: "warning" as const,
				};
				return {
					folders: ["base", "../elsewhere", "gone", "/etc"],
					files: ["infra.tfstate", "base/s.yaml", "gone.json"],
					problems: [warning],
				};
			},
		});
		expect(asked.slice(0, 2)).toEqual(["envs/prod", "envs/prod/env.yaml"]);
		expect([...snapshot.files.keys()]).toEqual(["base/s.yaml", "envs/prod/env.yaml", "infra.tfstate"]);
		expect(codes(snapshot.problems)).toEqual([
			"../elsewhere outside-root",
			"gone missing-folder",
			"/etc outside-root",
			"gone.json missing-file",
			"x missing-folder",
		]);
	});

	it("waits for a copy to end: two reads in a row must agree", async () => {
		const folder = temporaryFolder();
		const clock = systemClock();
		writeFiles(folder, { "000.yaml": "x" });
		let copying = true;
		const copy = (async () => {
			for (let file = 1; file <= 40; file++) {
				writeFiles(folder, { [`${String(file).padStart(3, "0")}.yaml`]: "x" });
				await sleep(clock, 5);
			}
			copying = false;
		})();
		const snapshot = await readSnapshot({ path: folder, needed });
		expect(copying).toBe(false);
		expect(snapshot.files.size).toBe(41);
		await copy;
	});

	it("is read twice with a young file in it, and an older one shows what it holds by then", async () => {
		const folder = temporaryFolder();
		const changedAtMs = (file: string) => statSync(join(folder, file)).ctimeMs;
		writeFiles(folder, { "old.yaml": "1" });
		do writeFiles(folder, { "young.yaml": "1" });
		while (changedAtMs("young.yaml") < changedAtMs("old.yaml") + 20);
		// A second has gone by since the older one was written, and not quite since the younger one.
		const nowMs = changedAtMs("young.yaml") + 990;
		const clock = { now: () => nowMs, wallMs: () => nowMs, schedule: systemClock().schedule };
		let reads = 0;
		const snapshot = await readSnapshot({
			...{ path: folder, clock },
			needed: () => {
				if (reads++ === 0) writeFiles(folder, { "old.yaml": "2" });
				return nothingNeeded();
			},
		});
		expect([...snapshot.files]).toEqual([
			["old.yaml", "2"],
			["young.yaml", "1"],
		]);
	});
});

describe("a link to a folder", () => {
	it("is followed to the tree it leads to when the read ends, not when it began", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "trees/1/a.yaml": "1", "trees/2/a.yaml": "2" });
		symlinkSync("trees/1", join(folder, "current"));
		let reads = 0;
		const snapshot = await readSnapshot({
			path: join(folder, "current"),
			needed: () => {
				if (reads++ === 0) swapLink(join(folder, "current"), "trees/2");
				return nothingNeeded();
			},
		});
		expect([snapshot.root, ...snapshot.files.values()]).toEqual([join(folder, "trees/2"), "2"]);
	});
});

describe("bad input", () => {
	it("rejects one bad file and takes the others", async () => {
		const root = temporaryFolder();
		writeFiles(root, {
			"secret.yaml": "outside",
			"tree/good.yaml": "good",
			"tree/latin.yaml": new Uint8Array([0x61, 0xe9, 0x0a]),
			"tree/large.yaml": "x".repeat(defaultLimits.fileBytes + 1),
			"tree/.git/config": "no repository: it has no HEAD",
			"tree/target.txt": "linked",
		});
		const tree = join(root, "tree");
		symlinkSync("../secret.yaml", join(tree, "escape.yaml"));
		symlinkSync("/etc/hosts", join(tree, "absolute.yaml"));
		symlinkSync("..", join(tree, "parent"));
		symlinkSync("gone", join(tree, "dangling.yaml"));
		symlinkSync(".git/config", join(tree, "git.yaml"));
		symlinkSync("/dev/zero", join(tree, "endless.yaml"));
		symlinkSync("target.txt", join(tree, "inside.yaml"));
		symlinkSync(".", join(tree, "loop"));
		symlinkSync("circle.yaml", join(tree, "circle.yaml"));
		const { files, problems } = await readSnapshot({ path: tree, needed });
		expect([...files]).toEqual([
			["good.yaml", "good"],
			["inside.yaml", "linked"],
		]);
		expect(codes(problems)).toEqual([
			"large.yaml file-too-large",
			"absolute.yaml outside-root",
			"circle.yaml dangling-link",
			"dangling.yaml dangling-link",
			"endless.yaml outside-root",
			"escape.yaml outside-root",
			"git.yaml outside-root",
			"loop link-loop",
			"parent outside-root",
			"latin.yaml not-utf-8",
		]);
		expect(JSON.stringify(problems)).not.toContain('outside"');
	});

	it("drops the byte order mark that some editors write", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "\ufeffkind: Cluster" });
		expect((await readSnapshot({ path: folder, needed })).files.get("a.yaml")).toBe("kind: Cluster");
	});

	it.skipIf(pipesMissing)(`does not open a pipe${pipesMissing ? ` (${pipesMissing})` : ""}`, async () => {
		const folder = temporaryFolder();
		for (const name of ["pipe.yaml", "pipe.txt"]) makePipe(join(folder, name));
		writeFiles(folder, { "a.yaml": "a" });
		const { files, problems } = await readSnapshot({ path: folder, needed });
		expect([...files.keys()]).toEqual(["a.yaml"]);
		expect(codes(problems)).toEqual(["pipe.yaml not-a-file"]);
	});

	it.each([
		["files", { files: 3 }, ["d.yaml too-many-files"], 3],
		["bytes in all", { totalBytes: 25 }, ["c.yaml folder-too-large"], 2],
		["bytes of a file", { fileBytes: 9 }, ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e/f.yaml"], 0],
		["depth", { depth: 1 }, ["e too-deep"], 4],
		["folders", { folders: 1 }, ["e too-many-folders"], 4],
	])("has a limit of %s", async (_name, limits, expected, count) => {
		const folder = temporaryFolder();
		const text = "0123456789";
		writeFiles(folder, { "a.yaml": text, "b.yaml": text, "c.yaml": text, "d.yaml": text, "e/f.yaml": text });
		const { files, problems } = await readSnapshot({ path: folder, needed, limits: { ...defaultLimits, ...limits } });
		expect(files.size).toBe(count);
		const found = codes(problems);
		expect(found).toEqual(expected.map((entry) => (entry.includes(" ") ? entry : `${entry} file-too-large`)));
	});

	it("takes 2,000 files and not one more", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, Object.fromEntries(Array.from({ length: 2_001 }, (_, file) => [`${file}.yaml`, ""])));
		const { files, problems } = await readSnapshot({ path: folder, needed });
		expect(files.size).toBe(2_000);
		expect(codes(problems)).toEqual(["999.yaml too-many-files"]);
	});

	it.skipIf(process.getuid?.() === 0)("reports a file it may not read (skipped for root, who may)", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "a", "b.yaml": "b" });
		chmodSync(join(folder, "a.yaml"), 0);
		const { files, problems } = await readSnapshot({ path: folder, needed });
		expect([...files.keys()]).toEqual(["b.yaml"]);
		expect(codes(problems)).toEqual(["a.yaml unreadable"]);
	});
});

describe("no folder", () => {
	it.each([
		["is missing", "gone", undefined, "FolderNotFound"],
		["is a file", "file.yaml", undefined, "PathNotFolder"],
		["is below a file", "file.yaml/x", undefined, "PathNotFolder"],
		["is a dangling link", "link", undefined, "FolderNotFound"],
		["lies outside the root", "env", "elsewhere", "FolderOutsideRoot"],
	])("says so when it %s", async (_name, path, root, code) => {
		const folder = temporaryFolder();
		writeFiles(folder, { "file.yaml": "", "env/a.yaml": "", "elsewhere/b.yaml": "" });
		symlinkSync("nowhere", join(folder, "link"));
		const reading = readSnapshot({ path: join(folder, path), needed, ...(root && { root: join(folder, root) }) });
		await expect(reading).rejects.toMatchObject({ reason: { code, params: { path: join(folder, path) } } });
	});

	it("says so when a lock of Git was left behind", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { ".git/HEAD": "ref: refs/heads/main", ".git/index.lock": "", "a.yaml": "a" });
		let nowMs = Date.now();
		const schedule = (delayMs: number, action: () => void) => {
			nowMs += delayMs * 20;
			setImmediate(action);
			return () => {};
		};
		const reading = readSnapshot({ path: folder, needed, clock: { now: () => nowMs, wallMs: () => nowMs, schedule } });
		await expect(reading).rejects.toMatchObject({ reason: { code: "GitLockHeld" } });
	});

	it("is an empty snapshot when the folder is empty", async () => {
		const snapshot = await readSnapshot({ path: temporaryFolder(), needed });
		expect([snapshot.files.size, snapshot.problems]).toEqual([0, []]);
	});
});

describe.skipIf(gitMissing)(`a Git checkout${gitMissing ? ` (${gitMissing})` : ""}`, () => {
	it("has the commit as revision and the work tree as root", async () => {
		const folder = temporaryFolder();
		const revision = repository(folder, { "envs/prod/env.yaml": "e", "base/a.yaml": "a" });
		const snapshot = await readSnapshot({
			path: join(folder, "envs/prod"),
			needed: () => ({ ...nothingNeeded(), folders: ["base"] }),
		});
		expect(snapshot).toMatchObject({ root: folder, path: "envs/prod", revision, problems: [] });
		expect([...snapshot.files.keys()]).toEqual(["base/a.yaml", "envs/prod/env.yaml"]);
	});

	it.each([
		["a detached HEAD", (folder: string) => git(folder, "checkout", "--quiet", "--detach")],
		["packed references", (folder: string) => git(folder, "pack-refs", "--all")],
		["a branch with slashes", (folder: string) => git(folder, "checkout", "--quiet", "-b", "team/shop")],
		["a symbolic branch", (folder: string) => git(folder, "symbolic-ref", "refs/heads/alias", "refs/heads/main")],
	])("tells its commit with %s", async (_name, change) => {
		const folder = temporaryFolder();
		const revision = repository(folder, { "a.yaml": "a" });
		change(folder);
		expect((await readSnapshot({ path: folder, needed })).revision).toBe(revision);
	});

	it("tells its commit in a linked worktree and in a submodule", async () => {
		const folder = temporaryFolder();
		const revision = repository(join(folder, "one"), { "a.yaml": "a" });
		git(join(folder, "one"), "worktree", "add", "--quiet", "-b", "side", join(folder, "tree"));
		const side = commit(join(folder, "tree"), { "b.yaml": "b" });
		repository(join(folder, "two"), { "c.yaml": "c" });
		git(join(folder, "two"), "submodule", "--quiet", "add", join(folder, "one"), "sub");
		const revisions = await Promise.all(
			["one", "tree", "two/sub"].map(
				async (path) => (await readSnapshot({ path: join(folder, path), needed })).revision,
			),
		);
		expect(revisions).toEqual([revision, side, revision]);
	});

	it("falls back to a digest where the commit cannot be told", async () => {
		const folder = temporaryFolder();
		repository(folder, { "a.yaml": "a" });
		writeFiles(folder, { ".git/HEAD": "ref: ../../etc/hostname" });
		expect((await readSnapshot({ path: folder, needed })).revision).toMatch(/^sha256:/);
		rmSync(join(folder, ".git"), { recursive: true });
		mkdirSync(join(folder, ".git"));
		expect((await readSnapshot({ path: folder, needed })).revision).toMatch(/^sha256:/);
	});

	it("is read again when a commit was checked out between two of its files", async () => {
		const folder = temporaryFolder();
		repository(folder, { "env/e.yaml": "old", "base/b.yaml": "old" });
		let reads = 0;
		const snapshot = await readSnapshot({
			path: join(folder, "env"),
			needed: () => {
				// The environment is read by now, and what it includes is not.
				if (reads++ === 0) commit(folder, { "env/e.yaml": "new", "base/b.yaml": "new" });
				return { ...nothingNeeded(), folders: ["base"] };
			},
		});
		expect([...snapshot.files.values()]).toEqual(["new", "new"]);
		expect(snapshot.revision).toBe(git(folder, "rev-parse", "HEAD"));
	});

	it("is not read while Git holds its lock", async () => {
		const folder = temporaryFolder();
		repository(folder, { "a.yaml": "old" });
		writeFileSync(join(folder, ".git/index.lock"), "");
		writeFiles(folder, { "a.yaml": "half written" });
		const reading = readSnapshot({ path: folder, needed });
		let done = false;
		void reading.then(() => {
			done = true;
		});
		await sleep(systemClock(), 80);
		expect(done).toBe(false);
		writeFiles(folder, { "a.yaml": "whole" });
		rmSync(join(folder, ".git/index.lock"));
		expect((await reading).files.get("a.yaml")).toBe("whole");
	});
});
