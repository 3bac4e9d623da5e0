/**
 * Where a life is led: an AWS, and the controller that is alive at the moment. When it is killed the next one is started, with
 * the folder as it is by then.
 */
import type { Identity } from "../../src/model/identity.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { type UnrulyClock, unrulyClock } from "../support/unruly-clock.ts";
import type { RunningController, StartOptions, VirtualWorld } from "../support/virtual-world.ts";

/** Between two looks at what is well. */
export const intervalMs = 60_000;

export interface Scene {
	readonly world: VirtualWorld;
	/** What the folder declares in the course of the life. */
	readonly identities: readonly Identity[];
	/** When each request of the controllers was answered, or was not. */
	readonly requestTimesMs: readonly number[];
	/** The controller's, whichever is alive. */
	readonly clock: UnrulyClock;
	/** The controller that was started last. */
	readonly evenkeel: () => RunningController;
	readonly isDead: () => boolean;
	readonly restart: () => void;
	/** Gives the folder to the controller that is alive and to all that come after it. */
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
