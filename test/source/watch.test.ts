import { execFile } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../src/lib/clock.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { watchSource } from "../../src/source/watch.ts";
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

const run = promisify(execFile);

/** Watches `path` with a resync so slow that only events can tell, and collects what it hands out. */
async function watching(
	path: string,
	options: { readonly resyncMs?: number; readonly folders?: readonly string[]; readonly root?: string } = {},
) {
	const snapshots: Snapshot[] = [];
	const errors: string[] = [];
	const watch = watchSource({
		path,
		...(options.root && { root: options.root }),
		needed: () => ({ ...nothingNeeded(), folders: options.folders ?? [] }),
		clock: systemClock(),
		debounceMs: 30,
		resyncMs: options.resyncMs ?? 3_600_000,
		onSnapshot: (snapshot) => void snapshots.push(snapshot),
		onError: (trouble) => errors.push(JSON.stringify(trouble)),
	});
	onTestFinished(() => watch.close());
	await watch.started;
	const sees = (expected: Readonly<Record<string, string>>) =>
		vi.waitFor(() => expect(Object.fromEntries(snapshots.at(-1)?.files ?? [])).toEqual(expected), {
			timeout: 5_000,
			interval: 10,
		});
	const says = (part: string) =>
		vi.waitFor(() => expect(errors.at(-1) ?? "").toContain(part), { timeout: 5_000, interval: 10 });
	return { snapshots, errors, sees, says, watch };
}

describe("a plain folder", () => {
	it("is read again after every way of writing a file", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "1" });
		const { sees, snapshots } = await watching(folder);
		await sees({ "a.yaml": "1" });
		writeFiles(folder, { "a.yaml": "2" });
		await sees({ "a.yaml": "2" });
		writeFileSync(join(folder, ".a.yaml.swp"), "3");
		renameSync(join(folder, ".a.yaml.swp"), join(folder, "a.yaml"));
		await sees({ "a.yaml": "3" });
		writeFiles(folder, { "a.yaml": "4" });
		await sees({ "a.yaml": "4" });
		writeFiles(folder, { "new/deep/b.yaml": "b" });
		await sees({ "a.yaml": "4", "new/deep/b.yaml": "b" });
		writeFiles(folder, { "new/deep/b.yaml": "c" });
		await sees({ "a.yaml": "4", "new/deep/b.yaml": "c" });
		rmSync(join(folder, "new"), { recursive: true });
		await sees({ "a.yaml": "4" });
		const revisions = snapshots.map(({ revision }) => revision);
		expect(revisions).toEqual(revisions.filter((revision, index) => revision !== revisions[index - 1]));
	});

	it("is not handed out again when only times and other files changed", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "1" });
		const { sees, snapshots } = await watching(folder);
		writeFiles(folder, { "a.yaml": "1", "notes.txt": "x", ".hidden.yaml": "x" });
		writeFiles(folder, { "b.yaml": "end" });
		await sees({ "a.yaml": "1", "b.yaml": "end" });
		expect(snapshots.map(({ files }) => files.size)).toEqual([1, 2]);
	});

	it("is handed out when only a problem came or went", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "1" });
		const { snapshots } = await watching(folder);
		symlinkSync("nowhere", join(folder, "b.yaml"));
		await vi.waitFor(() => expect(snapshots.map(({ problems }) => problems.length)).toEqual([0, 1]), 5_000);
		// Told to remove a link that leads nowhere, `rmSync` of Node 24.9 leaves it in place.
		unlinkSync(join(folder, "b.yaml"));
		await vi.waitFor(() => expect(snapshots.map(({ problems }) => problems.length)).toEqual([0, 1, 0]), 5_000);
	});

	it("may vanish and come back", async () => {
		const parent = temporaryFolder();
		const folder = join(parent, "manifests");
		writeFiles(folder, { "a.yaml": "1" });
		const { sees, says, snapshots } = await watching(folder);
		rmSync(folder, { recursive: true });
		await says("FolderNotFound");
		expect(snapshots).toHaveLength(1);
		writeFiles(folder, { "a.yaml": "2" });
		await sees({ "a.yaml": "2" });
		writeFiles(folder, { "a.yaml": "3" });
		await sees({ "a.yaml": "3" });
	});

	it("may be missing at the start", async () => {
		const parent = temporaryFolder();
		const { sees, errors } = await watching(join(parent, "manifests"));
		const reason = { code: "FolderNotFound", params: { path: join(parent, "manifests") } };
		expect(errors).toEqual([JSON.stringify({ is: "unreadable", reason })]);
		writeFiles(parent, { "manifests/a.yaml": "1" });
		await sees({ "a.yaml": "1" });
	});

	it("is watched together with what it includes and what its links lead to", async () => {
		const root = temporaryFolder();
		writeFiles(root, { "envs/prod/e.yaml": "e", "base/b.yaml": "b", "shared/s.yaml": "s" });
		symlinkSync("../../shared/s.yaml", join(root, "envs/prod/s.yaml"));
		const { sees } = await watching(join(root, "envs/prod"), { root, folders: ["base"] });
		writeFiles(root, { "base/b.yaml": "b2" });
		await sees({ "base/b.yaml": "b2", "envs/prod/e.yaml": "e", "envs/prod/s.yaml": "s" });
		writeFiles(root, { "shared/s.yaml": "s2" });
		await sees({ "base/b.yaml": "b2", "envs/prod/e.yaml": "e", "envs/prod/s.yaml": "s2" });
	});

	it("hands out nothing after it was closed", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "1" });
		const { watch, snapshots } = await watching(folder, { resyncMs: 20 });
		writeFiles(folder, { "a.yaml": "2" });
		await watch.close();
		const count = snapshots.length;
		const { sees } = await watching(folder);
		await sees({ "a.yaml": "2" });
		expect(snapshots).toHaveLength(count);
	});
});

