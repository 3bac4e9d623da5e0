/** The command line: every command, and how mistakes are told. */
import { Command, CommanderError } from "commander";
import { addApply } from "./apply.ts";
import { addAdopt, addResume, addSuspend } from "./by-hand.ts";
import { addDiff } from "./diff.ts";
import { addExport } from "./export.ts";
import { addIamPolicy } from "./iam-policy.ts";
import { addLocal } from "./local.ts";
import { takeEnvironment } from "./options.ts";
import { addPlan } from "./plan.ts";
import type { Redactor } from "./redactor.ts";
import { addRender } from "./render.ts";
import { addRun } from "./run.ts";
import { addSchema } from "./schema.ts";
import { addStatus } from "./status.ts";
import { CommandFailure, exitCodes, type Process, type Surface, surfaceOf } from "./surface.ts";
import { addValidate } from "./validate.ts";
import { version } from "./version.ts";

/** Runs one command line to its end and gives the exit code. Bugs are not caught. */
export async function runProgram(argv: readonly string[], given: Process): Promise<number> {
	const surface = surfaceOf(given);
	let code: number = exitCodes.well;
	const failed = argv[0] === "diff" ? exitCodes.diffFailed : exitCodes.failed;
	// What a command could not see or do in time for the end is no failure of its own.
	const ended = (result: number) => (surface.signal.aborted && result === failed ? exitCodes.interrupted : result);
	const program = buildProgram(surface, (result) => {
		code = result;
	});
	try {
		await program.parseAsync([...argv], { from: "user" });
	} catch (error) {
		if (error instanceof CommanderError) {
			if (error.code === "commander.excessArguments")
				surface.error("Pass the folder with --path, as in --path envs/prod.\n");
			return error.exitCode === 0 ? exitCodes.well : failed;
		}
		if (!(error instanceof CommandFailure)) throw withoutSecrets(error, surface.redactor);
		surface.error(`${error.message}\n`);
		return ended(failed);
	}
	return ended(code);
}

/** A bug as it may be printed: the errors of SDKs carry whole requests along. */
function withoutSecrets(bug: unknown, { hideIn }: Redactor): Error {
	const { message, stack = message } = bug instanceof Error ? bug : new Error(String(bug));
	return Object.assign(new Error(hideIn(message)), { stack: hideIn(stack) });
}

/** All commands and flags, ready to run or to be listed; `done` gets the exit code of the one that is run. */
export function buildProgram(surface: Surface, done: (code: number) => void): Command {
	const program = new Command("evenkeel")
		.description("GitOps for Amazon ECS and AWS Cloud Map: reconciles AWS with manifests in Git.")
		.version(version)
		.exitOverride()
		.configureOutput({ writeOut: surface.out, writeErr: surface.error })
		.hook("preAction", (_, command) => takeEnvironment(command, surface.env));
	// Subcommands take these settings over only when they are made before them.
	const looking = [addPlan, addDiff, addValidate, addRender, addExport, addStatus];
	const byHand = [addSuspend, addResume, addAdopt];
	const printing = [addIamPolicy, addSchema];
	for (const add of [addRun, addApply, ...looking, ...byHand, addLocal, ...printing]) add(program, surface, done);
	return program;
}
