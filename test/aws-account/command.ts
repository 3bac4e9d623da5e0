/**
 * The command behind `npm run test:aws`, with what it takes from the process passed in, so that a test can be the person who
 * forgets a variable or presses Ctrl+C.
 */
import { ECSClient } from "@aws-sdk/client-ecs";
import { Route53Client } from "@aws-sdk/client-route-53";
import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createBudget } from "../../src/aws/budget.ts";
import { createAws } from "../../src/aws/client.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { type Random, randomText, seededRandom } from "../../src/lib/random.ts";
import type { AwsClients } from "../support/virtual-world.ts";
import { checkAccount, type Run, runStories, sayCleanUp } from "./run.ts";
import { type AccountSettings, type Environment, readSettings } from "./settings.ts";

export interface CommandLine {
	readonly argv: readonly string[];
	readonly env: Environment;
	/** Tells what to call on SIGINT and SIGTERM. */
	readonly onInterrupt: (interrupt: () => void) => void;
	readonly say: (text: string) => void;
}

/** What a run sends through, and the time it lives in. */
export type Connection = Pick<Run, "aws" | "clients" | "clock" | "random">;

/** All names of all runs begin so, and nothing else does. */
const prefixPattern = /^evenkeel-test-[a-z0-9]{8}$/;
const cleanUpFlag = "--clean-up";

/** The exit code: 0 when all went well and nothing is left, 1 when not, 2 when nothing was done. */
export async function testAws(
	line: CommandLine,
	connect: (settings: AccountSettings) => Connection = connectToAws,
): Promise<number> {
	const { argv, say } = line;
	const settings = readSettings(line.env);
	const prefixes = argv[0] === cleanUpFlag ? argv.slice(1) : [];
	const refusal = typeof settings === "string" ? settings : refusalOf(argv, prefixes);
	if (typeof settings === "string" || refusal !== undefined) {
		say(refusal ?? "");
		return 2;
	}
	const ending = new AbortController();
	line.onInterrupt(() => {
		if (!ending.signal.aborted) say("Interrupted: what was made is removed first.");
		ending.abort();
	});
	const connection = connect(settings);
	const { random } = connection;
	const [given] = prefixes;
	const prefix = given ?? `evenkeel-test-${randomText(random, 8, "abcdefghijklmnopqrstuvwxyz0123456789")}`;
	const run: Run = { ...connection, settings, prefix, say, signal: ending.signal };
	try {
		if (given === undefined) return (await runStories(run)) ? 0 : 1;
		await checkAccount(run);
		return (await sayCleanUp(run)) ? 0 : 1;
	} catch (error) {
		say(error instanceof Error ? error.message : String(error));
		return 2;
	}
}

function refusalOf(argv: readonly string[], prefixes: readonly string[]): string | undefined {
	if (argv.length === 0) return undefined;
	if (prefixes.length === 1 && prefixPattern.test(prefixes[0] ?? "")) return undefined;
	return `The only argument is ${cleanUpFlag} PREFIX, with a prefix that a run has told, such as evenkeel-test-k3x9w2ab.`;
}

/** With the credentials of AWS's own variables and files. */
function connectToAws({ region }: AccountSettings): Connection {
	const clock = systemClock();
	const random: Random = seededRandom(Date.now());
	const clients: AwsClients = {
		ecs: new ECSClient({ region }),
		cloudMap: new ServiceDiscoveryClient({ region }),
		route53: new Route53Client({ region }),
	};
	return { clock, random, clients, aws: createAws({ region, clock, random, budget: createBudget(clock, 0.5) }) };
}
