/**
 * Runs one story from creation to teardown, with at most one trouble in each stage. Before the next stage AWS must
 * match the manifests and be quiet, so that the stages are independent and one run tests three troubles.
 */
import { convergence } from "../../src/controller/convergence.ts";
import { burstOf } from "../support/burst.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";
import { type Armed, arm } from "./armed.ts";
import { difference, footprint, sameLines } from "./footprint.ts";
import { plantStrangers } from "./planting.ts";
import { intervalMs, openScene, type Scene } from "./scene.ts";
import type { Scenario, Stage } from "./stories.ts";
import type { Trouble, Troubles } from "./trouble.ts";

/** The result of a stage. */
export interface StageResult {
	readonly stage: Stage["name"];
	readonly footprint: readonly string[];
	/** The number of writes before AWS matched the manifests. */
	readonly writes: number;
	readonly reads: number;
	/** The number of requests in twenty reconciles without changes. */
	readonly quietReads: number;
	/** The maximum of requests in any ten seconds, counted after the trouble if there was one. */
	readonly burst: number;
	/** The troubles that occurred, by name. */
	readonly happened: readonly string[];
}

/** The options of a run. */
export interface RunOptions {
	/** The seed of all random choices. */
	readonly seed: number;
	/** The results of a run without troubles; absent for that run itself. */
	readonly expected?: readonly StageResult[];
	/** Whether a lost or wrong answer may leave a surplus revision behind, which must have the content of another one. */
	readonly surplus?: boolean;
}

const quietPasses = 20;
/** Observations of single resources have random jitter, so the number of shared requests varies. */
const looseness = 1.3;
/** The hourly full resync may or may not fall into this time; it also reads each foreign resource. */
const oneSweep = 15;
const readsOfStranger = 2;
/** After an outage, resources are spread over more reconciles for a while. */
const burstLooseness = 1.6;
const longestStageMs = 7_200_000;

/** Rejects with the failure, its stage, its trouble and the last requests. */
export async function runStory(
	scenario: Scenario,
	troubles: Troubles,
	options: RunOptions,
): Promise<readonly StageResult[]> {
	const world = createVirtualWorld({ seed: options.seed });
	const readStrangers = await plantStrangers(world, scenario.strangers);
	const strangers = await readStrangers();
	const before = await footprint(world);
	const scene = openScene(world, scenario.identities);
	const results: StageResult[] = [];
	const label = `${scenario.story}, seed ${options.seed}, ${JSON.stringify(troubles)}`;
	for (const [index, stage] of scenario.stages.entries()) {
		const expected = options.expected?.[index];
		// After the teardown no resource of evenkeel may be left, including surplus revisions.
		const surplus = stage.name !== "teardown" && (options.surplus ?? false);
		const stageRun = createStageRun(scene, scenario, { expected, surplus });
		try {
			results.push(await stageRun.perform(stage, troubles[stage.name]));
		} catch (error) {
			const trace = world.requests.slice(-25).join(" ");
			const message = `${label}: ${stage.name}: ${(error as Error).message}\nThe last requests: ${trace}`;
			throw new Error(message, { cause: error });
		}
	}
	await scene.evenkeel().stop();
	for (const [identity, now] of await readStrangers()) {
		const was = strangers.get(identity);
		if (now !== was) throw new Error(`${label}: ${identity} is foreign and has changed.\n- ${was}\n+ ${now}`);
	}
	// Each run is compared with a run without troubles, and the end of that run with its start.
	const left = results.at(-1)?.footprint ?? [];
	if (!sameLines(left, before))
		throw new Error(`${label}: resources are left after the teardown.\n${difference(before, left)}`);
	return results;
}

/** Runs one stage. */
function createStageRun(
	scene: Scene,
	scenario: Scenario,
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

	/** Advances time until the trouble is over and AWS is as expected; a controller that dies is restarted. */
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
			// Otherwise the trouble would also hit the reads of this test.
			if (!isHealed) await armed.heal();
			isHealed = true;
			const now = state();
			const seen = await footprint(world);
			if (now.state === "reached" && isAsExpected(seen)) return seen;
			if (world.clock.now() > endMs) {
				const stuck = now.state === "stuck" ? now.sentences.join(" ") : "";
				throw new Error(`It ended differently. ${stuck}\n${difference(expected?.footprint ?? [], seen)}`);
			}
			await world.advance(intervalMs);
		}
	}

	/** Checks that for twenty reconciles nothing is written, and that reads are as many as without troubles. */
	async function staysQuiet(): Promise<number> {
		const evenkeel = scene.evenkeel();
		const sent = evenkeel.sent.length;
		const before = world.requests.length;
		await world.advance(quietPasses * intervalMs);
		if (scene.isDead()) throw new Error("The controller died after convergence.");
		const late = evenkeel.sent.slice(sent).map(({ call }) => call.operation);
		if (late.length > 0) throw new Error(`It still writes: ${late.join(", ")}.`);
		const reads = world.requests.length - before;
		const most = (expected?.quietReads ?? reads) * looseness + oneSweep + readsOfStranger * scenario.strangers.length;
		if (reads > most) throw new Error(`It read ${reads} times without changes; at most ${most} are expected.`);
		return reads;
	}

	/** Requests delayed by an outage must not be sent all at once. */
	function staysCalm(): number {
		const burst = burstOf(scene.requestTimesMs.slice(sentInTrouble));
		const most = (expected?.burst ?? burst) * burstLooseness;
		if (burst > most) throw new Error(`It sent ${burst} requests in ten seconds; at most ${most} are expected.`);
		return burst;
	}

	return {
		perform: async (stage: Stage, trouble: Trouble | undefined): Promise<StageResult> => {
			const armed = await arm(scene, trouble);
			const before = world.requests.length;
			isOver(armed);
			scene.accept(stage.manifests);
			const seen = await converge(armed);
			const requests = world.requests.slice(before);
			const reads = requests.filter((operation) => /:(List|Describe|Get)/.test(operation)).length;
			const quietReads = await staysQuiet();
			const writes = requests.length - reads;
			// Other troubles end with a restarted controller, or during its work.
			const burst = trouble && trouble.what !== "weather" ? 0 : staysCalm();
			return { stage: stage.name, footprint: seen, writes, reads, quietReads, burst, happened: armed.happened() };
		},
	};
}
