/** The flags that several commands share, their parsers, and their `EVENKEEL_…` environment variables. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { canBeKnown, knownKinds } from "../emulator/emulator.ts";
import { type CliContext, CommandFailure } from "./cli-context.ts";

/** The flags that select the manifests. */
export interface SourceFlags {
	readonly path: string;
	readonly root?: string;
	readonly owner?: string;
	readonly var: Readonly<Record<string, string>>;
	readonly varFile: readonly string[];
}

/** The flags that select the AWS. */
export interface AwsFlags {
	readonly local: boolean;
	readonly speed: number;
	readonly account?: string;
}

/**
 * An option that is also read from `EVENKEEL_` and its name in capitals. The library only prints the variable in its help;
 * `takeEnvironment` reads it, since the library would read `EVENKEEL_LOCAL=false` as true.
 */
export function option(flags: string, description: string): Option {
	const name = /--([a-z-]+)/.exec(flags)?.[1] ?? "";
	return new Option(flags, description).env(`EVENKEEL_${name.toUpperCase().replaceAll("-", "_")}`);
}

/** Fills in the flags of `command` that were not given from their environment variables. */
export function takeEnvironment(command: Command, env: CliContext["env"]): void {
	for (const option of command.options) {
		const text = option.envVar === undefined ? undefined : env[option.envVar];
		const name = option.attributeName();
		if (text === undefined || command.getOptionValueSource(name) === "cli") continue;
		command.setOptionValueWithSource(name, environmentValue(option, text), "env");
	}
}

function environmentValue(option: Option, text: string): unknown {
	try {
		if (option.isBoolean()) return truth(text);
		return option.parseArg ? option.parseArg(text, option.defaultValue) : text;
	} catch (error) {
		if (!(error instanceof InvalidArgumentError)) throw error;
		throw new CommandFailure(`The variable ${option.envVar} has an invalid value: ${error.message}`);
	}
}

function truth(text: string): boolean {
	if (/^(true|1|yes|on)$/i.test(text)) return true;
	if (/^(false|0|no|off|)$/i.test(text)) return false;
	throw new InvalidArgumentError("Write true or false.");
}

/** Adds the flags of `SourceFlags`. */
export function addSourceFlags(command: Command): Command {
	return command
		.addOption(option("--path <folder>", "the folder of the environment").default("."))
		.addOption(
			option(
				"--root <folder>",
				"the folder outside of which no file is read (default: the Git work tree that contains --path)",
			),
		)
		.addOption(
			option("--owner <id>", "the owner id of this installation (default: the owner in the Environment document)"),
		)
		.addOption(option("--var <name=value>", "set a variable; can be repeated").default({}, "none").argParser(variable))
		.addOption(
			option("--var-file <file>", "a JSON or YAML file of variables; can be repeated")
				.default([], "none")
				.argParser(append),
		);
}

/** Adds the flags of `AwsFlags`. */
export function addAwsFlags(command: Command): Command {
	return command
		.addOption(option("--local", "use an embedded AWS in this process; it starts as an empty account").default(false))
		.addOption(
			option(
				"--speed <n>",
				"how many times faster than real time the embedded AWS runs; evenkeel's intervals are scaled too",
			)
				.default(1)
				.argParser(positive),
		)
		.addOption(
			option(
				"--account <id>",
				"with --local: the account id of the embedded AWS (default: the account in the Environment document)",
			).argParser(accountId),
		);
}

/** Adds `--log`, for commands that report events. */
export function addLogFlag(command: Command): Command {
	return command.addOption(
		option("--log <format>", "the log format: text for people, json for a log collector")
			.choices(["text", "json"])
			.default("text"),
	);
}

/** `90`, `500ms`, `30s`, `5m` or `2h` in milliseconds; a bare number is seconds. */
export function duration(text: string): number {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
	if (!match) throw new InvalidArgumentError("Write a number and a unit, such as 30s or 5m.");
	const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
	return Number(match[1]) * (units[match[2] ?? "s"] ?? 1_000);
}

/** A number above 0, not necessarily whole. */
export function positive(text: string): number {
	const number = Number(text);
	if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError("Write a number above 0.");
	return number;
}

/** A TCP or UDP port; 0 lets the system choose. */
export function port(text: string): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 0 || number > 65_535) {
		throw new InvalidArgumentError("Write a port from 0 to 65535.");
	}
	return number;
}

/** An address to listen on. */
export interface Address {
	readonly host: string;
	readonly port: number;
}

/** `127.0.0.1:8080`, `[::1]:8080`, or a port alone, which means loopback. */
export function address(text: string): Address {
	const match = /^(?:(\[[0-9a-fA-F:]+\]|[^:\s]*):)?(\d+)$/.exec(text);
	if (!match) throw new InvalidArgumentError("Write host:port, such as 127.0.0.1:8080.");
	return { host: (match[1] || "127.0.0.1").replace(/^\[|\]$/g, ""), port: port(match[2] ?? "") };
}

/** The id of an AWS account: twelve digits. */
export function accountId(text: string): string {
	if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError("Write the twelve digits of an account.");
	return text;
}

/** Ids and ARNs separated by commas, each of a kind that the embedded AWS supports. */
export function knownIds(text: string): readonly string[] {
	const ids = text.split(",").map((id) => id.trim());
	const strange = ids.find((id) => !canBeKnown(id));
	if (strange === undefined) return ids;
	throw new InvalidArgumentError(`${strange} has an unsupported kind. Write one of: ${knownKinds.join(", ")}.`);
}

function variable(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
	const at = text.indexOf("=");
	if (at < 1) throw new InvalidArgumentError("Write name=value.");
	return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** For a repeatable option: its values in their order. */
export function append(text: string, before: readonly string[]): readonly string[] {
	return [...before, text];
}
