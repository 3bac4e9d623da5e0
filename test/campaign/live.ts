/**
 * Lives one story from birth to teardown, with at most one thing going wrong in each stage. Between two stages AWS is as the
 * manifests say and still, so that what goes wrong in one stage has no part in the next, and one life tries three of them.
 */
import { convergence } from "../../src/controller/convergence.ts";
import type { FaultEffect } from "../../src/emulator/front/fault-rule.ts";
import { createVirtualWorld, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";
import { footprint } from "./footprint.ts";
import { plantStrangers } from "./planting.ts";
import type { Life, Stage } from "./stories.ts";

/** What goes wrong with a request; a crash is that of the controller. */
type Fault = "crash before" | "crash after" | "response lost" | "throttled" | "500" | "empty page first";

/** The n-th write or read of a stage, counted from 1, and what goes wrong with it. */
export interface Incident {
	readonly fault: Fault;
	readonly on: "write" | "read";
	readonly number: number;
}

/** What a stage came to. */
export interface StageResult {
	readonly stage: Stage["name"];
	readonly footprint: readonly string[];
	/** How many were sent before AWS was as it should be. */
	readonly writes: number;
	readonly reads: number;
	/** The requests of twenty passes in which nothing was to be done. */
	readonly quietReads: number;
}

/** More than the retries of one request: the controller itself meets the fault. */
const moreThanRetries = 5;
const effects: Readonly<Record<Exclude<Fault, "crash before" | "crash after">, FaultEffect & { count: number }>> = {
	"response lost": { fault: "dropResponse", count: 1 },
	throttled: { fault: "throttle", count: moreThanRetries },
	"500": { fault: "internalFailure", count: moreThanRetries },
	"empty page first": { fault: "partialRead", lacks: "page", count: 1 },
};
const reading = ["List*", "Describe*", "Get*"];
const writing = ["Create*", "Update*", "Put*", "Delete*", "Register*", "Deregister*", "Tag*", "Untag*"];

const intervalMs = 60_000;
const quietPasses = 20;
/** Looks at single resources are spread at random, so that they share requests more or less often. */
const looseness = 1.3;
/** The hourly list of everything may fall into the time, or not; it looks at each stranger too. */
const oneSweep = 15;
const readsOfStranger = 2;
const longestStageMs = 7_200_000;

/** An incident that did not happen is a failure too: what was meant to be tried was not. */
export async function live(
	life: Life,
	incidents: Partial<Readonly<Record<Stage["name"], Incident>>>,
	expected: readonly StageResult[] | undefined,
	seed: number,
): Promise<readonly StageResult[]> {
	const world = createVirtualWorld({ seed });
	const readStrangers = await plantStrangers(world, life.strangers);
	const strangers = await readStrangers();
	const before = await footprint(world);
	const run = createRun(world, life.strangers.length);
	const results: StageResult[] = [];
	for (const [index, stage] of life.stages.entries()) {
		const incident = incidents[stage.name];
		try {
			results.push(await run.through(stage, incident, expected?.[index]));
		} catch (error) {
			const trace = world.requests.slice(-25).join(" ");
			const what = incident ? `${incident.fault} at ${incident.on} ${incident.number}` : "nothing going wrong";
			const message = `${life.story}, seed ${seed}: ${stage.name} with ${what}: ${(error as Error).message}`;
			throw new Error(`${message}\nThe last requests: ${trace}`, { cause: error });
		}
	}
	await run.end();
	const told = `${life.story}, seed ${seed}, ${JSON.stringify(incidents)}`;
	for (const [identity, now] of await readStrangers()) {
		const was = strangers.get(identity);
		if (now !== was) throw new Error(`${told}: ${identity} is not ours and has changed.\n- ${was}\n+ ${now}`);
	}
	// Each life is compared with one in which nothing goes wrong, and that one's end with its beginning.
	const left = results.at(-1)?.footprint ?? [];
	if (!sameLines(before, left)) throw new Error(`${told}: not all of it is gone.\n${difference(before, left)}`);
	return results;
}

/** An incident that is waited for: a stage is not over before all of it has happened. */
interface Armed {
	readonly isOver: () => boolean;
	readonly remove: () => void;
}

function createRun(world: VirtualWorld, strangers: number) {
	let crash: { readonly when: Fault; left: number } | undefined;
	let dead = false;
	const crashNow = (when: Fault) => {
		if (crash?.when !== when) return;
		crash.left -= 1;
		if (crash.left === 0) throw new Error("The controller is killed.");
	};
	const start = (): RunningController => {
		dead = false;
		const evenkeel = world.start({
			intervalMs,
			beforeCall: () => crashNow("crash before"),
			afterCall: () => crashNow("crash after"),
		});
		evenkeel.ended.catch(() => {
			dead = true;
		});
		return evenkeel;
	};
	let evenkeel = start();

	/** Lets time go on until AWS is as expected; a controller that dies is followed by the next. */
	async function converge(
		{ manifests }: Stage,
		armed: Armed,
		expected: StageResult | undefined,
	): Promise<readonly string[]> {
		const endMs = world.clock.now() + longestStageMs;
		for (;;) {
			await world.until(() => dead || (armed.isOver() && !isMoving()), {
				atMostMs: longestStageMs,
				explain: () => JSON.stringify(evenkeel.controller.status().resources),
			});
			if (dead) {
				evenkeel = start();
				evenkeel.accept(manifests);
				continue;
			}
			// From here on it would meet the reads of this test.
			armed.remove();
			const now = convergence(evenkeel.controller.status(), { healthy: true });
			const seen = await footprint(world);
			if (now.state === "reached" && (!expected || sameLines(seen, expected.footprint))) return seen;
			if (world.clock.now() > endMs) {
				const stuck = now.state === "stuck" ? now.sentences.join(" ") : "";
				throw new Error(`It ended otherwise. ${stuck}\n${difference(expected?.footprint ?? [], seen)}`);
			}
			await world.advance(intervalMs);
		}
	}

	/** For so many passes nothing is written, and reads are as many as without an incident. */
	async function staysQuiet(expected: StageResult | undefined): Promise<number> {
		const sent = evenkeel.sent.length;
		const before = world.requests.length;
		await world.advance(quietPasses * intervalMs);
		if (dead) throw new Error("The controller died when all was done.");
		const late = evenkeel.sent.slice(sent).map(({ call }) => call.operation);
		if (late.length > 0) throw new Error(`It is not quiet: ${late.join(", ")}.`);
		const reads = world.requests.length - before;
		if (expected && reads > expected.quietReads * looseness + oneSweep + readsOfStranger * strangers) {
			throw new Error(`It read ${reads} times while quiet, which is ${expected.quietReads} times without an incident.`);
		}
		return reads;
	}

	return {
		through: async (
			stage: Stage,
			incident: Incident | undefined,
			expected: StageResult | undefined,
		): Promise<StageResult> => {
			const armed = arm(incident);
			const before = world.requests.length;
			evenkeel.accept(stage.manifests);
			const seen = await converge(stage, armed, expected);
			const requests = world.requests.slice(before);
			const reads = requests.filter((operation) => /:(List|Describe|Get)/.test(operation)).length;
			const quietReads = await staysQuiet(expected);
			return { stage: stage.name, footprint: seen, writes: requests.length - reads, reads, quietReads };
		},
		end: () => evenkeel.stop(),
	};

	function isMoving(): boolean {
		return convergence(evenkeel.controller.status(), { healthy: true }).state === "moving";
	}

	function arm(incident: Incident | undefined): Armed {
		if (!incident) return { isOver: () => true, remove: () => {} };
		const { fault, number } = incident;
		if (fault === "crash before" || fault === "crash after") {
			const armed = { when: fault, left: number };
			crash = armed;
			return { isOver: () => armed.left <= 0, remove: () => {} };
		}
		const effect = effects[fault];
		const { faults } = world.emulator;
		const remove = faults.add({
			operation: incident.on === "read" ? reading : writing,
			afterCalls: number - 1,
			...effect,
		});
		return { isOver: () => faults.list().every(({ applied }) => applied >= effect.count), remove };
	}
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
	return a.join("\n") === b.join("\n");
}

function difference(expected: readonly string[], seen: readonly string[]): string {
	const missing = expected.filter((line) => !seen.includes(line)).map((line) => `- ${line}`);
	return [...missing, ...seen.filter((line) => !expected.includes(line)).map((line) => `+ ${line}`)].join("\n");
}
