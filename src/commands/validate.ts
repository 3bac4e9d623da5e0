/** `evenkeel validate`: checks the manifests without calling AWS. */
import type { Command } from "commander";
import { problemText } from "../report/problem-text.ts";
import { counted } from "../report/text.ts";
import { loadOnce } from "./manifests.ts";
import { addSourceFlags, type SourceFlags } from "./options.ts";
import { exitCodes, type Surface } from "./surface.ts";

/** Adds `evenkeel validate`; `done` gets its exit code. */
export function addValidate(program: Command, surface: Surface, done: (code: number) => void): void {
	const command = program.command("validate").description("check the manifests without calling AWS");
	addSourceFlags(command).action(async (flags: SourceFlags) => done(await validate(surface, flags)));
}

async function validate(surface: Surface, flags: SourceFlags): Promise<number> {
	const { desired, problems } = await loadOnce(surface, flags);
	for (const problem of problems) surface.error(`${problemText(problem)}\n`);
	const errors = problems.filter(({ severity }) => severity === "error").length;
	if (errors > 0 || !desired) {
		surface.error(`${counted(errors, "error")}.\n`);
		return exitCodes.failed;
	}
	surface.out(
		`Environment "${desired.environment.name}": ${counted(desired.resources.length, "resource")}, no errors.\n`,
	);
	return exitCodes.well;
}
