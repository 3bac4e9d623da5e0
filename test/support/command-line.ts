/** Runs commands as a user would: in this process with a simulated terminal, or as a real process for tests of signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { runProgram } from "../../src/commands/program.ts";

export interface CommandResult {
	readonly code: number;
	readonly out: string;
	readonly error: string;
}

export interface CommandOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	readonly signal?: AbortSignal;
	/** Receives standard output as it is written. */
	readonly onOut?: (all: string) => void;
}

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a command in this process to completion. */
export async function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
	let out = "";
	let error = "";
	const code = await runProgram(argv, {
		env: options.env ?? {},
		cwd: options.cwd ?? repository,
		out: (text) => {
			out += text;
			options.onOut?.(out);
		},
		error: (text) => {
			error += text;
		},
		columns: undefined,
		signal: options.signal ?? new AbortController().signal,
	});
	return { code, out, error };
}

export interface LocalAws {
	readonly url: string;
	/** The environment with which other commands connect to it. */
	readonly env: Readonly<Record<string, string>>;
	readonly stop: () => Promise<CommandResult>;
}

/** Starts `evenkeel local` in this process, on free ports and so fast that minutes pass in moments. */
export async function startLocal(flags: readonly string[] = ["--speed", "200"]): Promise<LocalAws> {
	const ending = new AbortController();
	let ready: (text: string) => void = () => {};
	const started = new Promise<string>((resolveStarted) => {
		ready = resolveStarted;
	});
	const ended = runCommand(["local", "--port", "0", "--dns-port", "0", ...flags], {
		signal: ending.signal,
		onOut: ready,
	});
	const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await started)?.[0] ?? "";
	return {
		url,
		env: { AWS_ENDPOINT_URL: url },
		stop: () => {
			ending.abort();
			return ended;
		},
	};
}

/** The program as one file, bundled from the current sources; bundling takes a fraction of a second. */
export async function buildProgram(): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
	// The schemas are found relative to the file, so its depth in the repository equals that of the shipped one.
	const folder = await mkdtemp(join(repository, "dist", "test-"));
	const file = join(folder, "evenkeel.mjs");
	await build({
		entryPoints: [resolve(repository, "src/main.ts")],
		outfile: file,
		bundle: true,
		platform: "node",
		format: "esm",
		mainFields: ["module", "main"],
		banner: {
			js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
		},
		logLevel: "silent",
	});
	return { file, remove: () => rm(folder, { recursive: true }) };
}

export interface Process {
	readonly child: ChildProcess;
	/** Its output so far, both streams. */
	readonly text: () => string;
	/** Resolves once its output matches. */
	readonly says: (pattern: RegExp) => Promise<void>;
	/** Its exit code, or the signal that ended it. */
	readonly ended: Promise<number | string>;
}

/** Starts the built program as a separate process. */
export function startProcess(
	file: string,
	argv: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Process {
	const child = spawn(process.execPath, [file, ...argv], {
		cwd: repository,
		env: { PATH: process.env.PATH ?? "", HOME: tmpdir(), ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let text = "";
	let heard = () => {};
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on("data", (chunk: Buffer) => {
			text += chunk.toString();
			heard();
		});
	}
	const ended = once(child, "exit").then(([code, signal]) => (code as number | null) ?? String(signal));
	return {
		child,
		text: () => text,
		ended,
		says: (pattern) =>
			new Promise((resolveSaid, reject) => {
				heard = () => {
					if (pattern.test(text)) resolveSaid();
				};
				heard();
				void ended.then((code) => reject(new Error(`It ended with ${code} and never said ${pattern}:\n${text}`)));
			}),
	};
}

/** Polls a few times per second until `condition` holds; otherwise the test's own time limit applies. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await condition())) await new Promise((resolvePause) => setTimeout(resolvePause, 50));
}
