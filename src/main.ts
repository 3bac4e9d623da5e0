#!/usr/bin/env node
/** The program: argv and environment in, exit code out. Nothing else reads or ends the process. */
import { setMaxListeners } from "node:events";
import { runProgram } from "./commands/program.ts";

// The SDK warns on standard error that it will leave Node 20 in 2027; which Node works is our own package's to say.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Commands end by themselves some seconds after a signal; this is for one that does not, within the 10 s that Docker grants. */
const longestEndingMs = 9_500;
/** For a reader of standard output that does not read. */
const longestOutputMs = 2_000;
const interrupted = 130;

const ending = new AbortController();
// Each request in flight listens, and Node takes more than ten listeners for a leak.
setMaxListeners(0, ending.signal);
for (const name of ["SIGINT", "SIGTERM"] as const) {
	process.on(name, () => {
		// A second signal ends the process at once, for those who cannot wait for the call in flight.
		if (ending.signal.aborted) process.exit(interrupted);
		setTimeout(() => process.exit(interrupted), longestEndingMs).unref();
		ending.abort(name);
	});
}
// A reader that goes away, such as `| head`, is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

// The command line library looks into the process for variables of ours, and reads EVENKEEL_LOCAL=false as yes; so it finds none.
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
// Whatever an SDK's idle socket may still hold open does not keep a finished program alive.
setTimeout(() => process.exit(), longestOutputMs).unref();
process.stdout.write("", () => process.exit());
