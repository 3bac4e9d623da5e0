/** Which commits may follow one another, asked of real repositories, hostile ones among them. */
import { chownSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { type Ancestry, createAncestry } from "../../src/source/ancestry.ts";
import { takeReading } from "../../src/source/snapshot.ts";
import { commit, git, gitMissing, nothingNeeded, repository, temporaryFolder, writeFiles } from "./folders.ts";

const read = (path: string) => takeReading({ path, needed: nothingNeeded });

/** The code under which what is checked out now is held. */
async function judged(ancestry: Ancestry, folder: string): Promise<string | undefined> {
	return (await ancestry.judge(await read(folder)))?.code;
}

/** A repository of two commits, the second in force. */
function twoCommits() {
	const folder = temporaryFolder();
	const first = repository(folder, { "a.yaml": "1" });
	const second = commit(folder, { "a.yaml": "2" });
	const ancestry = createAncestry(process.env.PATH);
	ancestry.note(second);
	return { folder, first, second, ancestry };
}

describe.skipIf(gitMissing)("after a commit that is in force", () => {
	it.each<[string, (folder: string) => void, string | undefined]>([
		["itself may follow", () => {}, undefined],
		["its child may follow", (folder) => void commit(folder, { "a.yaml": "3" }), undefined],
		["a merge of it may follow", merge, undefined],
		["its parent is held", (folder) => void git(folder, "reset", "--quiet", "--hard", "HEAD~1"), "no-descendant"],
		["its sibling is held", sibling, "no-descendant"],
		[
			"its sibling is held though Git has forgotten the commit",
			(folder) => {
				sibling(folder);
				git(folder, "reflog", "expire", "--expire=now", "--all");
				git(folder, "gc", "--quiet", "--prune=now");
			},
			"no-descendant",
		],
		["its sibling is held though it is replaced by its child", replaced, "no-descendant"],
		["its sibling is held though a graft makes it its child", grafted, "no-descendant"],
	])("%s", async (_, change, code) => {
		const { folder, ancestry } = twoCommits();
		change(folder);
		expect(await judged(ancestry, folder)).toBe(code);
	});

	it("another is held where the history is cut off, until all of it is fetched", async () => {
		const { folder, second, ancestry } = twoCommits();
		const clone = join(temporaryFolder(), "clone");
		const third = commit(folder, { "a.yaml": "3" });
		git(folder, "clone", "--quiet", "--depth=1", pathToFileURL(folder).href, clone);
		const held = await ancestry.judge(await read(clone));
		const params = { why: "shallow", commit: third, inForce: second };
		expect(held).toMatchObject({ code: "unknown-ancestry", params });
		git(clone, "fetch", "--quiet", "--unshallow");
		expect(await judged(ancestry, clone)).toBeUndefined();
	});

	it("a folder without commits is held, from the start", async () => {
		const folder = temporaryFolder();
		writeFiles(folder, { "a.yaml": "1" });
		expect(await judged(createAncestry(process.env.PATH), folder)).toBe("unknown-ancestry");
	});

	it("another is held where Git cannot read the repository any more", async () => {
		const { folder, ancestry } = twoCommits();
		commit(folder, { "a.yaml": "3" });
		const reading = await read(folder);
		const checkout = reading.checkout && { ...reading.checkout, gitFolder: join(folder, "gone") };
		expect(await ancestry.judge({ ...reading, checkout })).toMatchObject({ params: { why: "unreadable" } });
	});

	it("the first is taken as it is, and told of", async () => {
		const { folder, first, second } = twoCommits();
		const ancestry = createAncestry(process.env.PATH);
		expect(await judged(ancestry, folder)).toBeUndefined();
		expect(ancestry.since()).toBeUndefined();
		ancestry.note(first);
		ancestry.note(second);
		expect(ancestry.since()).toBe(first);
	});
});

describe.skipIf(gitMissing)("a repository of somebody else", () => {
	it("runs nothing that its configuration names", async () => {
		const { folder, ancestry } = twoCommits();
		commit(folder, { "a.yaml": "3" });
		const canary = join(folder, ".git/canary");
		const program = join(folder, ".git/program");
		writeFileSync(program, `#!/bin/sh\ntouch '${canary}'\n`, { mode: 0o755 });
		for (const name of [
			"core.fsmonitor",
			"core.pager",
			"core.sshCommand",
			"core.alternateRefsCommand",
			"gpg.program",
		]) {
			git(folder, "config", name, program);
		}
		git(folder, "config", "pager.merge-base", "true");
		git(folder, "config", "alias.merge-base", `!${program}`);
		expect(await judged(ancestry, folder)).toBeUndefined();
		expect(existsSync(canary)).toBe(false);
		// It would have run where somebody listens to it.
		git(folder, "status");
		expect(existsSync(canary)).toBe(true);
	});

	it("fetches nothing for a partial clone", async () => {
		const { folder, ancestry } = twoCommits();
		const canary = join(folder, ".git/canary");
		sibling(folder);
		git(folder, "reflog", "expire", "--expire=now", "--all");
		git(folder, "gc", "--quiet", "--prune=now");
		const settings = {
			"extensions.partialClone": "origin",
			"remote.origin.promisor": "true",
			"protocol.ext.allow": "always",
		};
		for (const [name, value] of Object.entries(settings)) git(folder, "config", name, value);
		git(folder, "config", "remote.origin.url", `ext::sh -c touch% ${canary}`);
		git(folder, "config", "core.repositoryFormatVersion", "1");
		expect(await judged(ancestry, folder)).toBe("no-descendant");
		expect(existsSync(canary)).toBe(false);
	});

	it.skipIf(process.getuid?.() !== 0)("is asked though it belongs to another user", async () => {
		const { folder, ancestry } = twoCommits();
		commit(folder, { "a.yaml": "3" });
		for (const path of [folder, join(folder, ".git")]) chownSync(path, 12345, 12345);
		expect(await judged(ancestry, folder)).toBeUndefined();
	});
});

function merge(folder: string): void {
	git(folder, "checkout", "--quiet", "-b", "side", "HEAD~1");
	commit(folder, { "b.yaml": "b" });
	git(folder, "merge", "--quiet", "--no-edit", "main");
}

function sibling(folder: string): string {
	git(folder, "reset", "--quiet", "--hard", "HEAD~1");
	return commit(folder, { "a.yaml": "other" });
}

/** What stands in for the sibling has the commit in force as its parent. */
function replaced(folder: string): void {
	const inForce = git(folder, "rev-parse", "HEAD");
	const child = git(folder, "commit-tree", "-p", inForce, "-m", "forged", "HEAD^{tree}");
	git(folder, "replace", sibling(folder), child);
}

function grafted(folder: string): void {
	const inForce = git(folder, "rev-parse", "HEAD");
	const other = sibling(folder);
	mkdirSync(join(folder, ".git/info"), { recursive: true });
	writeFileSync(join(folder, ".git/info/grafts"), `${other} ${inForce}\n`);
}
