/** `evenkeel diff`: shows where AWS differs from the manifests, with the exit codes of kubectl's and GNU's diff. */
import type { Command } from "commander";
import { planOnce } from "../controller/plan-once.ts";
import { kinds } from "../kinds/list.ts";
import { selecting } from "../plan/selector.ts";
import { textOf } from "../report/catalogue/index.ts";
import { differs, diffText } from "../report/diff-text.ts";
import { problemText } from "../report/problem-text.ts";
import { type CliContext, CommandFailure, exitCodes } from "./cli-context.ts";
import { connect } from "./connection.ts";
import { loadOnce } from "./manifests.ts";
import { type AwsFlags, addAwsFlags, addSourceFlags, type SourceFlags } from "./options.ts";
import { reportBugs } from "./reporter.ts";
import { meantByNothing } from "./selectors.ts";

interface DiffFlags extends SourceFlags, AwsFlags {}

/** Adds `evenkeel diff`; `done` gets its exit code. */
export function addDiff(program: Command, context: CliContext, done: (code: number) => void): void {
	const command = program
		.command("diff")
		.description("show the differences between AWS and the manifests")
		.argument("[selectors...]", "identities such as Service/shop/order-api; * matches any text");
	addAwsFlags(addSourceFlags(command)).action(async (selectors: string[], flags: DiffFlags) =>
		done(await diff(context, selectors, flags)),
	);
}

async function diff(context: CliContext, selectors: readonly string[], flags: DiffFlags): Promise<number> {
	const { desired, problems } = await loadOnce(context, flags, flags.local ? "local" : undefined);
	for (const problem of problems) context.error(`${problemText(problem)}\n`);
	if (!desired || problems.some(({ severity }) => severity === "error")) return exitCodes.diffFailed;
	const connection = connect(context, flags, desired.environment);
	try {
		const result = await planOnce({ ...connection, kinds, desired, onBug: reportBugs(context) });
		if ("stopped" in result) throw new CommandFailure(textOf(result.stopped));
		const isMeant = selecting(selectors.length > 0 ? selectors : ["*"]);
		const items = result.plan.items.filter(({ identity }) => isMeant(identity));
		const unknown = meantByNothing(
			selectors,
			result.plan.items.map(({ identity }) => identity),
		);
		if (unknown !== undefined) throw new CommandFailure(unknown);
		context.out(diffText(items, desired));
		const unseen = items.filter(({ health }) => health.status === "Unknown");
		for (const { identity, verdict } of unseen) {
			context.error(`${identity}: ${verdict.outcome === "in sync" ? "" : textOf(verdict.reason)}\n`);
		}
		if (unseen.length > 0) return exitCodes.diffFailed;
		return items.some(differs) ? exitCodes.differs : exitCodes.well;
	} finally {
		connection.close();
	}
}
