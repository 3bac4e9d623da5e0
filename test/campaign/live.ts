/**
 * Lives one story from birth to teardown, with at most one trouble in each stage. Between two stages AWS is as the manifests say
 * and still, so that what goes wrong in one stage has no part in the next, and one life tries three of them.
 */
import { convergence } from "../../src/controller/convergence.ts";
import { burstOf } from "../support/burst.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";
import { type Armed, arm } from "./armed.ts";
import { difference, footprint, sameLines } from "./footprint.ts";
import { plantStrangers } from "./planting.ts";
import { intervalMs, openScene, type Scene } from "./scene.ts";
import type { Life, Stage } from "./stories.ts";
import type { Trouble, Troubles } from "./trouble.ts";

/** What a stage came to. */
export interface StageResult {
	readonly stage: Stage["name"];
	readonly footprint: readonly string[];
	/** How many were sent before AWS was as it should be. */
	readonly writes: number;
	readonly reads: number;
	/** The requests of twenty passes in which nothing was to be done. */
	readonly quietReads: number;
	/** The most requests in any ten seconds, of the time after the trouble where there was one. */
	readonly burst: number;
	/** The troubles that happened, by name. */
	readonly happened: readonly string[];
}

/** How a life is led. */
export interface LifeOptions {
	/** Begins the chances of the world. */
	readonly seed: number;
	/** What a life without any trouble came to; absent for that life. */
	readonly expected?: readonly StageResult[];
	/** Whether a lost answer or a lie may leave a surplus revision behind, which then has to have the content of another one. */
	readonly surplus?: boolean;
}

const quietPasses = 20;
/** Looks at single resources are spread at random, so that they share requests more or less often. */
const looseness = 1.3;
/** The hourly list of everything may fall into the time, or not; it looks at each stranger too. */
const oneSweep = 15;
const readsOfStranger = 2;
/** What an outage has driven apart is looked at by more passes for a while. */
const burstLooseness = 1.6;
const longestStageMs = 7_200_000;

/** Rejects with what went wrong, in which stage, with which trouble and after which requests. */
export async function live(life: Life, troubles: Troubles, options: LifeOptions): Promise<readonly StageResult[]> {
	const world = createVirtualWorld({ seed: options.seed });
	const readStrangers = await plantStrangers(world, life.strangers);
	const strangers = await readStrangers();
	const before = await footprint(world);
	const scene = openScene(world, life.identities);
	const results: StageResult[] = [];
	const told = `${life.story}, seed ${options.seed}, ${JSON.stringify(troubles)}`;
	for (const [index, stage] of life.stages.entries()) {
		const expected = options.expected?.[index];
		// When all is taken down, nothing of ours may be left, surplus revisions included.
		const surplus = stage.name !== "teardown" && (options.surplus ?? false);
		const stay = createStay(scene, life, { expected, surplus });
		try {
			results.push(await stay.through(stage, troubles[stage.name]));
		} catch (error) {
			const trace = world.requests.slice(-25).join(" ");
			const message = `${told}: ${stage.name}: ${(error as Error).message}\nThe last requests: ${trace}`;
			throw new Error(message, { cause: error });
		}
	}
	await scene.evenkeel().stop();
	for (const [identity, now] of await readStrangers()) {
		const was = strangers.get(identity);
		if (now !== was) throw new Error(`${told}: ${identity} is not ours and has changed.\n- ${was}\n+ ${now}`);
	}
	// Each life is compared with one in which nothing goes wrong, and that one's end with its beginning.
	const left = results.at(-1)?.footprint ?? [];
	if (!sameLines(left, before)) throw new Error(`${told}: not all of it is gone.\n${difference(before, left)}`);
	return results;
}

/** One stage of a life. */
function createStay(
	scene: Scene,
	life: Life,
	{ expected, surplus }: { readonly expected: StageResult | undefined; readonly surplus: boolean },
) {
	const { world } = scene;
	const state = () => convergence(scene.evenkeel().controller.status(), { healthy: true });
	let sentInTrouble: number | undefined;
	const isOver = (armed: Armed) => {
		if (!armed.isOver()) return false;
		sentInTrouble ??= scene.requestTimesMs.length;
		return true;
	};
	const isAsExpected = (seen: readonly string[]) => !expected || sameLines(seen, expected.footprint, surplus);

	/** Lets time go on until the trouble is over and AWS as expected; a controller that dies is followed by the next. */
	async function converge(armed: Armed): Promise<readonly string[]> {
		const endMs = world.clock.now() + longestStageMs;
		let isHealed = false;
		for (;;) {
			await world.until(() => scene.isDead() || (isOver(armed) && state().state !== "moving"), {
				atMostMs: longestStageMs,
				explain: () => JSON.stringify(scene.evenkeel().controller.status().resources),
			});
			if (scene.isDead()) {
				scene.restart();
				continue;
			}
			// From here on it would meet the reads of this test.
			if (!isHealed) await armed.heal();
			isHealed = true;
			const now = state();
			const seen = await footprint(world);
			if (now.state === "reached" && isAsExpected(seen)) return seen;
			if (world.clock.now() > endMs) {
				const stuck = now.state === "stuck" ? now.sentences.join(" ") : "";
				throw new Error(`It ended otherwise. ${stuck}\n${difference(expected?.footprint ?? [], seen)}`);
			}
			await world.advance(intervalMs);
		}
	}

	/** For so many passes nothing is written, and reads are as many as without trouble. */
	async function staysQuiet(): Promise<number> {
		const evenkeel = scene.evenkeel();
		const sent = evenkeel.sent.length;
		const before = world.requests.length;
		await world.advance(quietPasses * intervalMs);
		if (scene.isDead()) throw new Error("The controller died when all was done.");
		const late = evenkeel.sent.slice(sent).map(({ call }) => call.operation);
		if (late.length > 0) throw new Error(`It is not quiet: ${late.join(", ")}.`);
		const reads = world.requests.length - before;
		const most = (expected?.quietReads ?? reads) * looseness + oneSweep + readsOfStranger * life.strangers.length;
		if (reads > most) throw new Error(`It read ${reads} times while quiet, and at most ${most} are to be expected.`);
		return reads;
	}

	/** What an outage has kept back does not come all at once. */
	function staysCalm(): number {
		const burst = burstOf(scene.requestTimesMs.slice(sentInTrouble));
		const most = (expected?.burst ?? burst) * burstLooseness;
		if (burst > most)
			throw new Error(`It sent ${burst} requests in ten seconds, and at most ${most} are to be expected.`);
		return burst;
	}

	return {
		through: async (stage: Stage, trouble: Trouble | undefined): Promise<StageResult> => {
			const armed = await arm(scene, trouble);
			const before = world.requests.length;
			isOver(armed);
			scene.accept(stage.manifests);
			const seen = await converge(armed);
			const requests = world.requests.slice(before);
			const reads = requests.filter((operation) => /:(List|Describe|Get)/.test(operation)).length;
			const quietReads = await staysQuiet();
			const writes = requests.length - reads;
			// Other troubles end with a controller that begins anew, or in the midst of its work.
			const burst = trouble && trouble.what !== "weather" ? 0 : staysCalm();
			return { stage: stage.name, footprint: seen, writes, reads, quietReads, burst, happened: armed.happened() };
		},
	};
}
