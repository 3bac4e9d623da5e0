/** Runs Git without user configuration, so that no test depends on the machine. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Options before the arguments of every call. */
export const gitSettings: readonly string[] = [
	...["-c", "user.name=test", "-c", "user.email=test@example.com"],
	...["-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false"],
];

export function gitEnvironment(): NodeJS.ProcessEnv {
	return { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
}

/** Runs Git in `folder` and returns its output without the last line break; rejects with its error message. */
export async function runGit(folder: string, ...words: readonly string[]): Promise<string> {
	const { stdout } = await run("git", [...gitSettings, ...words], { cwd: folder, env: gitEnvironment() });
	return stdout.trim();
}
