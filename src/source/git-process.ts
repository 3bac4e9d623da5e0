/**
 * Runs the Git program for questions that its files do not answer, such as whether one commit descends from another.
 * A repository is untrusted, and its configuration can name programs to run, rewrite history and fetch, so that
 * configuration is overridden.
 */
import { execFile } from "node:child_process";

/** Git's exit code, and its output up to the last line break. */
export interface GitAnswer {
	readonly code: number;
	readonly out: string;
}

/** Passed on the command line, which overrides the repository's configuration. */
const overrides: Readonly<Record<string, string>> = {
	"core.fsmonitor": "false",
	"core.hooksPath": "/dev/null",
	"core.pager": "cat",
	"core.editor": "false",
	"core.excludesFile": "/dev/null",
	"core.attributesFile": "/dev/null",
	"core.askPass": "false",
	"core.sshCommand": "false",
	"core.gitProxy": "false",
	"core.alternateRefsCommand": "false",
	// The commit graph file can be forged, while commits contain their parents in their hash.
	"core.commitGraph": "false",
	"credential.helper": "",
	"diff.external": "false",
	"gpg.program": "false",
	"gpg.ssh.program": "false",
	"gpg.x509.program": "false",
};

const environment: Readonly<Record<string, string>> = {
	HOME: "/nonexistent",
	LC_ALL: "C",
	GIT_CONFIG_NOSYSTEM: "1",
	GIT_CONFIG_GLOBAL: "/dev/null",
	GIT_ATTR_NOSYSTEM: "1",
	GIT_OPTIONAL_LOCKS: "0",
	GIT_TERMINAL_PROMPT: "0",
	// Replacements and grafts would change the ancestry.
	GIT_NO_REPLACE_OBJECTS: "1",
	GIT_GRAFT_FILE: "/dev/null",
	// A partial clone would fetch missing objects, by a program that its configuration names.
	GIT_NO_LAZY_FETCH: "1",
	GIT_ALLOW_PROTOCOL: "none",
};

/** The output may list all paths of a large work tree. */
const maxOutput = 64 * 1024 * 1024;
/** Walking a history of a million commits takes seconds. */
const timeoutMs = 30_000;

/** Where programs are searched, as in the variable `PATH`; undefined for the system's default. */
export type ProgramPath = string | undefined;

/**
 * Runs Git on the repository with its state in `gitFolder`. The folder is passed explicitly, so Git accepts a repository of
 * another user, as in a setup with git-sync in its own container. Undefined where Git could not be run or exceeded the time
 * limit.
 */
export function askGit(
	gitFolder: string,
	words: readonly string[],
	path: ProgramPath,
	{ workTree, input }: { readonly workTree?: string; readonly input?: string } = {},
): Promise<GitAnswer | undefined> {
	const folders = [`--git-dir=${gitFolder}`, ...(workTree === undefined ? [] : [`--work-tree=${workTree}`])];
	return run(path, ["--no-pager", ...folders, ...settings(), ...words], workTree, input);
}

/** Whether the Git program is installed. */
export async function hasGit(path: ProgramPath): Promise<boolean> {
	return (await run(path, ["--version"]))?.code === 0;
}

function settings(): readonly string[] {
	return Object.entries(overrides).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function run(path: ProgramPath, args: readonly string[], cwd = "/", input = ""): Promise<GitAnswer | undefined> {
	const env = { ...environment, ...(path === undefined ? {} : { PATH: path }) };
	const options = { cwd, env, timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: maxOutput } as const;
	return new Promise((resolve) => {
		const child = execFile("git", args, options, (error, out) => {
			if (!error) resolve({ code: 0, out });
			else resolve(typeof error.code === "number" ? { code: error.code, out } : undefined);
		});
		// The exit code reports a Git that ends without reading its input.
		child.stdin?.on("error", () => {}).end(input);
	});
}
