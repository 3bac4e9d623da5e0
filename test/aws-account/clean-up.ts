/**
 * Removes everything that a run has made, by its prefix and owner, whatever became of the run. It does not use evenkeel, whose
 * fault may be why something is left, and remembers nothing: it lists, deletes what AWS lets go, and lists again.
 */
import { type Clock, sleep } from "../../src/lib/clock.ts";
import type { AwsClients } from "../support/virtual-world.ts";
import type { Sweep } from "./ownership.ts";
import { sweepNamespaces } from "./sweep-cloud-map.ts";
import { sweepClusters, sweepTaskDefinitions } from "./sweep-ecs.ts";

const betweenSweepsMs = 5_000;
/** A namespace that was being made when the run ended shows up a minute later. */
const lateComersMs = 90_000;
/** Draining tasks take two minutes, deleting a namespace one. */
const longestMs = 1_200_000;

/** What is left when it ends, each with AWS's reason where there is one; empty when nothing is. */
export async function cleanUp(clients: AwsClients, clock: Clock, prefix: string): Promise<readonly string[]> {
	const untilMs = clock.now() + longestMs;
	let emptySinceMs: number | undefined;
	for (;;) {
		const left = await sweepOnce(clients, prefix);
		const nowMs = clock.now();
		emptySinceMs = left.length > 0 ? undefined : (emptySinceMs ?? nowMs);
		if (emptySinceMs !== undefined && nowMs - emptySinceMs >= lateComersMs) return [];
		if (nowMs >= untilMs) return left;
		await sleep(clock, left.length > 0 ? betweenSweepsMs : lateComersMs);
	}
}

async function sweepOnce(clients: AwsClients, prefix: string): Promise<readonly string[]> {
	const left: string[] = [];
	const { ecs, cloudMap, route53 } = clients;
	const sweep: Sweep = { ecs, cloudMap, route53, prefix, left };
	// A list that fails is one more reason why something may be left.
	const attempt = async (what: string, part: (sweep: Sweep) => Promise<void>) => {
		try {
			await part(sweep);
		} catch (error) {
			left.push(`${what} could not be listed: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	// Services first: no task starts after that, and what AWS does not let go yet the next sweep tries again.
	await attempt("clusters", sweepClusters);
	await attempt("task definitions", sweepTaskDefinitions);
	await attempt("namespaces", sweepNamespaces);
	return left;
}
