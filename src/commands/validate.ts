/** `evenkeel validate`: checks the manifests without calling AWS. */
import type { Command } from "commander";
import { problemText } from "../report/problem-text.ts";
import { counted } from "../report/text.ts";
import { type CliContext, exitCodes } from "./cli-context.ts";
import { loadOnce } from "./manifests.ts";
import { addSourceFlags, type SourceFlags } from "./options.ts";

/** Adds `evenkeel validate`; `done` gets its exit code. */
export function addValidate(program: Command, context: CliContext, done: (code: number) => void): void {
	const command = program.command("validate").description("check the manifests without calling AWS");
	addSourceFlags(command).action(async (flags: SourceFlags) => done(await validate(context, flags)));
}

async function validate(context: CliContext, flags: SourceFlags): Promise<number> {
	const { desired, problems } = await loadOnce(context, flags);
	for (const problem of problems) context.error(`${problemText(problem)}\n`);
	const errors = problems.filter(({ severity }) => severity === "error").length;
	if (errors > 0 || !desired) {
		context.error(`${counted(errors, "error")}.\n`);
		return exitCodes.failed;
	}
	context.out(
		`Environment "${desired.environment.name}": ${counted(desired.resources.length, "resource")}, no errors.\n`,
	);
	return exitCodes.well;
}
