/** Builds the command line from all commands, and reports usage errors. */
import { Command, CommanderError } from "commander";
import { addApply } from "./apply.ts";
import { type CliContext, CommandFailure, cliContext, exitCodes, type Process } from "./cli-context.ts";
import { addDiff } from "./diff.ts";
import { addExport } from "./export.ts";
import { addIamPolicy } from "./iam-policy.ts";
import { addLocal } from "./local.ts";
import { addAdopt, addResume, addSuspend } from "./manual.ts";
import { takeEnvironment } from "./options.ts";
import { addPlan } from "./plan.ts";
import type { Redactor } from "./redactor.ts";
import { addRender } from "./render.ts";
import { addRun } from "./run.ts";
import { addSchema } from "./schema.ts";
import { addStatus } from "./status.ts";
import { addValidate } from "./validate.ts";
import { version } from "./version.ts";

/** Runs one command line to its end and returns the exit code. Bugs are not caught. */
export async function runProgram(argv: readonly string[], given: Process): Promise<number> {
	const context = cliContext(given);
	let code: number = exitCodes.well;
	const failed = argv[0] === "diff" ? exitCodes.diffFailed : exitCodes.failed;
	// A failure after the abort signal is an interruption.
	const ended = (result: number) => (context.signal.aborted && result === failed ? exitCodes.interrupted : result);
	const program = buildProgram(context, (result) => {
		code = result;
	});
	try {
		await program.parseAsync([...argv], { from: "user" });
	} catch (error) {
		if (error instanceof CommanderError) {
			if (error.code === "commander.excessArguments")
				context.error("Pass the folder with --path, as in --path envs/prod.\n");
			return error.exitCode === 0 ? exitCodes.well : failed;
		}
		if (!(error instanceof CommandFailure)) throw withoutSecrets(error, context.redactor);
		context.error(`${error.message}\n`);
		return ended(failed);
	}
	return ended(code);
}

/** A bug without secrets: errors of SDKs contain whole requests. */
function withoutSecrets(bug: unknown, { hideIn }: Redactor): Error {
	const { message, stack = message } = bug instanceof Error ? bug : new Error(String(bug));
	return Object.assign(new Error(hideIn(message)), { stack: hideIn(stack) });
}

/** All commands and flags, ready to run or to list; `done` gets the exit code of the executed one. */
export function buildProgram(context: CliContext, done: (code: number) => void): Command {
	const program = new Command("evenkeel")
		.description("GitOps for Amazon ECS and AWS Cloud Map: reconciles AWS with manifests in Git.")
		.version(version)
		.exitOverride()
		.configureOutput({ writeOut: context.out, writeErr: context.error })
		.hook("preAction", (_, command) => takeEnvironment(command, context.env));
	// Subcommands inherit only settings made before they are added.
	const looking = [addPlan, addDiff, addValidate, addRender, addExport, addStatus];
	const byHand = [addSuspend, addResume, addAdopt];
	const printing = [addIamPolicy, addSchema];
	for (const add of [addRun, addApply, ...looking, ...byHand, addLocal, ...printing]) add(program, context, done);
	return program;
}
