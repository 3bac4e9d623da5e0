/**
 * Controllers that are killed: at a call, as by SIGKILL, or after each reconcile. Their memory is lost, and AWS
 * continues.
 */
import { expect } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { StartOptions, VirtualWorld } from "./virtual-world.ts";

/** Starts a controller that is killed at its n-th call, before or after AWS accepts the call. */
export async function lifeEndingAt(
	world: VirtualWorld,
	manifests: Snapshot,
	[when, fatal, operation]: readonly [when: "before" | "after", call: number, operation: string],
): Promise<void> {
	const crash: StartOptions["beforeCall"] = (call, count) => {
		if (count !== fatal) return;
		expect(call.operation).toBe(operation);
		throw new Error("The controller is killed.");
	};
	const evenkeel = world.start(when === "before" ? { beforeCall: crash } : { afterCall: crash });
	let dead = false;
	const death = expect(evenkeel.ended).rejects.toThrow("The controller is killed.");
	evenkeel.ended.catch(() => {
		dead = true;
	});
	evenkeel.accept(manifests);
	await world.until(() => dead);
	await death;
}

/** Starts controllers in sequence, each killed after its first reconcile, until `done`. */
export async function inRunsOfOneReconcile(
	world: VirtualWorld,
	manifests: Snapshot,
	done: () => Promise<boolean>,
): Promise<void> {
	for (let lives = 0; !(await done()); lives++) {
		if (lives > 100) throw new Error("Not done after a hundred controllers.");
		let dead = false;
		const evenkeel = world.start({
			onReconcile: () => {
				throw new Error("The controller is killed.");
			},
		});
		evenkeel.ended.catch(() => {
			dead = true;
		});
		evenkeel.accept(manifests);
		await world.until(() => dead);
		await world.advance(4_000);
	}
}
