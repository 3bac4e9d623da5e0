/**
 * `evenkeel suspend`, `resume` and `adopt`: manual actions on single resources, beside a running controller.
 * Each sets or removes evenkeel's own tags, and reports on every requested resource.
 */

import type { Command } from "commander";
import { runManualAction } from "../controller/manual-action.ts";
import { kinds } from "../kinds/list.ts";
import { adopting, type ManualAction, resuming, suspending } from "../plan/manual-action.ts";
import { suspensionTag } from "../plan/suspension.ts";
import { textOf } from "../report/catalogue/index.ts";
import { planText } from "../report/plan-text.ts";
import { problemText } from "../report/problem-text.ts";
import { counted } from "../report/text.ts";
import { type CliContext, CommandFailure, exitCodes } from "./cli-context.ts";
import { connect } from "./connection.ts";
import { loadOnce } from "./manifests.ts";
import { addSourceFlags, duration, option, type SourceFlags } from "./options.ts";
import { meantByNothing } from "./selectors.ts";

interface ManualFlags extends SourceFlags {
	readonly dryRun: boolean;
}

interface SuspendFlags extends ManualFlags {
	readonly for: number;
	readonly reason?: string;
}

/** Long enough for most incidents, short enough that the same person ends it. */
const defaultSuspensionMs = 3_600_000;

/** Adds `evenkeel suspend`; `done` gets its exit code. */
export function addSuspend(program: Command, context: CliContext, done: (code: number) => void): void {
	manualCommand(program, "suspend", "pause reconciliation of owned resources temporarily")
		.addOption(
			option("--for <duration>", "how long the suspension lasts")
				.default(defaultSuspensionMs, "1h")
				.argParser(duration),
		)
		.addOption(option("--reason <text>", "the reason, shown in the status; required"))
		.action(async (selectors: string[], flags: SuspendFlags) =>
			done(await byHand(context, selectors, flags, (nowMs) => suspending(tagOf(flags, nowMs)))),
		);
}

/** Adds `evenkeel resume`; `done` gets its exit code. */
export function addResume(program: Command, context: CliContext, done: (code: number) => void): void {
	manualCommand(program, "resume", "end a suspension").action(async (selectors: string[], flags: ManualFlags) =>
		done(await byHand(context, selectors, flags, () => resuming)),
	);
}

/** Adds `evenkeel adopt`; `done` gets its exit code. */
export function addAdopt(program: Command, context: CliContext, done: (code: number) => void): void {
	manualCommand(program, "adopt", "adopt declared resources that exist and have no owner").action(
		async (selectors: string[], flags: ManualFlags) => done(await byHand(context, selectors, flags, () => adopting)),
	);
}

function manualCommand(program: Command, name: string, description: string): Command {
	const command = program
		.command(name)
		.description(description)
		.argument("<selectors...>", "identities such as Service/shop/order-api; * matches any text");
	return addSourceFlags(command).addOption(option("--dry-run", "show the actions, and change nothing").default(false));
}

function tagOf({ reason, for: durationMs }: SuspendFlags, nowMs: number): Readonly<Record<string, string>> {
	if (!reason)
		throw new CommandFailure('--reason is required: it is shown while the resource is suspended. Write --reason "…".');
	const tag = suspensionTag(nowMs + durationMs, reason);
	if (tag) return tag;
	throw new CommandFailure(
		"AWS accepts only letters, digits, spaces and _ . : / = + - @ in a tag. Write the reason with these, and with at most 231 of them.",
	);
}

async function byHand(
	context: CliContext,
	selectors: readonly string[],
	flags: ManualFlags,
	manualActionAt: (nowMs: number) => ManualAction,
): Promise<number> {
	const { desired, problems } = await loadOnce(context, flags);
	for (const problem of problems) context.error(`${problemText(problem)}\n`);
	if (!desired) return exitCodes.failed;
	const connection = connect(context, { local: false, speed: 1 }, desired.environment);
	try {
		const { signal } = context;
		const manualAction = manualActionAt(connection.clock.wallMs());
		const result = await runManualAction({ ...connection, ...flags, kinds, desired, selectors, manualAction, signal });
		if ("stopped" in result) throw new CommandFailure(textOf(result.stopped));
		const { plan, sent } = result;
		const unknown = meantByNothing(
			selectors,
			plan.items.map(({ identity }) => identity),
			desired.resources.map(({ identity }) => identity),
		);
		if (unknown !== undefined) context.error(`${unknown}\n`);
		if (plan.items.length === 0) return exitCodes.failed;
		context.out(planText(plan, []));
		const failed = sent.flatMap(({ identity, failure }) => (failure ? [`${identity}: ${failure.message}`] : []));
		for (const sentence of failed) context.error(`${sentence}\n`);
		if (!flags.dryRun) context.out(`AWS accepted ${counted(sent.length - failed.length, "action")}.\n`);
		const planned = plan.items.filter(({ verdict }) => verdict.outcome === "action").length;
		const refused = plan.items.some(({ verdict }) => verdict.outcome === "waiting" || verdict.outcome === "blocked");
		const complete = failed.length === 0 && (flags.dryRun || sent.length === planned);
		return complete && !refused && unknown === undefined ? exitCodes.well : exitCodes.failed;
	} finally {
		connection.close();
	}
}
