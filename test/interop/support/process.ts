/**
 * Runs a foreign program in an environment without the user's settings: no AWS profile, no credentials, and for other
 * hosts a proxy address without a server, so that no call can leave this machine.
 */
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";

export interface Ended {
	readonly code: number;
	readonly out: string;
	readonly error: string;
}

export interface ProcessOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** The time limit, after which it is killed and its code is -1. Four minutes if absent. */
	readonly timeoutMs?: number;
}

const largestOutputBytes = 32 * 1024 * 1024;

/**
 * The speed of the embedded AWS for foreign clients: operations of a minute complete before a client has started, and a
 * stopped task, which ECS shows for an hour, is still visible to a slow client.
 */
export const suiteSpeed = ["--speed", "100"];

/** The Region of all suites. */
export const region = "ap-northeast-1";

/** The environment variables with which an AWS client finds the endpoint `url`, and no others. */
export function awsEnvironment(url: string): Readonly<Record<string, string>> {
	return {
		AWS_ENDPOINT_URL: url,
		AWS_REGION: region,
		AWS_DEFAULT_REGION: region,
		AWS_ACCESS_KEY_ID: "any",
		AWS_SECRET_ACCESS_KEY: "any",
		AWS_CONFIG_FILE: "/nonexistent",
		AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
		AWS_EC2_METADATA_DISABLED: "true",
		// The embedded AWS has a single address; DiscoverInstances would be sent to `data-` and that address.
		AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
		AWS_PAGER: "",
	};
}

/** Runs `command` without a shell. A program that fails is a result; one that cannot be started rejects. */
export function runProcess(
	command: string,
	args: readonly string[],
	{ env = {}, cwd, timeoutMs = 240_000 }: ProcessOptions = {},
): Promise<Ended> {
	const options = {
		cwd,
		env: { ...isolated(), ...env },
		timeout: timeoutMs,
		maxBuffer: largestOutputBytes,
		encoding: "utf8" as const,
	};
	return new Promise((resolve, reject) => {
		execFile(command, args, options, (failure, out, error) => {
			if (failure && typeof failure.code === "string") return reject(failure);
			resolve({ code: failure ? Number(failure.code ?? -1) : 0, out, error });
		});
	});
}

/** Runs `command` and returns its standard output; rejects with its output if it fails. */
export async function outputOf(
	command: string,
	args: readonly string[],
	options: ProcessOptions = {},
): Promise<string> {
	const { code, out, error } = await runProcess(command, args, options);
	if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${out}${error}`);
	return out;
}

function isolated(): Readonly<Record<string, string>> {
	return {
		PATH: process.env.PATH ?? "",
		HOME: tmpdir(),
		LANG: "C.UTF-8",
		HTTP_PROXY: "http://127.0.0.1:9",
		HTTPS_PROXY: "http://127.0.0.1:9",
		NO_PROXY: "127.0.0.1,localhost",
	};
}
