#!/usr/bin/env node
/** The program: argv and environment in, exit code out. Nothing else reads or ends the process. */
import { runProgram } from "./commands/program.ts";

// The SDK warns on standard error that it will leave Node 20 in 2027; which Node works is our own package's to say.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
	// A second signal ends the process at once, for those who cannot wait for the call in flight.
	process.on(name, () => (ending.signal.aborted ? process.exit(130) : ending.abort(name)));
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
process.stdout.write("", () => process.exit());
