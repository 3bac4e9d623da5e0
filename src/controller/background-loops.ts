/**
 * The optional background loops: discovery checks compare Cloud Map services with tasks and records, and image checks
 * query image registries. They read the observed state, and their results are inputs of the next plan.
 */
import type { Aws } from "../aws/client.ts";
import { registryTargets } from "../discovery/registry-target.ts";
import type { ImageSource } from "../images/image-source.ts";
import type { WallClock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import { allObserved, type Kinds } from "../model/kinds.ts";
import type { ObservedState } from "../model/observed-state.ts";
import { createDiscoveryLoop, type DiscoveryPace } from "./discovery-loop.ts";
import type { SentCall } from "./execute.ts";
import { createImageLoop, type FollowedImage, type ImagePace } from "./image-loop.ts";
import type { ReconcileInput } from "./reconcile-input.ts";

/** Which background loops run, and at which interval. */
export interface BackgroundOptions {
	/** How often registries are compared with tasks and records; absent to disable the check. */
	readonly discovery?: DiscoveryPace;
	/** The source and interval of image checks; absent to disable them. */
	readonly images?: { readonly source: ImageSource; readonly pace: ImagePace };
}

/** The background loops, as the controller loop sees them. */
export interface BackgroundLoops {
	/** Runs until `signal` aborts. */
	readonly run: (signal: AbortSignal) => Promise<unknown>;
	/** The current results, for a reconcile. */
	readonly results: () => Pick<ReconcileInput, "mismatches" | "images">;
	/** Records a call that AWS has answered. */
	readonly noteSent: (sent: SentCall) => void;
}

/** Creates the loops that `options` enable. Nothing runs until `run` is called. */
export function createBackgroundLoops(
	options: BackgroundOptions & {
		readonly aws: Pick<Aws, "read">;
		readonly clock: WallClock;
		readonly random: Random;
		readonly kinds: Kinds;
		readonly observedState: ObservedState;
		/** The owner whose resources are checked; undefined to check nothing. */
		readonly owner: () => string | undefined;
		/** Called when the results change, with the affected resources. */
		readonly onChange: (identities: Iterable<Identity>) => void;
		/** Called with each bug, each time it occurs. */
		readonly onBug: (bug: Bug) => void;
	},
): BackgroundLoops {
	const { observedState, owner } = options;
	const discovery =
		options.discovery &&
		createDiscoveryLoop({
			...options,
			pace: options.discovery,
			targets: () => {
				const ours = owner();
				return ours === undefined ? [] : registryTargets(observedState, ours);
			},
		});
	const images =
		options.images &&
		createImageLoop({
			...options,
			...options.images,
			running: () => (owner() === undefined ? [] : followedImages(options.kinds, observedState, options.onBug)),
		});
	return {
		run: (signal) => Promise.all([discovery?.run(signal), images?.run(signal)]),
		results: () => ({
			...(discovery ? { mismatches: discovery.mismatches() } : {}),
			...(images ? { images: images.states() } : {}),
		}),
		noteSent: (sent) => {
			discovery?.noteSent(sent);
			images?.noteSent(sent);
		},
	};
}

/** The images that resources of all kinds run, as last observed, ordered by identity. */
function followedImages(
	kinds: Kinds,
	observedState: ObservedState,
	onBug: (bug: Bug) => void,
): readonly FollowedImage[] {
	const found = kinds.inCreationOrder.flatMap((some) =>
		some((kind) => {
			const { images } = kind;
			if (!images) return [];
			return [...allObserved(kind, observedState)].flatMap(([identity, observed]) => {
				try {
					return images.running(observed).map((image) => ({ identity, ...image }));
				} catch (error) {
					onBug({ kind: kind.name, identity, error });
					return [];
				}
			});
		}),
	);
	return found.sort((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0));
}
