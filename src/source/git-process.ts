/**
 * Runs Git where its files alone do not tell: whether one commit descends from another. A repository is untrusted, and its
 * own configuration can name programs to run, fake history and fetch, so nothing of that is listened to.
 */
import { execFile } from "node:child_process";

/** What Git answers: its exit code, and what it printed, to the last line break. */
export interface GitAnswer {
	readonly code: number;
	readonly out: string;
}

/** Said on the command line, which wins over the repository's own file. */
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
	// A file that may be forged, while commits name their parents under their own hash.
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
	// Neither rewrites who descends from whom.
	GIT_NO_REPLACE_OBJECTS: "1",
	GIT_GRAFT_FILE: "/dev/null",
	// A partial clone would go and fetch what is missing, by whatever its configuration names.
	GIT_NO_LAZY_FETCH: "1",
	GIT_ALLOW_PROTOCOL: "none",
};

/** Paths of a work tree, which may hold very many. */
const mostOutput = 64 * 1024 * 1024;
/** The walk through a history of a million commits takes seconds. */
const longestMs = 30_000;

/** Where programs are looked for, as in the variable `PATH`; undefined for the system's own folders. */
export type ProgramPath = string | undefined;

/**
 * Asks Git about the repository whose state lies in `gitFolder`. That is named and not searched for, so that Git does not mind
 * that it belongs to another user, as it does where git-sync runs in a container of its own. Undefined where Git could not be
 * run, or did not end.
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

/** Whether there is a Git to run. */
export async function hasGit(path: ProgramPath): Promise<boolean> {
	return (await run(path, ["--version"]))?.code === 0;
}

function settings(): readonly string[] {
	return Object.entries(overrides).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function run(path: ProgramPath, args: readonly string[], cwd = "/", input = ""): Promise<GitAnswer | undefined> {
	const env = { ...environment, ...(path === undefined ? {} : { PATH: path }) };
	const options = { cwd, env, timeout: longestMs, killSignal: "SIGKILL", maxBuffer: mostOutput } as const;
	return new Promise((resolve) => {
		const child = execFile("git", args, options, (error, out) => {
			if (!error) resolve({ code: 0, out });
			else resolve(typeof error.code === "number" ? { code: error.code, out } : undefined);
		});
		// A Git that ends without reading is told by its exit code.
		child.stdin?.on("error", () => {}).end(input);
	});
}
