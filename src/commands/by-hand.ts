/**
 * `evenkeel suspend`, `resume` and `adopt`: manual actions on single resources, beside a running controller.
 * Each sets or removes evenkeel's own tags, and reports on every requested resource.
 */

import type { Command } from "commander";
import { doByHand } from "../controller/by-hand.ts";
import { kinds } from "../kinds/list.ts";
import { adopting, type Deed, resuming, suspending } from "../plan/by-hand.ts";
import { suspensionTag } from "../plan/suspension.ts";
import { textOf } from "../report/catalogue/index.ts";
import { planText } from "../report/plan-text.ts";
import { problemText } from "../report/problem-text.ts";
import { counted } from "../report/text.ts";
import { connect } from "./connection.ts";
import { loadOnce } from "./manifests.ts";
import { addSourceFlags, duration, option, type SourceFlags } from "./options.ts";
import { meantByNothing } from "./selectors.ts";
import { CommandFailure, exitCodes, type Surface } from "./surface.ts";

interface ByHandFlags extends SourceFlags {
	readonly dryRun: boolean;
}

interface SuspendFlags extends ByHandFlags {
	readonly for: number;
	readonly reason?: string;
}

/** Long enough for most incidents, short enough that the same person ends it. */
const defaultSuspensionMs = 3_600_000;

/** Adds `evenkeel suspend`; `done` gets its exit code. */
export function addSuspend(program: Command, surface: Surface, done: (code: number) => void): void {
	byHandCommand(program, "suspend", "pause reconciliation of owned resources temporarily")
		.addOption(
			option("--for <duration>", "how long the suspension lasts")
				.default(defaultSuspensionMs, "1h")
				.argParser(duration),
		)
		.addOption(option("--reason <text>", "the reason, shown in the status; required"))
		.action(async (selectors: string[], flags: SuspendFlags) =>
			done(await byHand(surface, selectors, flags, (nowMs) => suspending(tagOf(flags, nowMs)))),
		);
}

/** Adds `evenkeel resume`; `done` gets its exit code. */
export function addResume(program: Command, surface: Surface, done: (code: number) => void): void {
	byHandCommand(program, "resume", "end a suspension").action(async (selectors: string[], flags: ByHandFlags) =>
		done(await byHand(surface, selectors, flags, () => resuming)),
	);
}

/** Adds `evenkeel adopt`; `done` gets its exit code. */
export function addAdopt(program: Command, surface: Surface, done: (code: number) => void): void {
	byHandCommand(program, "adopt", "adopt declared resources that exist and have no owner").action(
		async (selectors: string[], flags: ByHandFlags) => done(await byHand(surface, selectors, flags, () => adopting)),
	);
}

function byHandCommand(program: Command, name: string, description: string): Command {
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
	surface: Surface,
	selectors: readonly string[],
	flags: ByHandFlags,
	deedAt: (nowMs: number) => Deed,
): Promise<number> {
	const { desired, problems } = await loadOnce(surface, flags);
	for (const problem of problems) surface.error(`${problemText(problem)}\n`);
	if (!desired) return exitCodes.failed;
	const connection = connect(surface, { local: false, speed: 1 }, desired.environment);
	try {
		const { signal } = surface;
		const deed = deedAt(connection.clock.wallMs());
		const result = await doByHand({ ...connection, ...flags, kinds, desired, selectors, deed, signal });
		if ("stopped" in result) throw new CommandFailure(textOf(result.stopped));
		const { plan, sent } = result;
		const unknown = meantByNothing(
			selectors,
			plan.items.map(({ identity }) => identity),
			desired.resources.map(({ identity }) => identity),
		);
		if (unknown !== undefined) surface.error(`${unknown}\n`);
		if (plan.items.length === 0) return exitCodes.failed;
		surface.out(planText(plan, []));
		const failed = sent.flatMap(({ identity, failure }) => (failure ? [`${identity}: ${failure.message}`] : []));
		for (const sentence of failed) surface.error(`${sentence}\n`);
		if (!flags.dryRun) surface.out(`AWS accepted ${counted(sent.length - failed.length, "call")}.\n`);
		const planned = plan.items.filter(({ verdict }) => verdict.outcome === "call").length;
		const refused = plan.items.some(({ verdict }) => verdict.outcome === "wait" || verdict.outcome === "refusal");
		const complete = failed.length === 0 && (flags.dryRun || sent.length === planned);
		return complete && !refused && unknown === undefined ? exitCodes.well : exitCodes.failed;
	} finally {
		connection.close();
	}
}
