/**
 * The ways in which commits reach a folder, each as the programs do it that people use: git-sync, the real one where it is
 * installed and its published manner in any case, `git pull` in a checkout, a config volume of Kubernetes, and plain copies.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, readdir, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { neededFolders } from "../../src/manifest/folder.ts";
import { readSnapshot } from "../../src/source/snapshot.ts";
import { runGit } from "../support/git.ts";
import { branch, type Origin } from "./origin.ts";

export interface Publisher {
	/** The folder that evenkeel is to follow. */
	readonly path: string;
	/** What evenkeel calls the commit: where nothing of Git is there, a digest of the files. */
	readonly revisionOf: (commit: string) => Promise<string>;
	readonly stop: () => Promise<void>;
}

export interface Way {
	readonly name: string;
	/** Why it cannot be had on this machine. */
	readonly missing?: string;
	/** Whether all files change at one moment, or Git's lock tells while they do. */
	readonly isAtomic: boolean;
	/** Publishes what is there below `folder`, which is empty, and then whatever comes, until it is stopped. */
	readonly start: (origin: Origin, folder: string) => Promise<Publisher>;
}

const gitSync = "git-sync";
/** Between two questions for a new commit; git-sync's own default is ten seconds. */
const periodMs = 20;

export const ways: readonly Way[] = [
	{ name: "git-sync itself", isAtomic: true, ...missingProgram(gitSync), start: startGitSync },
	{ name: "a swapped link to a worktree, as git-sync makes it", isAtomic: true, start: swapWorktrees },
	{ name: "a checkout under git pull", isAtomic: true, start: pull },
	{ name: "a config volume", isAtomic: false, start: swapVolume },
	{ name: "a folder that is copied into", isAtomic: false, start: copyInto },
];

async function startGitSync({ url }: Origin, folder: string): Promise<Publisher> {
	const args = [`--repo=${url}`, `--ref=${branch}`, `--root=${folder}`, "--link=current", "--depth=1"];
	const child = spawn(gitSync, [...args, `--period=${periodMs}ms`, "--max-failures=-1"], {
		// It writes Git's settings of its user.
		env: { ...process.env, HOME: folder },
		stdio: ["ignore", "ignore", "pipe"],
	});
	let said = "";
	child.stderr.on("data", (chunk: Buffer) => (said += chunk));
	const path = join(folder, "current");
	while ((await readlink(path).catch(() => undefined)) === undefined) {
		if (child.exitCode !== null) throw new Error(`git-sync ended with ${child.exitCode}:\n${said}`);
		await delay(periodMs);
	}
	return { path, revisionOf: async (commit) => commit, stop: () => end(child) };
}

/** See git-sync's README: a shallow repository, a worktree a commit, a link that is replaced at one moment. */
async function swapWorktrees({ url }: Origin, folder: string): Promise<Publisher> {
	await runGit(folder, "init", "--quiet");
	let published = "";
	const stop = await repeat(async () => {
		await runGit(folder, "fetch", "--quiet", "--no-auto-gc", "--prune", "--depth=1", url, branch);
		const commit = await runGit(folder, "rev-parse", "FETCH_HEAD");
		if (commit === published) return;
		const tree = join(folder, ".worktrees", commit);
		await runGit(folder, "worktree", "add", "--quiet", "--force", "--detach", "--no-checkout", tree, commit);
		// A relative path is right inside another container too.
		await writeFile(join(tree, ".git"), `gitdir: ../../.git/worktrees/${commit}\n`);
		await runGit(tree, "reset", "--quiet", "--hard", commit, "--");
		await swapLink(join(folder, "current"), join(".worktrees", commit));
		if (published) await rm(join(folder, ".worktrees", published), { recursive: true });
		await runGit(folder, "worktree", "prune");
		published = commit;
	});
	return { path: join(folder, "current"), revisionOf: async (commit) => commit, stop };
}

async function pull({ url }: Origin, folder: string): Promise<Publisher> {
	await runGit(folder, "clone", "--quiet", url, ".");
	// Nothing is committed here, so that to rebase is to follow, whatever was pushed by force.
	const stop = await repeat(() => runGit(folder, "pull", "--quiet", "--rebase"));
	return { path: folder, revisionOf: async (commit) => commit, stop };
}

/** As the kubelet does it: `..data` leads to the files of the time, and each name leads through it. */
async function swapVolume(origin: Origin, folder: string): Promise<Publisher> {
	const path = join(folder, "volume");
	await mkdir(path);
	let written = 0;
	return publishContent(origin, folder, path, async (content) => {
		const before = await readlink(join(path, "..data")).catch(() => undefined);
		const next = `..${written++}`;
		await cp(content, join(path, next), { recursive: true });
		await swapLink(join(path, "..data"), next);
		const names = await readdir(content);
		const links = (await readdir(path)).filter((name) => !name.startsWith(".."));
		for (const name of names.filter((one) => !links.includes(one))) {
			await symlink(join("..data", name), join(path, name));
		}
		for (const name of links.filter((one) => !names.includes(one))) await rm(join(path, name));
		if (before) await rm(join(path, before), { recursive: true });
	});
}

/** As `rsync --delete` leaves a folder: what is new copied over what was there, the rest deleted. */
async function copyInto(origin: Origin, folder: string): Promise<Publisher> {
	const path = join(folder, "copy");
	await mkdir(path);
	return publishContent(origin, folder, path, async (content) => {
		await cp(content, path, { recursive: true });
		const names = await readdir(content);
		for (const name of await readdir(path)) if (!names.includes(name)) await rm(join(path, name));
	});
}

/** Hands each new commit's files to `publish`, as whoever has nothing but a clone elsewhere. */
async function publishContent(
	origin: Origin,
	folder: string,
	path: string,
	publish: (content: string) => Promise<void>,
): Promise<Publisher> {
	let published = "";
	const stop = await repeat(async () => {
		const commit = await tipOf(origin, folder);
		if (commit === published) return;
		const content = await origin.contentOf(commit, join(folder, "published"));
		await publish(content);
		await rm(content, { recursive: true });
		published = commit;
	});
	const revisionOf = async (commit: string) => {
		const content = await origin.contentOf(commit, join(folder, "asked"));
		return (await readSnapshot({ path: content, needed: neededFolders })).revision;
	};
	return { path, revisionOf, stop };
}

async function tipOf({ url }: Origin, folder: string): Promise<string> {
	const [commit = ""] = (await runGit(folder, "ls-remote", url, branch)).split("\t");
	return commit;
}

/** Does `step` once, and again and again until it is stopped; a failure is told by whoever stops it. */
async function repeat(step: () => Promise<unknown>): Promise<() => Promise<void>> {
	let stopped = false;
	await step();
	const steps = (async () => {
		while (!stopped) {
			await step();
			await delay(periodMs);
		}
	})();
	steps.catch(() => {});
	return () => {
		stopped = true;
		return steps;
	};
}

/** Points the link at `path` to `target` at one moment. */
async function swapLink(path: string, target: string): Promise<void> {
	await symlink(target, `${path}.new`);
	await rename(`${path}.new`, path);
}

async function end(child: ChildProcess): Promise<void> {
	child.kill("SIGTERM");
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

function missingProgram(name: string): { readonly missing?: string } {
	try {
		process.stdout.write(`${name} ${execFileSync(name, ["--version"], { encoding: "utf8" })}`);
		return {};
	} catch {
		process.stdout.write(`${name} is not on the PATH.\n`);
		return { missing: `${name} is not on the PATH` };
	}
}
