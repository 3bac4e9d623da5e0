/** `evenkeel local`: serves an embedded AWS to other programs, such as evenkeel itself, the aws CLI, an SDK or dig. */
import type { Command } from "commander";
import { type CliContext, exitCodes } from "./cli-context.ts";
import { openEmbedded, serveEmbedded } from "./embedded.ts";
import { accountId, knownIds, option, port, positive } from "./options.ts";

interface LocalFlags {
	readonly port: number;
	readonly dnsPort: number;
	readonly speed: number;
	readonly account?: string;
	readonly region?: string;
	readonly known?: readonly string[];
	readonly clock: "real" | "virtual";
	readonly throttle?: number;
}

/** Adds `evenkeel local`; `done` gets its exit code. */
export function addLocal(program: Command, context: CliContext, done: (code: number) => void): void {
	program
		.command("local")
		.description("serve an embedded AWS on this machine: ECS, Cloud Map, Route 53 and DNS")
		.addOption(option("--port <port>", "the port of the AWS APIs").default(4566).argParser(port))
		.addOption(option("--dns-port <port>", "the port of DNS, UDP and TCP").default(5300).argParser(port))
		.addOption(option("--speed <n>", "how many times faster than real time it runs").default(1).argParser(positive))
		.addOption(option("--account <id>", "the account id").argParser(accountId))
		.addOption(option("--region <name>", "the Region"))
		.addOption(
			option(
				"--known <ids>",
				"a comma-separated list of ids of VPCs, subnets and security groups and ARNs of roles, target groups and log groups that exist; for each type in the list, all others are missing; resources of other types always exist",
			).argParser(knownIds),
		)
		.addOption(
			option("--clock <clock>", "real: time passes; virtual: time advances only when the control API advances it")
				.choices(["real", "virtual"])
				.default("real"),
		)
		.addOption(
			option("--throttle <n>", "throttle requests at n times AWS's request rates (default: no throttling)").argParser(
				positive,
			),
		)
		.action(async (flags: LocalFlags) => done(await local(context, flags)));
}

async function local(context: CliContext, flags: LocalFlags): Promise<number> {
	const emulator = openEmbedded(context, flags);
	const served = await serveEmbedded(emulator, flags);
	context.out(
		[
			`An empty account ${emulator.account} in ${emulator.region}, ${paceOf(flags)}.`,
			`  AWS  ${served.url}   aws --endpoint-url ${served.url} --region ${emulator.region} ecs list-clusters`,
			"       It takes any credentials, but the aws CLI wants some: export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any",
			"       For discover-instances of servicediscovery also: export AWS_DISABLE_HOST_PREFIX_INJECTION=true",
			`  DNS  127.0.0.1:${served.dnsPort}         dig @127.0.0.1 -p ${served.dnsPort} NAME`,
			`  Control API, to inspect the state and to inject faults: curl ${served.url}/_evenkeel/state`,
			`  To connect evenkeel, set AWS_ENDPOINT_URL=${served.url}. Ctrl-C stops it and deletes everything in it.`,
			"",
		].join("\n"),
	);
	await new Promise<void>((resolve) => {
		if (context.signal.aborted) return resolve();
		context.signal.addEventListener("abort", () => resolve(), { once: true });
	});
	await served.close();
	emulator.stop();
	return exitCodes.well;
}

function paceOf({ clock, speed }: LocalFlags): string {
	if (clock === "virtual") return "with a virtual clock, which the control API advances";
	return speed === 1 ? "running in real time" : `running ${speed} times faster than real`;
}