describe("links that are swapped", () => {
	it("are followed as git-sync publishes: path behind the link, the old tree deleted", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, {
			"trees/1/envs/prod/a.yaml": "1",
			"trees/2/envs/prod/a.yaml": "2",
			"trees/3/envs/prod/a.yaml": "3",
		});
		symlinkSync("trees/1", join(folder, "current"));
		const { sees, snapshots } = await watching(join(folder, "current/envs/prod"));
		await sees({ "a.yaml": "1" });
		swapLink(join(folder, "current"), "trees/2");
		rmSync(join(folder, "trees/1"), { recursive: true });
		await sees({ "a.yaml": "2" });
		swapLink(join(folder, "current"), "trees/3");
		await sees({ "a.yaml": "3" });
		writeFiles(folder, { "trees/3/envs/prod/a.yaml": "3b" });
		await sees({ "a.yaml": "3b" });
		expect(snapshots.at(-1)?.root).toBe(join(folder, "trees/3/envs/prod"));
	});

	it("are followed as config mounts publish: a hidden link among the files", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "..1/a.yaml": "1", "..2/a.yaml": "2" });
		symlinkSync("..1", join(folder, "..data"));
		symlinkSync("..data/a.yaml", join(folder, "a.yaml"));
		const { sees } = await watching(folder);
		await sees({ "a.yaml": "1" });
		swapLink(join(folder, "..data"), "..2");
		await sees({ "a.yaml": "2" });
	});
});

describe.skipIf(gitMissing)(`a Git checkout${gitMissing ? ` (${gitMissing})` : ""}`, () => {
	it("is never handed out torn while commits are pulled", async () => {
		const folder = temporaryFolder();
		const files = (text: string) =>
			Object.fromEntries(Array.from({ length: 300 }, (_, file) => [`folder${file % 10}/${file}.yaml`, text]));
		repository(join(folder, "origin"), files("0"));
		git(folder, "clone", "--quiet", join(folder, "origin"), "checkout");
		const { snapshots } = await watching(join(folder, "checkout"));
		const commits = [git(join(folder, "origin"), "rev-parse", "HEAD")];
		for (const text of ["1", "2", "3", "4"]) {
			commits.push(commit(join(folder, "origin"), files(text)));
			await run("git", ["pull", "--quiet"], { cwd: join(folder, "checkout") });
		}
		await vi.waitFor(() => expect(snapshots.at(-1)?.revision).toBe(commits.at(-1)), { timeout: 10_000, interval: 10 });
		for (const snapshot of snapshots) expect(new Set(snapshot.files.values()).size).toBe(1);
		expect(new Set(snapshots.at(-1)?.files.values())).toEqual(new Set(["4"]));
	});

	it("tells of a commit that changed no manifest", async () => {
		const folder = temporaryFolder();
		repository(folder, { "a.yaml": "a" });
		const { snapshots } = await watching(folder);
		const revision = commit(folder, { "README.md": "words" });
		await vi.waitFor(() => expect(snapshots.at(-1)?.revision).toBe(revision), 5_000);
	});
});

describe("without any event", () => {
	it("the slow resync still sees a change", async () => {
		const folder = temporaryFolder();
		// Whatever is below node_modules is not watched, so a link into it changes without an event.
		mkdirSync(join(folder, "node_modules"));
		writeFiles(folder, { "node_modules/pack/real.json": "1" });
		symlinkSync("node_modules/pack/real.json", join(folder, "a.json"));
		const { sees } = await watching(folder, { resyncMs: 50 });
		await sees({ "a.json": "1" });
		rmSync(join(folder, "node_modules"), { recursive: true });
		writeFiles(folder, { "node_modules/pack/real.json": "2" });
		await sees({ "a.json": "2" });
	});
});
