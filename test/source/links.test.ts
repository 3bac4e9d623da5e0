// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are evenkeel's variables, not JavaScript's
/**
 * Links among the folders, and whatever else makes few files look like many: each real folder and file is read once, under one
 * name, and what is left out is told.
 */
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { systemClock, type WallClock } from "../../src/lib/clock.ts";
import { neededFolders } from "../../src/manifest/folder.ts";
import { load } from "../../src/manifest/load.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { defaultLimits } from "../../src/source/tree.ts";
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

const read = (path: string, options: Partial<Parameters<typeof readSnapshot>[0]> = {}) =>
	readSnapshot({ path, needed: nothingNeeded, ...options });
const including = (folders: readonly string[], files: readonly string[] = []) => ({
	needed: () => ({ ...nothingNeeded(), folders, files }),
});
const paths = ({ files }: Snapshot) => [...files.keys()];
const codes = ({ problems }: Snapshot) => problems.map(({ place, code }) => `${place.file} ${code}`);

describe("a folder that many paths lead to", () => {
	it("is read once, though links double the paths at each step", async () => {
		const folder = temporaryFolder();
		for (let step = 0; step <= 60; step++) {
			writeFiles(folder, { [`d${step}/m${step}.yaml`]: `${step}` });
			if (step === 60) continue;
			for (const name of ["a", "b"]) symlinkSync(`../d${step + 1}`, join(folder, `d${step}`, name));
		}
		const snapshot = await read(folder);
		expect(paths(snapshot).sort()).toEqual(Array.from({ length: 61 }, (_, step) => `d${step}/m${step}.yaml`).sort());
		expect(codes(snapshot)).toEqual([]);
	});

	it("is read once, though it can be reached through links alone, and in circles", async () => {
		const root = temporaryFolder();
		for (let step = 0; step <= 40; step++) {
			writeFiles(root, { [`.steps/d${step}/m${step}.yaml`]: `${step}` });
			for (const name of ["a", "b"]) symlinkSync(`../d${(step + 1) % 41}`, join(root, `.steps/d${step}`, name));
		}
		mkdirSync(join(root, "env"));
		symlinkSync("../.steps/d0", join(root, "env/first"));
		symlinkSync("../.steps/d0", join(root, "env/second"));
		const snapshot = await read(join(root, "env"), { root });
		expect(snapshot.files.size).toBe(41);
		expect(paths(snapshot).every((path) => path.startsWith("env/first/"))).toBe(true);
		expect(codes(snapshot)).toEqual([]);
	});

	it("is called by its own name where it can be reached by that, and else by the first link", async () => {
		const root = temporaryFolder();
		writeFiles(root, { "env/own/a.yaml": "a", "shared/s.yaml": "s", "one.yaml": "1" });
		symlinkSync("own", join(root, "env/alias"));
		for (const name of ["x", "y"]) symlinkSync("../shared", join(root, "env", name));
		for (const name of ["p.yaml", "q.yaml"]) symlinkSync("../one.yaml", join(root, "env", name));
		symlinkSync("own/a.yaml", join(root, "env/0.yaml"));
		const snapshot = await read(join(root, "env"), { root });
		expect(paths(snapshot)).toEqual(["env/own/a.yaml", "env/p.yaml", "env/x/s.yaml"]);
		expect(codes(snapshot)).toEqual([]);
		const included = await read(join(root, "env"), { root, ...including(["shared"], ["one.yaml"]) });
		expect(paths(included)).toEqual(["env/own/a.yaml", "one.yaml", "shared/s.yaml"]);
	});

	it("does not make two manifests of one, whether an environment includes it by its name or by a link", async () => {
		const manifest = (kind: string, name: string, spec = "{}") =>
			`apiVersion: evenkeel/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
		for (const include of ["../base", "../link"]) {
			const root = temporaryFolder();
			writeFiles(root, {
				"base/c.yaml": manifest("Cluster", "c", "{ clusterName: '${infra.name}' }"),
				"vars/infra.json": '{ "name": "shop" }',
				"env/e.yaml": manifest("Environment", "e", `{ owner: o, include: [${include}], variableFiles: [../v.json] }`),
			});
			symlinkSync("base", join(root, "link"));
			symlinkSync("vars/infra.json", join(root, "infra.json"));
			symlinkSync("infra.json", join(root, "v.json"));
			symlinkSync("../base", join(root, "env/linked"));
			const snapshot = await readSnapshot({ path: join(root, "env"), root, needed: neededFolders });
			const { desired, problems } = load(snapshot, { kinds, variables: new Map([["unused", ""]]) });
			// The file is called by the link that the Environment names, and so are its values.
			expect(problems.map(({ code }) => code)).toEqual(["missing-variable"]);
			expect(desired?.resources).toEqual([]);
			writeFiles(root, { "base/c.yaml": manifest("Cluster", "c", "{ clusterName: '${v.name}' }") });
			const again = await readSnapshot({ path: join(root, "env"), root, needed: neededFolders });
			const loaded = load(again, { kinds });
			expect([loaded.problems, loaded.desired?.resources.map(({ identity }) => identity)]).toEqual([
				[],
				["Cluster/shop"],
			]);
		}
	});

	it("keeps hard links apart, since only the disk knows that they are one file", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "a" });
		linkSync(join(folder, "a.yaml"), join(folder, "b.yaml"));
		expect(paths(await read(folder))).toEqual(["a.yaml", "b.yaml"]);
	});
});

describe("a folder that is too large to look through", () => {
	it("ends at so many names, whatever they are, and counts none in node_modules", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "a", "node_modules/p/package.json": "{}" });
		const limits = { ...defaultLimits, entries: 50 };
		mkdirSync(join(folder, "data"));
		for (let file = 0; file < 30; file++) {
			writeFileSync(join(folder, "data", `${file}.bin`), "");
			writeFileSync(join(folder, "node_modules", `${file}.yaml`), "");
		}
		expect(codes(await read(folder, { limits }))).toEqual([]);
		for (let file = 30; file < 60; file++) writeFileSync(join(folder, "data", `${file}.bin`), "");
		expect(codes(await read(folder, { limits }))).toEqual(["data too-many-entries"]);
	});

	it("ends at so many links", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "a" });
		for (let link = 0; link < 30; link++) symlinkSync("a.yaml", join(folder, `l${link}`));
		const snapshot = await read(folder, { limits: { ...defaultLimits, links: 20 } });
		expect([paths(snapshot), codes(snapshot)]).toEqual([["a.yaml"], [expect.stringMatching(/^l\d+ too-many-links$/)]]);
	});

	it("ends at so many names below each other, also where each is a link", async () => {
		const root = temporaryFolder();
		for (let step = 0; step < 9; step++) {
			writeFiles(root, { [`.s/d${step}/m.yaml`]: `${step}` });
			symlinkSync(`../d${step + 1}`, join(root, `.s/d${step}/n`));
		}
		mkdirSync(join(root, ".s/d9"));
		mkdirSync(join(root, "env"));
		symlinkSync("../.s/d0", join(root, "env/n"));
		const snapshot = await read(join(root, "env"), { root, limits: { ...defaultLimits, depth: 5 } });
		expect([snapshot.files.size, codes(snapshot)]).toEqual([4, ["env/n/n/n/n/n too-deep"]]);
	});
});

describe("names", () => {
	it("may end in capitals", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, {
			"a.YAML": "a",
			"b.YML": "b",
			"c.Json": "{}",
			"d.yAmL": "d",
			"e.Yaml.bak": "e",
			"Base/f.YAML": "f",
		});
		expect(paths(await read(folder))).toEqual(["Base/f.YAML", "a.YAML", "b.YML", "c.Json", "d.yAmL"]);
	});

	it("in capitals are the environment's and of what it includes, too", async () => {
		const root = temporaryFolder();
		const manifest = (kind: string, name: string, spec = "{}") =>
			`apiVersion: evenkeel/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
		writeFiles(root, {
			"env/Environment.YAML": manifest(
				"Environment",
				"e",
				"{ owner: o, include: [../One.YML], variableFiles: [V.JSON] }",
			),
			"env/V.JSON": '{ "name": "two" }',
			"env/Two.YAML": manifest("Cluster", "two", '{ clusterName: "${V.name}" }'),
			"One.YML": manifest("Cluster", "one"),
		});
		const snapshot = await readSnapshot({ path: join(root, "env"), root, needed: neededFolders });
		const { desired, problems } = load(snapshot, { kinds });
		expect([problems, desired?.resources.map(({ identity }) => identity)]).toEqual([
			[],
			["Cluster/one", "Cluster/two"],
		]);
	});

	it("of manifests and folders that nobody could type are told, and those of other files do not matter", async () => {
		const folder = temporaryFolder();
		const text = "a";
		writeFiles(folder, {
			"a\u0007.yaml": text,
			"b.yaml ": text,
			"c.yaml\n": text,
			" d.json": text,
			"e\n/f.yaml": text,
		});
		writeFiles(folder, {
			"Icon\r": text,
			"notes\u0007.txt": text,
			"\u202eg.yaml": text,
			".b.yaml ": text,
			"h.yaml": text,
		});
		const snapshot = await read(folder);
		expect(paths(snapshot)).toEqual(["h.yaml", "\u202eg.yaml"]);
		expect(codes(snapshot).sort()).toEqual(
			[" d.json", "a\u0007.yaml", "b.yaml ", "c.yaml\n", "e\n"].map((name) => `${name} file-name`).sort(),
		);
	});
});

