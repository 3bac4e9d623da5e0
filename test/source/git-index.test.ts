/** Git's index as real Gits write it, in each of its versions, and what is no index at all. */
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIndex, readIndex } from "../../src/source/git-index.ts";
import { commit, git, gitMissing, repository, temporaryFolder, writeFiles } from "./folders.ts";

const files = Object.fromEntries(
	["a.yaml", "envs/prod/env.yaml", "envs/prod/env.yaml.d/x", `deep/${"n".repeat(200)}.yaml`, "z ü \n.yaml"].map(
		(path) => [path, `text of ${path}`],
	),
);

describe.skipIf(gitMissing)(`the index of Git${gitMissing ? ` (${gitMissing})` : ""}`, () => {
	it.each(["2", "3", "4"])("has every path with its blob, in version %s", async (version) => {
		const folder = temporaryFolder();
		repository(folder, files);
		if (version === "3") {
			writeFiles(folder, { "later.yaml": "later" });
			git(folder, "add", "--intent-to-add", "later.yaml");
		} else git(folder, "update-index", "--index-version", version);
		const reading = await readIndex(join(folder, ".git/index"), 20);
		const { entries } = reading as Exclude<typeof reading, { fault: string }>;
		expect([...entries.keys()].filter((path) => path !== "later.yaml").sort()).toEqual(Object.keys(files).sort());
		expect(entries.get("later.yaml")?.intended).toBe(version === "3" ? true : undefined);
		for (const path of Object.keys(files)) {
			expect(entries.get(path)).toMatchObject({
				...{ is: "file", id: git(folder, "rev-parse", `HEAD:${path}`) },
				...{ size: Buffer.byteLength(files[path] ?? ""), skipped: false, unmerged: false },
			});
		}
	});

	it("has longer ids in a repository of SHA-256", async () => {
		const folder = temporaryFolder();
		git(folder, "init", "--quiet", "--object-format=sha256");
		commit(folder, files);
		const reading = await readIndex(join(folder, ".git/index"), 32);
		expect("entries" in reading && reading.entries.get("a.yaml")?.id).toBe(git(folder, "rev-parse", "HEAD:a.yaml"));
	});

	it("tells submodules, links, conflicts, and what a sparse checkout leaves out", async () => {
		const folder = temporaryFolder();
		repository(join(folder, "one"), { "a.yaml": "a", "b/c.yaml": "c" });
		repository(join(folder, "two"), { "a.yaml": "a", "b/c.yaml": "c" });
		const two = join(folder, "two");
		git(two, "submodule", "--quiet", "add", join(folder, "one"), "sub");
		symlinkSync("b", join(two, "link"));
		commit(two, {});
		git(two, "checkout", "--quiet", "-b", "side");
		commit(two, { "a.yaml": "side" });
		git(two, "checkout", "--quiet", "main");
		commit(two, { "a.yaml": "main" });
		expect(() => git(two, "merge", "--quiet", "side")).toThrow();
		git(two, "update-index", "--skip-worktree", "b/c.yaml");
		const reading = await readIndex(join(two, ".git/index"), 20);
		const { entries } = reading as Exclude<typeof reading, { fault: string }>;
		expect([entries.get("sub")?.is, entries.get("link")?.is]).toEqual(["submodule", "link"]);
		expect([entries.get("a.yaml")?.unmerged, entries.get("b/c.yaml")?.skipped]).toEqual([true, true]);
	});

	it("is read though whole folders are left out of it", async () => {
		const folder = temporaryFolder();
		repository(folder, { "a/a.yaml": "a", "b/b.yaml": "b" });
		git(folder, "sparse-checkout", "set", "--cone", "--sparse-index", "a");
		const reading = await readIndex(join(folder, ".git/index"), 20);
		expect("entries" in reading && [...reading.entries.keys()]).toEqual(["a/a.yaml"]);
	});

	it("is refused when it is split, missing or damaged", async () => {
		const folder = temporaryFolder();
		repository(folder, files);
		const path = join(folder, ".git/index");
		const bytes = readFileSync(path);
		const flipped = Buffer.from(bytes);
		flipped[40] = (flipped[40] ?? 0) ^ 1;
		expect(parseIndex(flipped, 20)).toEqual({ fault: "wrong checksum" });
		expect(parseIndex(bytes.subarray(0, 50), 20)).toHaveProperty("fault");
		expect(await readIndex(`${path}.gone`, 20)).toEqual({ fault: "missing" });
		git(folder, "update-index", "--split-index");
		expect(await readIndex(path, 20)).toEqual({ fault: "split" });
		writeFileSync(path, "no index");
		expect(await readIndex(path, 20)).toEqual({ fault: "no index" });
	});
});

it("is parsed without a crash, whatever its bytes are", () => {
	const header = (version: number, count: number) => {
		const bytes = Buffer.from("DIRC\0\0\0\0\0\0\0\0", "latin1");
		bytes.writeUInt32BE(version, 4);
		bytes.writeUInt32BE(count, 8);
		return bytes;
	};
	const bodies = fc.uint8Array({ maxLength: 300 });
	fc.assert(
		fc.property(fc.integer({ min: 2, max: 4 }), fc.nat(5), bodies, (version, count, body) => {
			// A checksum of zeros is not compared, so that the rest is reached.
			const reading = parseIndex(Buffer.concat([header(version, count), body, Buffer.alloc(20)]), 20);
			expect("fault" in reading || "entries" in reading).toBe(true);
		}),
		{ seed: 11, numRuns: 2_000 },
	);
});
