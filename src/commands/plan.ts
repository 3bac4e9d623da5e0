/** `evenkeel plan`: shows the actions that a reconcile would take, and takes none. */
import type { Command } from "commander";
import { planOnce } from "../controller/plan-once.ts";
import { kinds } from "../kinds/list.ts";
import { visibleJson } from "../lib/visible.ts";
import type { Plan } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import { textOf } from "../report/catalogue/index.ts";
import { planJson } from "../report/plan-json.ts";
import { planMarkdown } from "../report/plan-markdown.ts";
import { planText } from "../report/plan-text.ts";
import { problemText } from "../report/problem-text.ts";
import { type CliContext, exitCodes } from "./cli-context.ts";
import { connect } from "./connection.ts";
import { loadOnce } from "./manifests.ts";
import { type AwsFlags, addAwsFlags, addSourceFlags, option, type SourceFlags } from "./options.ts";
import { reportBugs } from "./reporter.ts";

interface PlanFlags extends SourceFlags, AwsFlags {
	readonly output: "text" | "json" | "markdown";
	readonly detailedExitcode: boolean;
	readonly verbose: boolean;
}

/** Adds `evenkeel plan`; `done` gets its exit code. */
export function addPlan(program: Command, context: CliContext, done: (code: number) => void): void {
	const command = program
		.command("plan")
		.description("show the actions that a reconcile would take, and change nothing");
	addAwsFlags(addSourceFlags(command))
		.addOption(option("--output <format>", "the output format").choices(["text", "json", "markdown"]).default("text"))
		.addOption(option("--detailed-exitcode", "exit with 0 if all is in sync, 2 if not, 1 on an error").default(false))
		.addOption(option("--verbose", "print each AWS call as an aws CLI command").default(false))
		.action(async (flags: PlanFlags) => done(await plan(context, flags)));
}

async function plan(context: CliContext, flags: PlanFlags): Promise<number> {
	const { desired, problems } = await loadOnce(context, flags, flags.local ? "local" : undefined);
	if (!desired) {
		for (const problem of problems) context.error(`${problemText(problem)}\n`);
		return exitCodes.failed;
	}
	const connection = connect(context, flags, desired.environment);
	try {
		const result = await planOnce({
			...connection,
			...{ kinds, desired, lookUp: connection },
			onWarning: (warning) => context.error(`${textOf(warning)}\n`),
			onBug: reportBugs(context),
		});
		if ("stopped" in result) {
			context.error(`${textOf(result.stopped)}\n`);
			return exitCodes.failed;
		}
		context.out(printed(result.plan, problems, flags, context, desired.environment.region));
		return exitCode(result.plan, problems, flags.detailedExitcode);
	} finally {
		connection.close();
	}
}

function printed(
	plan: Plan,
	problems: readonly Problem[],
	flags: PlanFlags,
	context: CliContext,
	region: string | undefined,
): string {
	if (flags.output === "json") {
		// Standard output stays pure JSON; problems are printed to standard error.
		for (const problem of problems) context.error(`${problemText(problem)}\n`);
		return `${visibleJson(JSON.stringify(planJson(plan), null, 2))}\n`;
	}
	if (flags.output === "markdown") return planMarkdown(plan, problems);
	const endpoint = context.env.AWS_ENDPOINT_URL;
	return planText(plan, problems, {
		verbose: flags.verbose,
		...(region ? { region } : {}),
		...(endpoint && !flags.local ? { endpoint } : {}),
	});
}

/** A retained orphan needs no action; a blocked difference counts as one. */
function exitCode(plan: Plan, problems: readonly Problem[], detailed: boolean): number {
	if (problems.some(({ severity }) => severity === "error")) return exitCodes.failed;
	if (plan.items.some(({ health }) => health.status === "Unknown")) return exitCodes.failed;
	if (!detailed) return exitCodes.well;
	const different = plan.items.some(
		({ verdict, orphan }) => verdict.outcome !== "in sync" && !(orphan && verdict.outcome === "blocked"),
	);
	return different ? exitCodes.changes : exitCodes.well;
}