describe.skipIf(gitMissing)(`a path through a link${gitMissing ? ` (${gitMissing})` : ""}`, () => {
	const outside = (folder: string) => {
		writeFiles(folder, { "elsewhere/prod/x.yaml": "kind: Secret" });
		repository(join(folder, "repo"), { "envs/prod/a.yaml": "a", "base/b.yaml": "b" });
		return join(folder, "repo");
	};

	it.each<[string, (repo: string) => void]>([
		[
			"the folder",
			(repo) => {
				git(repo, "rm", "--quiet", "-r", "envs/prod");
				mkdirSync(join(repo, "envs"), { recursive: true });
				symlinkSync("../../elsewhere/prod", join(repo, "envs/prod"));
			},
		],
		[
			"a folder above it",
			(repo) => {
				git(repo, "rm", "--quiet", "-r", "envs");
				symlinkSync("../elsewhere", join(repo, "envs"));
			},
		],
		[
			"a link on the way of another",
			(repo) => {
				git(repo, "rm", "--quiet", "-r", "envs");
				symlinkSync("../elsewhere", join(repo, "out"));
				symlinkSync("out", join(repo, "envs"));
			},
		],
		[
			"the folder, by an absolute path,",
			(repo) => {
				git(repo, "rm", "--quiet", "-r", "envs/prod");
				mkdirSync(join(repo, "envs"), { recursive: true });
				symlinkSync(join(repo, "../elsewhere/prod"), join(repo, "envs/prod"));
			},
		],
		[
			"the folder, into Git's own,",
			(repo) => {
				git(repo, "rm", "--quiet", "-r", "envs/prod");
				mkdirSync(join(repo, "envs"), { recursive: true });
				writeFiles(repo, { ".git/prod/x.yaml": "x" });
				symlinkSync("../.git/prod", join(repo, "envs/prod"));
			},
		],
	])("is refused when a commit has made a link of %s that leaves the work tree", async (_name, change) => {
		const repo = outside(temporaryFolder());
		const path = join(repo, "envs/prod");
		expect(paths(await read(path))).toEqual(["envs/prod/a.yaml"]);
		change(repo);
		commit(repo, {});
		await expect(read(path)).rejects.toMatchObject({
			reason: { code: "LinkLeavesWorkTree", params: { path } },
		});
	});

	it("is followed where the commit's link stays in the work tree", async () => {
		const repo = outside(temporaryFolder());
		git(repo, "rm", "--quiet", "-r", "envs/prod");
		mkdirSync(join(repo, "envs"), { recursive: true });
		symlinkSync("../base", join(repo, "envs/prod"));
		const revision = commit(repo, {});
		const snapshot = await read(join(repo, "envs/prod"));
		expect([paths(snapshot), snapshot.revision]).toEqual([["base/b.yaml"], revision]);
	});

	it("is followed where the link is the operator's, also inside of a work tree, as git-sync makes it", async () => {
		const folder = temporaryFolder();
		const repo = outside(folder);
		symlinkSync("repo/envs/prod", join(folder, "operator"));
		expect(paths(await read(join(folder, "operator")))).toEqual(["envs/prod/a.yaml"]);
		symlinkSync("../elsewhere/prod", join(repo, "local"));
		expect(paths(await read(join(repo, "local")))).toEqual(["x.yaml"]);
		git(repo, "worktree", "add", "--quiet", "--detach", join(repo, ".worktrees/1"));
		swapLink(join(repo, "current"), ".worktrees/1");
		const snapshot = await read(join(repo, "current/envs/prod"));
		expect([snapshot.root, paths(snapshot)]).toEqual([join(repo, ".worktrees/1"), ["envs/prod/a.yaml"]]);
	});

	it("may lead out of the work tree below a root that the operator has given", async () => {
		const folder = temporaryFolder();
		const repo = outside(folder);
		git(repo, "rm", "--quiet", "-r", "envs");
		symlinkSync("../elsewhere", join(repo, "envs"));
		commit(repo, {});
		expect(paths(await read(join(repo, "envs/prod"), { root: folder }))).toEqual(["elsewhere/prod/x.yaml"]);
	});
});

