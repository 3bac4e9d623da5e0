/** `evenkeel run`: the controller. It watches the folder, reconciles AWS, and serves the status. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { operationNames } from "../aws/operations.ts";
import { discoveryPaceOf } from "../controller/discovery-loop.ts";
import { imagePaceOf } from "../controller/image-loop.ts";
import { paceOf } from "../controller/schedule.ts";
import type { Manifests } from "../controller/status.ts";
import { kinds } from "../kinds/list.ts";
import { kindOf } from "../model/identity.ts";
import type { Status } from "../model/status.ts";
import { textOf } from "../report/catalogue/index.ts";
import { createMetrics, type Metrics } from "../report/metrics.ts";
import { lastFetchMs } from "../source/freshness.ts";
import { folderProblem } from "../source/trouble.ts";
import { ancestryGate } from "./ancestry-gate.ts";
import type { CliContext } from "./cli-context.ts";
import { type Connection, connect } from "./connection.ts";
import { serveEmbedded } from "./embedded.ts";
import { closeAll } from "./ending.ts";
import { createLoader, followFolder, gitWarning, peekEnvironment } from "./manifests.ts";
import {
	type Address,
	type AwsFlags,
	addAwsFlags,
	addLogFlag,
	address,
	addSourceFlags,
	duration,
	option,
	port,
	type SourceFlags,
} from "./options.ts";
import { createReporter, type LogFormat } from "./reporter.ts";
import { type RunControllerOptions, runController } from "./run-controller.ts";
import { startHealth, startStatus } from "./serving.ts";

interface RunFlags extends SourceFlags, AwsFlags {
	readonly interval: number;
	readonly discoveryInterval: number;
	readonly imageInterval: number;
	readonly observe: boolean;
	readonly requireDescendant: boolean;
	readonly exitWhenSynced: boolean;
	readonly timeout?: number;
	readonly listen: Address;
	readonly healthListen?: Address;
	readonly port: number;
	readonly dnsPort: number;
	readonly log: LogFormat;
}

/** Adds `evenkeel run`; `done` gets its exit code. */
export function addRun(program: Command, context: CliContext, done: (code: number) => void): void {
	const command = program.command("run").description("watch the folder and reconcile AWS with its manifests");
	addLogFlag(addAwsFlags(addSourceFlags(command)))
		.addOption(
			option("--interval <duration>", "how often to reconcile resources that are in sync")
				.default(60_000, "60s")
				.argParser(duration),
		)
		.addOption(
			option("--discovery-interval <duration>", "how often to compare tasks, instances and DNS records; 0: never")
				.default(300_000, "5m")
				.argParser(duration),
		)
		.addOption(
			option(
				"--image-interval <duration>",
				"how often to check image tags for new digests (policy.followDigest); 0: never",
			)
				.default(300_000, "5m")
				.argParser(duration),
		)
		.addOption(option("--observe", "observe only: plan and report, and never write to AWS").default(false))
		.addOption(
			option("--require-descendant", "apply a commit only if it descends from the one in force; needs Git").default(
				false,
			),
		)
		.addOption(option("--exit-when-synced", "exit when all declared resources are in sync").default(false))
		.addOption(option("--timeout <duration>", "with --exit-when-synced: fail after this time").argParser(duration))
		.addOption(
			option("--listen <host:port>", "the address of the status, health and metrics server")
				.default({ host: "127.0.0.1", port: 8080 }, "127.0.0.1:8080")
				.argParser(address),
		)
		.addOption(
			option(
				"--health-listen <host:port>",
				"the address of a second server with only /healthz, for the container's health check; use a loopback address",
			).argParser(address),
		)
		.addOption(option("--port <port>", "with --local: the port of the embedded AWS").default(4566).argParser(port))
		.addOption(option("--dns-port <port>", "with --local: the port of DNS, UDP and TCP").default(5300).argParser(port))
		.action(async (flags: RunFlags) => done(await run(context, flags)));
}

