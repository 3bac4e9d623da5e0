/** `evenkeel status`: what a running evenkeel knows, asked over HTTP, once or until what is waited for has happened. */
import { type Command, InvalidArgumentError } from "commander";
import { statusText } from "../report/status-text.ts";
import { type Address, address, duration, option } from "./options.ts";
import { askStatus } from "./status-client.ts";
import { waitForStatus } from "./status-wait.ts";
import { CommandFailure, exitCodes, type Surface } from "./surface.ts";

interface StatusFlags {
	readonly address: Address;
	readonly output: "text" | "json";
	readonly wait: boolean;
	readonly revision?: string;
	readonly timeout: number;
}

/** What most deployments take at the most; a pipeline that knows better says so. */
const defaultTimeoutMs = 600_000;

/** Adds `evenkeel status`; `done` gets its exit code. */
export function addStatus(program: Command, surface: Surface, done: (code: number) => void): void {
	program
		.command("status")
		.description("ask a running evenkeel how things are, or wait until all is well")
		.addOption(
			option("--address <host:port>", "where it listens")
				.default({ host: "127.0.0.1", port: 8080 }, "127.0.0.1:8080")
				.argParser(address),
		)
		.addOption(option("--output <format>", "how to print it").choices(["text", "json"]).default("text"))
		.addOption(option("--wait", "wait until all is in sync and healthy, and print what it waits for").default(false))
		.addOption(
			option("--revision <commit>", "with --wait: at this revision, which may be shortened").argParser(revision),
		)
		.addOption(
			option("--timeout <duration>", "with --wait: give up after this long")
				.default(defaultTimeoutMs, "10m")
				.argParser(duration),
		)
		.action(async (flags: StatusFlags) => done(await status(surface, flags)));
}

function revision(text: string): string {
	if (/^\S+$/.test(text)) return text;
	throw new InvalidArgumentError("Write a commit, such as 0123456789ab.");
}

async function status(surface: Surface, flags: StatusFlags): Promise<number> {
	if (flags.wait) return waitForStatus(surface, flags);
	if (flags.revision !== undefined) throw new CommandFailure("--revision goes with --wait.");
	const known = await askStatus(surface, flags.address);
	surface.out(flags.output === "json" ? `${JSON.stringify(known, null, 2)}\n` : statusText(known, Date.now()));
	return exitCodes.well;
}