describe("a folder that takes long to read", () => {
	it("is told of while it does, and handed out afterwards though it is the same", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "a", ".git/HEAD": "ref: refs/heads/main" });
		const told: string[] = [];
		const slowMs = 12_345;
		const system = systemClock();
		/** The one timer that this is about goes off when the test says so. */
		let slow: (() => void) | undefined;
		const clock: WallClock = {
			now: system.now,
			wallMs: system.wallMs,
			schedule: (delayMs, action) => {
				if (delayMs !== slowMs) return system.schedule(delayMs, action);
				slow = action;
				return () => {
					slow = undefined;
				};
			},
		};
		const watch = watchSource({
			...{
				path: folder,
				needed: nothingNeeded,
				clock,
				debounceMs: 10,
				resyncMs: 3_600_000,
				confirmMs: 3_600_000,
				slowMs,
			},
			onSnapshot: ({ files }) => void told.push([...files.keys()].join()),
			onError: (trouble) => void told.push(JSON.stringify(trouble)),
		});
		onTestFinished(() => watch.close());
		await watch.started;
		await vi.waitFor(() => expect(slow).toBeUndefined(), { timeout: 4_000, interval: 10 });
		writeFiles(folder, { ".git/index.lock": "" });
		writeFiles(folder, { ".git/HEAD": "ref: refs/heads/side" });
		await vi.waitFor(() => expect(slow).toBeDefined(), { timeout: 4_000, interval: 10 });
		expect(told).toEqual(["a.yaml"]);
		slow?.();
		expect(told[1]).toBe(JSON.stringify({ is: "slow", path: folder, seconds: 12.3 }));
		rmSync(join(folder, ".git/index.lock"));
		await vi.waitFor(() => expect(told).toHaveLength(3), { timeout: 4_000, interval: 10 });
		expect(told[2]).toBe("a.yaml");
	});
});
