/** `evenkeel render`: prints the manifests with variables, defaults and patches applied. */
import type { Command } from "commander";
import { kinds } from "../kinds/list.ts";
import { render, withoutSecrets } from "../manifest/render.ts";
import { problemText } from "../report/problem-text.ts";
import { type CliContext, exitCodes } from "./cli-context.ts";
import { loadOnce } from "./manifests.ts";
import { addSourceFlags, option, type SourceFlags } from "./options.ts";

interface RenderFlags extends SourceFlags {
	readonly output: "yaml" | "json";
	readonly includeSecrets: boolean;
}

/** Adds `evenkeel render`; `done` gets its exit code. */
export function addRender(program: Command, context: CliContext, done: (code: number) => void): void {
	const command = program
		.command("render")
		.description("print the manifests with variables, defaults and patches applied");
	addSourceFlags(command)
		.addOption(option("--output <format>", "the output format").choices(["yaml", "json"]).default("yaml"))
		.addOption(
			option("--include-secrets", "print values that may be secret, such as environment variables").default(false),
		)
		.action(async (flags: RenderFlags) => done(await renderManifests(context, flags)));
}

async function renderManifests(context: CliContext, flags: RenderFlags): Promise<number> {
	const { desired, problems } = await loadOnce(context, flags);
	for (const problem of problems) context.error(`${problemText(problem)}\n`);
	if (desired && flags.includeSecrets) context.outWithSecrets(render(desired, flags.output, kinds));
	else if (desired) context.out(render(withoutSecrets(desired), flags.output, kinds));
	return desired && !problems.some(({ severity }) => severity === "error") ? exitCodes.well : exitCodes.failed;
}
