/**
 * One run of the suite: evenkeel on an account, a commit after the other, read back after each, and everything removed at the
 * end, however it ends. Account, clock and signal are passed in, so that the clean-up is proved against the embedded AWS.
 */
import type { Aws } from "../../src/aws/client.ts";
import { whoAnswers } from "../../src/controller/account.ts";
import { convergence } from "../../src/controller/convergence.ts";
import { type Controller, createController } from "../../src/controller/loop.ts";
import { paceOf } from "../../src/controller/schedule.ts";
import { kinds } from "../../src/kinds/list.ts";
import { sleep, type WallClock } from "../../src/lib/clock.ts";
import type { Random } from "../../src/lib/random.ts";
import { type Loaded, load } from "../../src/manifest/load.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { AwsClients } from "../support/virtual-world.ts";
import { cleanUp } from "./clean-up.ts";
import { prefixedStories } from "./prefixed.ts";
import { type AccountSettings, costs } from "./settings.ts";
import { type Commit, commits } from "./stories.ts";

export interface Run {
	readonly settings: AccountSettings;
	/** Before every name, and the owner in every tag; nobody else has it. */
	readonly prefix: string;
	/** What evenkeel sends through. */
	readonly aws: Aws;
	/** What the suite reads back and cleans up through. */
	readonly clients: AwsClients;
	readonly clock: WallClock;
	readonly random: Random;
	/** Ends the run early; what was made is removed all the same. */
	readonly signal: AbortSignal;
	readonly say: (text: string) => void;
}

/** The most writes of one pass, as of the program itself. */
const maxWrites = 50;
const pollMs = 5_000;
const longestLagMs = 120_000;
/** A namespace takes a minute, a task two, and a client is renewed after its servers. */
const longestCommitMs = 900_000;

/** Whether all went well and nothing is left. Rejects only where nothing has been made. */
export async function runStories(run: Run): Promise<boolean> {
	const { prefix, settings, say } = run;
	const stories = await prefixedStories(prefix, settings);
	await checkAccount(run);
	say(`Everything is made in account ${settings.account}, ${settings.region}, under the prefix "${prefix}".\n${costs}`);
	let isWell = false;
	try {
		await liveThrough(run, stories, commits(prefix, settings));
		isWell = true;
	} catch (error) {
		say(`It went wrong: ${error instanceof Error ? error.message : String(error)}`);
	}
	const isClean = await sayCleanUp(run);
	return isWell && isClean;
}

/** Rejects where another account or region answers than the one that was meant. */
export async function checkAccount({ aws, settings }: Pick<Run, "aws" | "settings">): Promise<void> {
	const { account, region } = (await whoAnswers(aws.read)).now;
	if (account === settings.account && region === settings.region) return;
	throw new Error(
		`AWS answers as account ${account} from ${region}, not as ${settings.account} from ${settings.region}; nothing is done.`,
	);
}

/** Removes what a run of this prefix has made, and says what it could not remove; whether nothing is left. */
export async function sayCleanUp({
	clients,
	clock,
	prefix,
	say,
}: Pick<Run, "clients" | "clock" | "prefix" | "say">): Promise<boolean> {
	say(`Everything of the prefix "${prefix}" is removed. Do not interrupt this.`);
	const left = await cleanUp(clients, clock, prefix);
	const again = `Remove it later with: npm run test:aws -- --clean-up ${prefix}`;
	say(left.length === 0 ? "Nothing is left." : ["This is left:", ...left.map((one) => `  ${one}`), again].join("\n"));
	return left.length === 0;
}

async function liveThrough(run: Run, stories: Snapshot, all: readonly Commit[]): Promise<void> {
	const { aws, clock, random, say } = run;
	const ending = new AbortController();
	const controller = createController({ kinds, aws, clock, random, pace: paceOf(60_000), maxWrites });
	let broken: unknown;
	const ended = controller.run(AbortSignal.any([run.signal, ending.signal])).catch((error: unknown) => {
		broken = error ?? new Error("The controller ended.");
	});
	let snapshot = stories;
	let previous: Loaded | undefined;
	try {
		for (const { says, change, check } of all) {
			say(says);
			snapshot = { ...change(snapshot), revision: says };
			previous = load(snapshot, { kinds, ...(previous ? { previous } : {}) });
			controller.setManifests(previous);
			await untilHealthy(run, controller, () => broken);
			await eventually(run, () => check(run.clients));
		}
	} finally {
		ending.abort();
		// The call in flight is still answered: nothing is made after the clean-up has begun.
		await ended;
	}
}

/** What one API of AWS's says another shows a moment later. */
async function eventually({ clock, signal }: Run, check: () => Promise<void>): Promise<void> {
	const untilMs = clock.now() + longestLagMs;
	for (;;) {
		try {
			return await check();
		} catch (error) {
			if (signal.aborted || clock.now() > untilMs) throw error;
		}
		await sleep(clock, pollMs, signal);
	}
}

async function untilHealthy({ clock, signal }: Run, controller: Controller, broken: () => unknown): Promise<void> {
	const untilMs = clock.now() + longestCommitMs;
	for (;;) {
		// Only what was looked at since the commit tells of it.
		await sleep(clock, pollMs, signal);
		if (signal.aborted) throw new Error("it was interrupted.");
		if (broken()) throw broken();
		const state = convergence(controller.status(), { healthy: true });
		if (state.state === "reached") return;
		if (state.state === "stuck") throw new Error(`it cannot get any further.\n${state.sentences.join("\n")}`);
		if (clock.now() > untilMs) throw new Error("it did not converge within a quarter of an hour.");
	}
}
