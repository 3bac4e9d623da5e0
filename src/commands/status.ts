/** `evenkeel status`: prints the status of a running evenkeel, requested over HTTP, once or after waiting. */
import { type Command, InvalidArgumentError } from "commander";
import { visibleJson } from "../lib/visible.ts";
import type { Status } from "../model/status.ts";
import { selecting } from "../plan/selector.ts";
import { statusText } from "../report/status-text.ts";
import { type CliContext, CommandFailure, exitCodes } from "./cli-context.ts";
import { type Address, address, duration, option } from "./options.ts";
import { meantByNothing } from "./selectors.ts";
import { askStatus } from "./status-client.ts";
import { waitForStatus } from "./status-wait.ts";

interface StatusFlags {
	readonly address: Address;
	readonly output: "text" | "json";
	readonly wait: boolean;
	readonly revision?: string;
	readonly timeout: number;
}

/** One screen: of more resources, those in sync and healthy are only counted, unless selectors name them. */
const maxHealthy = 40;

/** In milliseconds; most deployments take less, and a pipeline can set its own limit. */
const defaultTimeoutMs = 600_000;

/** Adds `evenkeel status`; `done` gets its exit code. */
export function addStatus(program: Command, context: CliContext, done: (code: number) => void): void {
	program
		.command("status")
		.description("show the status of a running evenkeel, or wait until all is in sync and healthy")
		.argument("[selectors...]", "identities such as Service/shop/order-api; * matches any text")
		.addOption(
			option("--address <host:port>", "the address of the status server")
				.default({ host: "127.0.0.1", port: 8080 }, "127.0.0.1:8080")
				.argParser(address),
		)
		.addOption(option("--output <format>", "the output format").choices(["text", "json"]).default("text"))
		.addOption(
			option("--wait", "wait until all is in sync and healthy, and print the reasons for waiting").default(false),
		)
		.addOption(
			option("--revision <commit>", "with --wait: wait for this revision; it can be abbreviated").argParser(revision),
		)
		.addOption(
			option("--timeout <duration>", "with --wait: fail after this time")
				.default(defaultTimeoutMs, "10m")
				.argParser(duration),
		)
		.action(async (selectors: string[], flags: StatusFlags) => done(await status(context, selectors, flags)));
}

function revision(text: string): string {
	if (/^\S+$/.test(text)) return text;
	throw new InvalidArgumentError("Write a commit, such as 0123456789ab.");
}

async function status(context: CliContext, selectors: readonly string[], flags: StatusFlags): Promise<number> {
	if (flags.wait) {
		if (selectors.length > 0) throw new CommandFailure("--wait waits for all declared resources. Omit the selectors.");
		return waitForStatus(context, flags);
	}
	if (flags.revision !== undefined) throw new CommandFailure("--revision requires --wait.");
	const known = meant(await askStatus(context, flags.address), selectors);
	const most = selectors.length > 0 ? undefined : maxHealthy;
	context.out(
		flags.output === "json" ? `${visibleJson(JSON.stringify(known, null, 2))}\n` : statusText(known, Date.now(), most),
	);
	return exitCodes.well;
}

/** The status of only the resources that match the selectors. */
function meant(known: Status, selectors: readonly string[]): Status {
	if (selectors.length === 0) return known;
	const unknown = meantByNothing(
		selectors,
		known.resources.map(({ identity }) => identity),
	);
	if (unknown !== undefined) throw new CommandFailure(unknown);
	const isMeant = selecting(selectors);
	return { ...known, resources: known.resources.filter(({ identity }) => isMeant(identity)) };
}
