/** `evenkeel apply`: works until AWS is as the manifests say and services have rolled out, then ends. */
import type { Command } from "commander";
import { paceOf } from "../controller/schedule.ts";
import { problemText } from "../report/text.ts";
import { conduct } from "./conduct.ts";
import { connect } from "./connection.ts";
import { loadOnce } from "./manifests.ts";
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
import { exitCodes, type Surface } from "./surface.ts";

interface ApplyFlags extends SourceFlags, AwsFlags {
	readonly timeout: number;
	readonly log: LogFormat;
}

/** Nobody waits longer for a roll-out, and a pipeline's own limit is usually an hour. */
const longestMs = 1_800_000;

/** Adds `evenkeel apply`; `done` gets its exit code. */
export function addApply(program: Command, surface: Surface, done: (code: number) => void): void {
	const command = program
		.command("apply")
		.description("make AWS as the manifests say, wait until it is healthy, and end");
	addLogFlag(addAwsFlags(addSourceFlags(command)))
		.addOption(option("--timeout <duration>", "give up after this long").default(longestMs, "30m").argParser(duration))
		.action(async (flags: ApplyFlags) => done(await apply(surface, flags)));
}

async function apply(surface: Surface, flags: ApplyFlags): Promise<number> {
	const manifests = await loadOnce(surface, flags, flags.local ? "local" : undefined);
	if (!manifests.desired) {
		for (const problem of manifests.problems) surface.error(`${problemText(problem)}\n`);
		return exitCodes.failed;
	}
	const connection = connect(surface, flags, manifests.desired.environment);
	try {
		return await conduct({
			surface,
			connection,
			reporter: createReporter(surface, connection.clock, { log: flags.log, table: true }),
			// Within one run nothing that is well is looked at twice.
			pace: { ...paceOf(flags.timeout, flags.speed), intervalMs: flags.timeout },
			until: "healthy",
			timeoutMs: flags.timeout,
			feed: async (controller) => {
				controller.accept(manifests);
				return { close: async () => {} };
			},
		});
	} finally {
		connection.close();
	}
}
