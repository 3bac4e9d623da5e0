#!/usr/bin/env node
/** The program's entry point: argv and environment in, exit code out. Only this file reads or ends the process. */
import { setMaxListeners } from "node:events";
import { runProgram } from "./commands/program.ts";

// The SDK warns on standard error that it will drop Node.js 20 in 2027; evenkeel's own package declares the supported
// versions.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Commands end some seconds after a signal; this ends one that does not, within the 10 s that Docker allows. */
const forcedExitMs = 9_500;
const outputFlushTimeoutMs = 2_000;
const interrupted = 130;

const ending = new AbortController();
// Each request in flight adds a listener, and Node.js reports more than ten as a leak.
setMaxListeners(0, ending.signal);
for (const name of ["SIGINT", "SIGTERM"] as const) {
	process.on(name, () => {
		// A second signal ends the process at once, without waiting for the call in flight.
		if (ending.signal.aborted) process.exit(interrupted);
		setTimeout(() => process.exit(interrupted), forcedExitMs).unref();
		ending.abort(name);
	});
}
// A closed pipe, as with `| head`, is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

// commander reads EVENKEEL_* itself and treats EVENKEEL_LOCAL=false as true, so they are removed from process.env.
const env = { ...process.env };
for (const name of Object.keys(env)) if (name.startsWith("EVENKEEL_")) delete process.env[name];

process.exitCode = await runProgram(process.argv.slice(2), {
	env,
	cwd: process.cwd(),
	out: (text) => void process.stdout.write(text),
	error: (text) => void process.stderr.write(text),
	columns: process.stdout.isTTY ? process.stdout.columns : undefined,
	signal: ending.signal,
});
// If the reader of standard output is blocked, exit after 2 s.
setTimeout(() => process.exit(), outputFlushTimeoutMs).unref();
// Exit once the output is flushed; an idle SDK socket would keep the process alive.
process.stdout.write("", () => process.exit());
