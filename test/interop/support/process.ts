/**
 * Runs a foreign program to its end, in an environment that has nothing of the person's own: no AWS profile, no
 * credentials, and for whatever is not on this machine a proxy that nobody listens at, so that no call can leave it.
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
	/** After this long it is ended, and its code is -1. Four minutes when absent. */
	readonly timeoutMs?: number;
}

const largestOutputBytes = 32 * 1024 * 1024;

/**
 * How fast the embedded AWS lives for foreign clients: what takes it a minute is over before a client has started, and yet
 * a stopped task, which ECS shows for an hour, is still there when a slow one looks.
 */
export const suiteSpeed = ["--speed", "100"];

/** The region that all suites use. */
export const region = "ap-northeast-1";

/** The variables by which a client of AWS's finds the endpoint `url`, and nothing else. */
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
		// The embedded AWS is one address; DiscoverInstances would be sent to `data-` and that address.
		AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
		AWS_PAGER: "",
	};
}

/** Runs `command` without a shell. A program that fails is an answer; one that cannot be started rejects. */
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

/** Runs `command` and gives its standard output; rejects with all it said when it fails. */
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
