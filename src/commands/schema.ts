/** `evenkeel schema`: the JSON Schema of a kind's manifests, for editors and other tools. */
import { readdir, readFile } from "node:fs/promises";
import type { Command } from "commander";
import { type CliContext, CommandFailure, exitCodes } from "./cli-context.ts";

const folder = new URL("../../schemas/", import.meta.url);
const ending = ".schema.json";

/** Adds `evenkeel schema`; `done` gets its exit code. */
export function addSchema(program: Command, context: CliContext, done: (code: number) => void): void {
	program
		.command("schema")
		.description("print the JSON Schema of a kind, or the names of all kinds")
		.argument("[kind]", "the kind, such as Service or task-definition")
		.action(async (kind: string | undefined) => done(await schema(context, kind)));
}

async function schema(context: CliContext, kind: string | undefined): Promise<number> {
	const names = (await readdir(folder))
		.filter((file) => file.endsWith(ending))
		.map((file) => file.slice(0, -ending.length));
	if (kind === undefined) {
		context.out(`${names.sort().join("\n")}\n`);
		return exitCodes.well;
	}
	const name = kind.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
	if (!names.includes(name))
		throw new CommandFailure(`There is no kind "${kind}". The kinds are ${names.sort().join(", ")}.`);
	context.out(await readFile(new URL(`${name}${ending}`, folder), "utf8"));
	return exitCodes.well;
}
