import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lastFetchMs } from "../../src/source/freshness.ts";
import { git, gitMissing, repository, swapLink, temporaryFolder } from "./folders.ts";

const fetchedAt = new Date("2026-01-31T12:00:00Z");

describe.skipIf(gitMissing)("when something was last fetched", () => {
	it("is told of a clone that is pulled, though nothing new came", async () => {
		const folder = temporaryFolder();
		repository(join(folder, "origin"), { "envs/prod/env.yaml": "a" });
		git(folder, "clone", "--quiet", join(folder, "origin"), "clone");
		const path = join(folder, "clone/envs/prod");
		expect(await lastFetchMs(path)).toBeUndefined();
		git(join(folder, "clone"), "pull", "--quiet");
		utimesSync(join(folder, "clone/.git/FETCH_HEAD"), fetchedAt, fetchedAt);
		expect(await lastFetchMs(path)).toBe(fetchedAt.getTime());
	});

	it("is told of the repository behind a linked worktree and a link to it, as git-sync makes them", async () => {
		const folder = temporaryFolder();
		repository(join(folder, "root"), { "a.yaml": "a" });
		git(join(folder, "root"), "worktree", "add", "--quiet", "--detach", join(folder, "root/.worktrees/one"));
		swapLink(join(folder, "current"), "root/.worktrees/one");
		writeFileSync(join(folder, "root/.git/FETCH_HEAD"), "");
		utimesSync(join(folder, "root/.git/FETCH_HEAD"), fetchedAt, fetchedAt);
		expect(await lastFetchMs(join(folder, "current"))).toBe(fetchedAt.getTime());
	});

	it("is not known of a plain folder or of one that is not there", async () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, "plain"));
		expect(await lastFetchMs(join(folder, "plain"))).toBeUndefined();
		expect(await lastFetchMs(join(folder, "gone"))).toBeUndefined();
	});
});
