/**
 * Asks registries about the images that services run, beside the passes: a registry that hangs or fails holds nothing up, and
 * is asked ever more rarely. What it says is an input of later plans.
 */
import { ImageFailure, type ImageSource } from "../images/image-source.ts";
import type { Clock } from "../lib/clock.ts";
import { groupBy } from "../lib/group.ts";
import { sameJson } from "../lib/json.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { ImageNews, ImagesNews, NewerImage, RunningImage } from "../model/images.ts";
import { because, type Reason } from "../model/reason.ts";
import type { SentCall } from "./execute.ts";
import { type Backoff, backoffPause, spreadInterval } from "./pauses.ts";
import { createRounds } from "./rounds.ts";

/** Pauses in milliseconds. */
export interface ImagePace extends Backoff {
	/** Between two questions for an image. */
	readonly intervalMs: number;
}

/** The pauses for an interval. A registry that fails is asked again after half a minute, and later once an hour. */
export function imagePaceOf(intervalMs: number): ImagePace {
	return { intervalMs, firstBackoffMs: 30_000, longestBackoffMs: Math.max(3_600_000, intervalMs) };
}

/** An image that a resource runs. */
export interface FollowedImage extends RunningImage {
	readonly identity: Identity;
}

/** The loop, and what it has found out. */
export interface ImageLoop {
	/** Runs until `signal` aborts. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	/** What registries have said, as far as it is about what runs. */
	readonly news: () => ImagesNews;
	/** Takes notice of a call that AWS took: the same digest is not deployed twice. */
	readonly noteSent: (sent: SentCall) => void;
}

/** What is known of a tag. */
interface Known {
	/** How often in a row asking has failed. */
	readonly failures: number;
	readonly digests?: readonly string[];
	/** When the last question was asked. */
	readonly askedAtMs?: number;
	readonly trouble?: Reason;
}

/** How often it is looked whether there is something to ask. */
const tickMs = 5_000;

/** A loop that has asked nobody yet. */
export function createImageLoop(options: {
	readonly source: ImageSource;
	readonly clock: Clock;
	readonly random: Random;
	readonly pace: ImagePace;
	/** The images to ask for, as known now. */
	readonly running: () => readonly FollowedImage[];
	/** Called with the resources of which something else is known now. */
	readonly onChange: (identities: Iterable<Identity>) => void;
	/** Called with each bug, as often as it comes up. */
	readonly onBug: (bug: Bug) => void;
}): ImageLoop {
	const { source, clock, random, pace } = options;
	const known = new Map<string, Known>();
	/** Since when each resource was seen to run a digest: an older answer may be older than its deployment. */
	const since = new Map<string, number>();
	/** The digest that each resource was deployed for, by resource and image. */
	const deployedFor = new Map<string, string>();
	let published: ImagesNews = new Map();

	/** Gives the images to ask for. A new sight asks anew, since what was known may be older; a registry that fails is left in peace. */
	function note(running: readonly FollowedImage[]): ReadonlyMap<string, string> {
		const keys = new Set(running.map(sightKey));
		const images = new Set(running.map(({ image }) => image));
		for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
		for (const image of known.keys()) if (!images.has(image)) known.delete(image);
		for (const one of running) {
			if (since.has(sightKey(one))) continue;
			since.set(sightKey(one), clock.now());
			if (!known.get(one.image)?.trouble) rounds.lookAt(one.image, clock.now());
		}
		return new Map([...images].map((image) => [image, image]));
	}

	async function ask(image: string, signal: AbortSignal): Promise<number> {
		const askedAtMs = clock.now();
		try {
			const { digests } = await source(image, signal);
			known.set(image, { failures: 0, digests, askedAtMs });
			return spreadInterval(pace.intervalMs, random);
		} catch (failure) {
			if (!(failure instanceof ImageFailure)) throw failure;
			const { failures } = known.get(image) ?? { failures: 0 };
			const trouble = because("ImageTagUnknown", { image, said: failure.message });
			known.set(image, { failures: failures + 1, askedAtMs, trouble });
			return backoffPause(pace, failures, random);
		}
	}

	const rounds = createRounds({
		...{ clock, tickMs, look: ask },
		onBug: (error) => options.onBug({ kind: "Service", error }),
		subjects: () => note(options.running()),
		// What runs may have changed while a registry took its time.
		afterRound: () => publish(options.running()),
	});

	function publish(running: readonly FollowedImage[]): void {
		const before = published;
		published = new Map(
			[...groupBy(running, ({ identity }) => identity)].map(([identity, images]) => [identity, newsOf(images)]),
		);
		const changed = [...new Set([...before.keys(), ...published.keys()])].filter(
			(identity) => !sameJson(before.get(identity) ?? noNews, published.get(identity) ?? noNews),
		);
		if (changed.length > 0) options.onChange(changed);
	}

	function newsOf(images: readonly FollowedImage[]): ImageNews {
		const newer: NewerImage[] = [];
		const troubles: Reason[] = [];
		for (const one of images) {
			const { digests, askedAtMs = 0, trouble } = known.get(one.image) ?? { digests: undefined };
			if (trouble) troubles.push(trouble);
			const isOlder = askedAtMs < (since.get(sightKey(one)) ?? 0);
			const [latest] = digests ?? [];
			if (!digests || latest === undefined || isOlder || digests.includes(one.digest)) continue;
			const isRepeated = deployedFor.get(tagKey(one)) === latest;
			newer.push({ image: one.image, deployed: one.digest, digests, isRepeated });
			if (isRepeated) {
				troubles.push(because("DigestNotDeployed", { image: one.image, digest: latest, deployed: one.digest }));
			}
		}
		return { newer, troubles };
	}

	return {
		news: () => published,
		noteSent: ({ identity, rollout, failure }) => {
			if (failure || !rollout) return;
			// Whatever a deployment is for, it looks each tag up anew.
			for (const { image, digests } of published.get(identity)?.newer ?? []) {
				if (digests[0]) deployedFor.set(tagKey({ identity, image }), digests[0]);
			}
		},
		run: rounds.run,
	};
}

const noNews: ImageNews = { newer: [], troubles: [] };

function sightKey({ identity, image, digest }: FollowedImage): string {
	return `${identity} ${image} ${digest}`;
}

function tagKey({ identity, image }: Pick<FollowedImage, "identity" | "image">): string {
	return `${identity} ${image}`;
}
