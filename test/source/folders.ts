/**
 * Real folders and real checkouts for the tests of the synced folder, each removed when its test ends.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Needed } from "../../src/source/snapshot.ts";
import { gitEnvironment, gitSettings } from "../support/git.ts";

/** A new empty folder that goes when the running test ends. */
export function temporaryFolder(): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), "evenkeel-source-")));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	return folder;
}

/** Writes files by their paths below `folder`. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), content);
	}
}

/** Points the link at `path` to `target` in one step, as git-sync does. */
export function swapLink(path: string, target: string): void {
	symlinkSync(target, `${path}.new`);
	renameSync(`${path}.new`, path);
}

/** An environment that includes nothing. */
export function nothingNeeded(): Needed {
	return { folders: [], files: [], problems: [] };
}

const pipeMaker = "mkfifo";

/** Why tests with Git are skipped on this machine, or undefined. */
export const gitMissing = commandMissing("git");
/** Why tests with pipes are skipped on this machine, or undefined. */
export const pipesMissing = commandMissing(pipeMaker);

/** Makes a named pipe: whoever opens it for reading waits until somebody writes. */
export function makePipe(path: string): void {
	execFileSync(pipeMaker, [path]);
}

/** Runs Git as a user without any configuration of their own. */
export function git(folder: string, ...words: readonly string[]): string {
	const settings = { cwd: folder, env: gitEnvironment(), encoding: "utf8", stdio: "pipe" } as const;
	return execFileSync("git", [...gitSettings, ...words], settings).trim();
}

/** A new repository on branch main with one commit of `files`. */
export function repository(folder: string, files: Readonly<Record<string, string>>): string {
	mkdirSync(folder, { recursive: true });
	git(folder, "init", "--quiet", "--initial-branch=main");
	return commit(folder, files);
}

/** Commits `files` and gives the commit's id. */
export function commit(folder: string, files: Readonly<Record<string, string>>): string {
	writeFiles(folder, files);
	git(folder, "add", "--all");
	git(folder, "commit", "--quiet", "--allow-empty", "--message", "change");
	return git(folder, "rev-parse", "HEAD");
}

function commandMissing(command: string): string | undefined {
	try {
		execFileSync(command, ["--version"], { stdio: "ignore" });
		return undefined;
	} catch {
		return `${command} is not installed`;
	}
}
