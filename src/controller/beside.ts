/**
 * What goes on beside the passes, where it is wanted: the comparison of registries with tasks and records, and the questions
 * about images. Both look at what the passes have seen, and what they find out is an input of the next plan.
 */
import type { Aws } from "../aws/client.ts";
import { subjectsOf } from "../discovery/subject.ts";
import type { ImageSource } from "../images/image-source.ts";
import type { WallClock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import { allObserved, type Kinds } from "../model/kinds.ts";
import type { World } from "../model/world.ts";
import { createDiscoveryLoop, type DiscoveryPace } from "./discovery-loop.ts";
import type { SentCall } from "./execute.ts";
import { createImageLoop, type FollowedImage, type ImagePace } from "./image-loop.ts";
import type { PassInput } from "./pass-input.ts";

/** Which of them are wanted, and how often they look. */
export interface BesideOptions {
	/** How often registries are compared with tasks and records; absent for never. */
	readonly discovery?: DiscoveryPace;
	/** Whom to ask about new images, and how often; absent for nobody. */
	readonly images?: { readonly source: ImageSource; readonly pace: ImagePace };
}

/** Both of them, as the loop sees them. */
export interface Beside {
	/** Runs until `signal` aborts. */
	readonly run: (signal: AbortSignal) => Promise<unknown>;
	/** What is known by now, for a pass. */
	readonly found: () => Pick<PassInput, "mismatches" | "images">;
	/** Takes notice of a call that AWS has answered. */
	readonly noteSent: (sent: SentCall) => void;
}

/** Sets up what `options` want; nothing runs yet. */
export function createBeside(
	options: BesideOptions & {
		readonly aws: Pick<Aws, "read">;
		readonly clock: WallClock;
		readonly random: Random;
		readonly kinds: Kinds;
		readonly world: World;
		/** The owner whose resources are looked at; undefined while nothing is to be looked at. */
		readonly owner: () => string | undefined;
		/** Called when a later plan would see something else: with the resources that it is about. */
		readonly onChange: (identities: Iterable<Identity>) => void;
		/** Called with each bug, as often as it comes up. */
		readonly onBug: (bug: Bug) => void;
	},
): Beside {
	const { world, owner } = options;
	const discovery =
		options.discovery &&
		createDiscoveryLoop({
			...options,
			pace: options.discovery,
			subjects: () => {
				const ours = owner();
				return ours === undefined ? [] : subjectsOf(world, ours);
			},
		});
	const images =
		options.images &&
		createImageLoop({
			...options,
			...options.images,
			running: () => (owner() === undefined ? [] : followedImages(options.kinds, world, options.onBug)),
		});
	return {
		run: (signal) => Promise.all([discovery?.run(signal), images?.run(signal)]),
		found: () => ({
			...(discovery ? { mismatches: discovery.mismatches() } : {}),
			...(images ? { images: images.news() } : {}),
		}),
		noteSent: (sent) => {
			discovery?.noteSent(sent);
			images?.noteSent(sent);
		},
	};
}

/** The images that resources of all kinds run, as last seen, in the order of their identities. */
function followedImages(kinds: Kinds, world: World, onBug: (bug: Bug) => void): readonly FollowedImage[] {
	const found = kinds.inCreationOrder.flatMap((some) =>
		some((kind) => {
			const { images } = kind;
			if (!images) return [];
			return [...allObserved(kind, world)].flatMap(([identity, observed]) => {
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