async function run(context: CliContext, flags: RunFlags): Promise<number> {
	const loader = await createLoader(context, flags, flags.local ? "local" : undefined);
	const environment = await peekEnvironment(context, flags);
	const ancestry = await ancestryGate(context, flags);
	const metrics = createMetrics(kinds.names, {
		now: Date.now,
		operations: operationNames(),
		lastFetchMs: () => lastFetchMs(resolve(context.cwd, flags.path)),
	});
	const connection = connect(context, flags, environment, metrics.recordRequest);
	const reporter = createReporter(context, connection.clock, { log: flags.log, table: false });
	const warning = await gitWarning(context, flags);
	if (warning) reporter.warn(warning);
	const closing: (() => Promise<void>)[] = [async () => connection.close()];
	try {
		if (connection.emulator) {
			const served = await serveEmbedded(connection.emulator, flags);
			closing.push(served.close);
			reporter.say(
				`An embedded AWS, an empty account ${connection.emulator.account}, is at ${served.url}; its DNS is at 127.0.0.1:${served.dnsPort}`,
			);
		}
		return await runController({
			connection,
			reporter,
			pace: paceOf(flags.interval, flags.speed),
			observe: flags.observe,
			ancestry: () => {
				const since = ancestry?.since();
				return { checked: ancestry !== undefined, ...(since === undefined ? {} : { since }) };
			},
			...(flags.discoveryInterval > 0 ? { discovery: discoveryPaceOf(flags.discoveryInterval, flags.speed) } : {}),
			...imagesOf(connection, flags),
			...(flags.exitWhenSynced ? { until: "synced" } : {}),
			...(flags.timeout !== undefined ? { timeoutMs: flags.timeout } : {}),
			...listeners(metrics),
			feed: async (controller) => {
				let isSlow = false;
				const accept = (manifests: Manifests) => {
					isSlow = false;
					controller.setManifests(manifests);
				};
				const ready = () => controller.ready() && !isSlow;
				const health = await startHealth(flags.healthListen, controller);
				if (health) closing.push(health.close);
				const server = await startStatus(
					flags.listen,
					{ ...controller, ready },
					{ metrics, hideIn: context.redactor.hideIn },
				);
				closing.push(server.close);
				reporter.say(`Status is at ${server.url}, metrics are at ${server.url}/metrics`);
				if (health) reporter.say(`Health for the container's own check is at ${health.url}/healthz`);
				return followFolder(context, flags, {
					onSnapshot: async (snapshot) => {
						const loaded = await loader(snapshot);
						if (loaded.desired?.revision === loaded.revision) ancestry?.note(loaded.revision);
						accept(loaded);
					},
					onSame: controller.readAgain,
					...(ancestry && {
						gate: {
							judge: ancestry.judge,
							onRejected: (problem, revision) => accept({ desired: undefined, problems: [problem], revision }),
						},
					}),
					onError: (trouble) => {
						if (trouble.is === "unwatched") return reporter.warn(textOf(trouble.reason));
						accept({ desired: undefined, problems: [folderProblem(trouble)] });
						isSlow = trouble.is === "slow";
					},
				});
			},
		});
	} finally {
		await closeAll(connection.clock, closing);
	}
}

function imagesOf(
	{ imageSource: source }: Connection,
	{ imageInterval }: RunFlags,
): Pick<RunControllerOptions, "images"> {
	return source && imageInterval > 0 ? { images: { source, pace: imagePaceOf(imageInterval) } } : {};
}

function listeners(metrics: Metrics): Pick<Parameters<typeof runController>[0], "onReconcile" | "onStatus" | "onBug"> {
	return {
		onStatus: (status: Status) => metrics.recordStatus(status),
		onBug: metrics.countBug,
		onReconcile: ({ durationMs, plan, sent, drift }) => {
			const failed = new Set(sent.filter(({ failure }) => failure).map(({ identity }) => identity));
			metrics.recordReconcile({
				durationSeconds: durationMs / 1000,
				results: plan.items.map(({ identity, verdict }) => ({
					kind: kindOf(identity),
					result: failed.has(identity) ? "failed" : verdict.outcome === "in sync" ? "in_sync" : verdict.outcome,
				})),
			});
			for (const count of drift) metrics.countDrift(count);
		},
	};
}
