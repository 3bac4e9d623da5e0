/** Git as a user without any configuration of their own runs it, so that no test depends on whose machine it is. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Before the words of every call. */
export const gitSettings: readonly string[] = [
	...["-c", "user.name=test", "-c", "user.email=test@example.com"],
	...["-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false"],
];

export function gitEnvironment(): NodeJS.ProcessEnv {
	return { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
}

/** Runs Git in `folder` and gives what it prints, without the last line break; rejects with what it says of a failure. */
export async function runGit(folder: string, ...words: readonly string[]): Promise<string> {
	const { stdout } = await run("git", [...gitSettings, ...words], { cwd: folder, env: gitEnvironment() });
	return stdout.trim();
}
