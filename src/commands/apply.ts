/** `evenkeel apply`: reconciles until AWS matches the manifests and services have rolled out, then exits. */

import type { Command } from "commander";
import type { Controller } from "../controller/loop.ts";
import { paceOf } from "../controller/schedule.ts";
import { because } from "../model/reason.ts";
import { problemText } from "../report/problem-text.ts";
import { type CliContext, exitCodes } from "./cli-context.ts";
import { connect } from "./connection.ts";
import { gitWarning, loadOnce, watchUnchanged } from "./manifests.ts";
import {
	type AwsFlags,
	addAwsFlags,
	addLogFlag,
	addSourceFlags,
	duration,
	option,
	type SourceFlags,
} from "./options.ts";
import { createReporter, type LogFormat } from "./reporter.ts";
import { runController } from "./run-controller.ts";

interface ApplyFlags extends SourceFlags, AwsFlags {
	readonly timeout: number;
	readonly log: LogFormat;
}

/** Few rollouts take longer, and a pipeline's own limit is usually an hour. */
const defaultTimeoutMs = 1_800_000;

/** Adds `evenkeel apply`; `done` gets its exit code. */
export function addApply(program: Command, context: CliContext, done: (code: number) => void): void {
	const command = program
		.command("apply")
		.description("reconcile AWS with the manifests, wait until all is healthy, and exit");
	addLogFlag(addAwsFlags(addSourceFlags(command)))
		.addOption(
			option("--timeout <duration>", "fail after this time").default(defaultTimeoutMs, "30m").argParser(duration),
		)
		.action(async (flags: ApplyFlags) => done(await apply(context, flags)));
}

async function apply(context: CliContext, flags: ApplyFlags): Promise<number> {
	const manifests = await loadOnce(context, flags, flags.local ? "local" : undefined);
	if (!manifests.desired) {
		for (const problem of manifests.problems) context.error(`${problemText(problem)}\n`);
		return exitCodes.failed;
	}
	const connection = connect(context, flags, manifests.desired.environment);
	const reporter = createReporter(context, connection.clock, { log: flags.log, table: true });
	const warning = await gitWarning(context, flags);
	if (warning) reporter.warn(warning);
	try {
		return await runController({
			connection,
			reporter,
			// Within one run, a resource that is in sync and healthy is not observed again.
			pace: { ...paceOf(flags.timeout, flags.speed), intervalMs: flags.timeout },
			until: "healthy",
			timeoutMs: flags.timeout,
			feed: (controller) => feed(controller, manifests, context, flags),
		});
	} finally {
		connection.close();
	}
}

/** Passes the manifests to the controller, and without a verifying commit also whether the folder stays unchanged. */
async function feed(
	controller: Controller,
	manifests: Awaited<ReturnType<typeof loadOnce>>,
	context: CliContext,
	flags: ApplyFlags,
): Promise<{ readonly close: () => Promise<void> }> {
	const { desired, snapshot } = manifests;
	controller.setManifests(manifests);
	if (desired?.provenance.is !== "unversioned") return { close: async () => {} };
	return watchUnchanged(context, flags, snapshot, {
		onSame: controller.readAgain,
		onChange: () => controller.setManifests({ ...manifests, desired: { ...desired, provenance: changed } }),
	});
}

const changed = { is: "uncommitted", reason: because("FolderChangedSinceRead") } as const;
