/**
 * Runs a random history to its end. Once all troubles are over, the result must equal that of an account that has only
 * seen the last revision, foreign resources included; nothing more is written, and a new controller also finds nothing
 * to do. Meanwhile no declared resource may be deleted, and nothing may be written while a window denies it.
 */
import { CreateClusterCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { CreateHttpNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { convergence } from "../../src/controller/convergence.ts";
import type { SentCall } from "../../src/controller/execute.ts";
import { windowState } from "../../src/plan/windows.ts";
import { asSnapshot, createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";
import { type Armed, arm } from "./armed.ts";
import { difference, footprint, sameLines } from "./footprint.ts";
import { declaredBy, filesOf, type History, type Revision, type Step, windows } from "./random-worlds.ts";
import { intervalMs, openScene, type Scene } from "./scene.ts";
import type { Trouble } from "./trouble.ts";

const longestMs = 7_200_000;
const quietPasses = 20;

interface Happening {
	readonly name: string;
	readonly armed: Armed;
}

/**
 * The troubles that must occur in a campaign of random histories; their individual effects are checked in the other
 * campaigns.
 */
export const randomTroubles = ["incidents", "outage", "wrong answers", "clock"] as const;

function nameOfTrouble(trouble: Trouble): string {
	if (trouble.what !== "weather") return trouble.what;
	return ["staleRead", "partialRead"].includes(trouble.effect.fault) ? "wrong answers" : "outage";
}

/** Returns the troubles that occurred, by name; rejects with the difference at the end. */
export async function runRandomHistory({ steps, last }: History): Promise<readonly string[]> {
	const expected = await footprintOf(last);
	const world = await withStrangers();
	const harm: string[] = [];
	let inForce: Revision = [];
	let atCall: Revision = [];
	const scene = openScene(world, [], {
		// A retried call can be answered after the folder has changed.
		beforeCall: ({ operation }) => {
			atCall = inForce;
			const { pause } = windowState(windows, scene.clock.wallMs());
			if (pause) harm.push(`${operation}, though: ${pause.reason.code}`);
		},
		onSent: ({ identity, call }) => {
			if (takesAway(call) && declaredBy(atCall).has(identity))
				harm.push(`${call.operation} of ${identity}, which the folder declared`);
		},
	});
	const accept = (revision: Revision) => {
		inForce = revision;
		scene.accept(asSnapshot(filesOf(revision)));
	};
	const troubles: Happening[] = [];
	for (const step of steps) {
		if (scene.isDead()) scene.restart();
		if (step.does === "accept") accept(step.revision);
		else await take(scene, step, troubles);
	}
	for (const { armed } of troubles) await armed.heal();
	if (scene.isDead()) scene.restart();
	accept(last);
	await endsWith(scene, expected);
	if (harm.length > 0) throw new Error(`Forbidden calls were sent: ${harm.join(", ")}.`);
	return troubles.flatMap(({ name, armed }) => (armed.happened().length > 0 ? [name] : []));
}

async function take(scene: Scene, step: Exclude<Step, { does: "accept" }>, troubles: Happening[]): Promise<void> {
	switch (step.does) {
		case "wait":
			return scene.world.advance(step.seconds * 1_000);
		case "restart": {
			let isStopped = false;
			void scene
				.evenkeel()
				.stop()
				.then(() => {
					isStopped = true;
				});
			// It completes the call in flight, with all its retries.
			await scene.world.until(() => isStopped);
			return scene.restart();
		}
		case "trouble":
			troubles.push({ name: nameOfTrouble(step.trouble), armed: await arm(scene, step.trouble) });
	}
}

/** The footprint of an account that has only seen this revision. */
async function footprintOf(revision: Revision): Promise<readonly string[]> {
	const world = await withStrangers();
	const before = await footprint(world);
	const evenkeel = world.start({ intervalMs });
	evenkeel.accept(filesOf(revision));
	await evenkeel.settle();
	await evenkeel.stop();
	const after = await footprint(world);
	const lost = before.filter((line) => !after.includes(line));
	if (lost.length > 0) throw new Error(`Foreign resources have changed: ${lost.join(", ")}.`);
	return after;
}

function takesAway({ operation, input }: SentCall["call"]): boolean {
	return /:(Delete|DeregisterTaskDefinition)/.test(operation) || ("desiredCount" in input && input.desiredCount === 0);
}

async function endsWith(scene: Scene, expected: readonly string[]): Promise<void> {
	const { world } = scene;
	const state = () => convergence(scene.evenkeel().controller.status(), { healthy: true }).state;
	const settled = () =>
		world.until(() => state() !== "moving", {
			atMostMs: longestMs,
			explain: () => JSON.stringify(scene.evenkeel().controller.status().resources),
		});
	const endMs = world.clock.now() + longestMs;
	await settled();
	// A resource missing from an answer is found by the next full resync.
	for (let seen = await footprint(world); !sameLines(seen, expected, true); seen = await footprint(world)) {
		if (world.clock.now() > endMs) throw new Error(`It ended differently.\n${difference(expected, seen)}`);
		await world.advance(intervalMs);
		await settled();
	}
	await staysQuiet(scene, "It still writes");
	await scene.evenkeel().stop();
	scene.restart();
	await settled();
	await staysQuiet(scene, "A restarted controller finds something to do", 0);
	await scene.evenkeel().stop();
}

async function staysQuiet({ world, evenkeel }: Scene, sentence: string, from = evenkeel().sent.length): Promise<void> {
	await world.advance(quietPasses * intervalMs);
	const late = evenkeel().sent.slice(from);
	if (late.length === 0) return;
	throw new Error(`${sentence}: ${late.map(({ identity, call }) => `${call.operation} of ${identity}`).join(", ")}.`);
}

async function withStrangers(): Promise<VirtualWorld> {
	const world = createVirtualWorld();
	await world.ecs.send(new CreateClusterCommand({ clusterName: "theirs" }));
	await world.ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "theirs",
			containerDefinitions: [{ name: "a", image: "a", memory: 64 }],
		}),
	);
	await world.cloudMap.send(new CreateHttpNamespaceCommand({ Name: "theirs" }));
	await world.advance(60_000);
	return world;
}
