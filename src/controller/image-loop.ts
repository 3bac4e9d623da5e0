/**
 * Queries image registries for newer images of running services, in the background. A slow or failing image registry
 * delays no reconcile and is queried with backoff; its answers are inputs of later plans.
 */
import { ImageFailure, type ImageSource } from "../images/image-source.ts";
import type { Clock } from "../lib/clock.ts";
import { groupBy } from "../lib/group.ts";
import { sameJson } from "../lib/json.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { ImageState, ImageStates, NewerImage, RunningImage } from "../model/images.ts";
import { because, type Reason } from "../model/reason.ts";
import { type Backoff, backoffDelay, spreadInterval } from "./backoff.ts";
import type { SentCall } from "./execute.ts";
import { createRoundRobin } from "./round-robin.ts";

/** Intervals in milliseconds. */
export interface ImagePace extends Backoff {
	/** Between two queries for an image. */
	readonly intervalMs: number;
}

/** The intervals for `intervalMs`. A failing image registry is queried again after 30 seconds, and finally once an hour. */
export function imagePaceOf(intervalMs: number): ImagePace {
	return { intervalMs, firstBackoffMs: 30_000, maxBackoffMs: Math.max(3_600_000, intervalMs) };
}

/** An image that a resource runs. */
export interface FollowedImage extends RunningImage {
	readonly identity: Identity;
}

/** The loop, and its results. */
export interface ImageLoop {
	/** Runs until `signal` aborts. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	/** Results of the image registries for the images that run. */
	readonly states: () => ImageStates;
	/** Records a call that AWS accepted: the same digest is not deployed twice. */
	readonly noteSent: (sent: SentCall) => void;
}

/** The last result for a tag. */
interface Known {
	/** Consecutive failed queries. */
	readonly failures: number;
	readonly digests?: readonly string[];
	/** Time of the last query. */
	readonly askedAtMs?: number;
	readonly trouble?: Reason;
}

/** Interval at which the loop checks for due queries. */
const tickMs = 5_000;

/** Creates a loop that has not queried any image registry. */
export function createImageLoop(options: {
	readonly source: ImageSource;
	readonly clock: Clock;
	readonly random: Random;
	readonly pace: ImagePace;
	/** The images to query, as known now. */
	readonly running: () => readonly FollowedImage[];
	/** Called with the resources whose results have changed. */
	readonly onChange: (identities: Iterable<Identity>) => void;
	/** Called with each bug, each time it occurs. */
	readonly onBug: (bug: Bug) => void;
}): ImageLoop {
	const { source, clock, random, pace } = options;
	const known = new Map<string, Known>();
	/** When each resource was first observed to run a digest. An older answer may predate its deployment. */
	const since = new Map<string, number>();
	/** The last digest that each resource was deployed for, by resource and image. */
	const deployedFor = new Map<string, string>();
	let published: ImageStates = new Map();

	/**
	 * Returns the images to query. A newly observed digest triggers a new query, since the last answer may be outdated;
	 * a failing image registry keeps its backoff.
	 */
	function note(running: readonly FollowedImage[]): ReadonlyMap<string, string> {
		const keys = new Set(running.map(observationKey));
		const images = new Set(running.map(({ image }) => image));
		for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
		for (const image of known.keys()) if (!images.has(image)) known.delete(image);
		for (const one of running) {
			if (since.has(observationKey(one))) continue;
			since.set(observationKey(one), clock.now());
			if (!known.get(one.image)?.trouble) roundRobin.lookAt(one.image, clock.now());
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
			return backoffDelay(pace, failures, random);
		}
	}

	const roundRobin = createRoundRobin({
		...{ clock, tickMs, check: ask },
		onBug: (error) => options.onBug({ kind: "Service", error }),
		targets: () => note(options.running()),
		// The running images may have changed while an image registry answered slowly.
		afterRound: () => publish(options.running()),
	});

	function publish(running: readonly FollowedImage[]): void {
		const before = published;
		published = new Map(
			[...groupBy(running, ({ identity }) => identity)].map(([identity, images]) => [identity, stateOf(images)]),
		);
		const changed = [...new Set([...before.keys(), ...published.keys()])].filter(
			(identity) => !sameJson(before.get(identity) ?? noStates, published.get(identity) ?? noStates),
		);
		if (changed.length > 0) options.onChange(changed);
	}

	function stateOf(images: readonly FollowedImage[]): ImageState {
		const newer: NewerImage[] = [];
		const troubles: Reason[] = [];
		for (const one of images) {
			const { digests, askedAtMs = 0, trouble } = known.get(one.image) ?? { digests: undefined };
			if (trouble) troubles.push(trouble);
			const isOlder = askedAtMs < (since.get(observationKey(one)) ?? 0);
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
		states: () => published,
		noteSent: ({ identity, rollout, failure }) => {
			if (failure || !rollout) return;
			// Any deployment resolves every tag again, regardless of its cause.
			for (const { image, digests } of published.get(identity)?.newer ?? []) {
				if (digests[0]) deployedFor.set(tagKey({ identity, image }), digests[0]);
			}
		},
		run: roundRobin.run,
	};
}

const noStates: ImageState = { newer: [], troubles: [] };

function observationKey({ identity, image, digest }: FollowedImage): string {
	return `${identity} ${image} ${digest}`;
}

function tagKey({ identity, image }: Pick<FollowedImage, "identity" | "image">): string {
	return `${identity} ${image}`;
}
