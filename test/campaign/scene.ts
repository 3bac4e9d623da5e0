/**
 * The environment of a run: an AWS and the current controller. After a kill the next controller starts with the current
 * folder.
 */
import type { Identity } from "../../src/model/identity.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { type UnrulyClock, unrulyClock } from "../support/unruly-clock.ts";
import type { RunningController, StartOptions, VirtualWorld } from "../support/virtual-world.ts";

/** The interval of observations of synced resources. */
export const intervalMs = 60_000;

export interface Scene {
	readonly world: VirtualWorld;
	/** The identities that the folder declares during the run. */
	readonly identities: readonly Identity[];
	/** When each request of the controllers was answered or failed. */
	readonly requestTimesMs: readonly number[];
	/** The clock of every controller. */
	readonly clock: UnrulyClock;
	/** The current controller. */
	readonly evenkeel: () => RunningController;
	readonly isDead: () => boolean;
	readonly restart: () => void;
	/** Passes the folder to the current controller and to all later ones. */
	readonly accept: (manifests: Snapshot) => void;
	readonly manifests: () => Snapshot | undefined;
	/** Kills the controller at its n-th write from now on; the returned function tells whether it has happened. */
	readonly killAt: (when: "before" | "after", write: number) => () => boolean;
	readonly spare: () => void;
}

/** A scene with a controller that has read nothing yet. */
export function openScene(
	world: VirtualWorld,
	identities: readonly Identity[],
	listeners: Pick<StartOptions, "onSent" | "beforeCall"> = {},
): Scene {
	const clock = unrulyClock(world.clock);
	let fate: { readonly when: "before" | "after"; left: number } | undefined;
	let dead = false;
	let manifests: Snapshot | undefined;
	const requestTimesMs: number[] = [];
	const meet = (when: "before" | "after") => {
		if (fate?.when !== when) return;
		fate.left -= 1;
		if (fate.left === 0) throw new Error("The controller is killed.");
	};
	const start = (): RunningController => {
		dead = false;
		const evenkeel = world.start({
			...listeners,
			intervalMs,
			clock,
			beforeCall: (call, count) => {
				listeners.beforeCall?.(call, count);
				meet("before");
			},
			afterCall: () => meet("after"),
			onRequest: () => void requestTimesMs.push(world.clock.now()),
		});
		evenkeel.ended.catch(() => {
			dead = true;
		});
		if (manifests) evenkeel.accept(manifests);
		return evenkeel;
	};
	let evenkeel = start();
	return {
		world,
		identities,
		requestTimesMs,
		clock,
		evenkeel: () => evenkeel,
		isDead: () => dead,
		restart: () => {
			evenkeel = start();
		},
		accept: (next) => {
			manifests = next;
			evenkeel.accept(next);
		},
		manifests: () => manifests,
		killAt: (when, write) => {
			const own = { when, left: write };
			fate = own;
			return () => own.left <= 0;
		},
		spare: () => {
			fate = undefined;
		},
	};
}
