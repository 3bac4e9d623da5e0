/**
 * Asks registries about the images that services run, beside the passes: a registry that hangs or fails holds nothing up, and
 * is asked ever more rarely. What it says is an input of later plans.
 */

import { ImageFailure, type ImageSource } from "../images/image-source.ts";
import type { RunningImage } from "../kinds/service/deployed-images.ts";
import { type Clock, sleep } from "../lib/clock.ts";
import { groupBy } from "../lib/group.ts";
import { sameJson } from "../lib/json.ts";
import type { Random } from "../lib/random.ts";
import type { Identity } from "../model/identity.ts";
import type { ImageNews, ImagesNews, NewerImage } from "../model/images.ts";
import type { SentCall } from "./execute.ts";

/** Pauses in milliseconds. */
export interface ImagePace {
	/** Between two questions for an image. */
	readonly intervalMs: number;
	/** After the first failure; doubled with each further one. */
	readonly firstBackoffMs: number;
	readonly longestBackoffMs: number;
}

export function imagePaceOf(intervalMs: number): ImagePace {
	return { intervalMs, firstBackoffMs: 30_000, longestBackoffMs: Math.max(3_600_000, intervalMs) };
}

export interface ImageLoop {
	/** Runs until `signal` aborts. */
	readonly run: (signal: AbortSignal) => Promise<void>;
	readonly news: () => ImagesNews;
	/** Takes notice of a call that AWS took: the same digest is not deployed twice. */
	readonly noteSent: (sent: SentCall) => void;
}

/** What is known of a tag. */
interface Known {
	readonly nextMs: number;
	readonly failures: number;
	readonly digests?: readonly string[];
	/** When the last question was asked. */
	readonly askedAtMs?: number;
	readonly trouble?: string;
}

/** How often it is looked whether there is something to ask. */
const tickMs = 5_000;
/** Questions are spread over this part of the interval. */
const spread = 0.1;

export function createImageLoop(options: {
	readonly source: ImageSource;
	readonly clock: Clock;
	readonly random: Random;
	readonly pace: ImagePace;
	/** The images to ask for, as known now. */
	readonly running: () => readonly RunningImage[];
	/** Called with the services of which something else is known now. */
	readonly onChange: (services: Iterable<Identity>) => void;
}): ImageLoop {
	const { source, clock, random, pace } = options;
	const known = new Map<string, Known>();
	/** Since when each service was seen to run a digest: an older answer may be older than its deployment. */
	const since = new Map<string, number>();
	/** The digest that each service was deployed for, by service and image. */
	const deployedFor = new Map<string, string>();
	let published: ImagesNews = new Map();

	/** A new sight asks anew, since what was known may be older; a registry that fails is left in peace. */
	function note(running: readonly RunningImage[]): void {
		const keys = new Set(running.map(sightKey));
		const images = new Set(running.map(({ image }) => image));
		for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
		for (const image of known.keys()) if (!images.has(image)) known.delete(image);
		for (const one of running) {
			if (since.has(sightKey(one))) continue;
			since.set(sightKey(one), clock.now());
			const before = known.get(one.image);
			if (!before?.trouble) known.set(one.image, { ...before, failures: 0, nextMs: clock.now() });
		}
	}

	async function ask(image: string, before: Known, signal: AbortSignal): Promise<Known> {
		const askedAtMs = clock.now();
		try {
			const { digests } = await source(image, signal);
			const nextMs = clock.now() + pace.intervalMs * (1 - random() * spread);
			return { nextMs, failures: 0, digests, askedAtMs };
		} catch (failure) {
			if (!(failure instanceof ImageFailure)) throw failure;
			const pauseMs = Math.min(pace.firstBackoffMs * 2 ** before.failures, pace.longestBackoffMs);
			const trouble = `It is not known whether there is a new image under ${image}: ${failure.message}`;
			const nextMs = clock.now() + pauseMs * (0.5 + random() / 2);
			return { nextMs, failures: before.failures + 1, askedAtMs, trouble };
		}
	}

	function publish(running: readonly RunningImage[]): void {
		const before = published;
		published = new Map(
			[...groupBy(running, ({ service }) => service)].map(([service, images]) => [service, newsOf(images)]),
		);
		const changed = [...new Set([...before.keys(), ...published.keys()])].filter(
			(service) => !sameJson(before.get(service) ?? noNews, published.get(service) ?? noNews),
		);
		if (changed.length > 0) options.onChange(changed);
	}

	function newsOf(images: readonly RunningImage[]): ImageNews {
		const newer: NewerImage[] = [];
		const troubles: string[] = [];
		for (const one of images) {
			const { digests, askedAtMs = 0, trouble } = known.get(one.image) ?? { digests: undefined };
			if (trouble) troubles.push(trouble);
			const isOlder = askedAtMs < (since.get(sightKey(one)) ?? 0);
			const [latest] = digests ?? [];
			if (!digests || latest === undefined || isOlder || digests.includes(one.digest)) continue;
			const isRepeated = deployedFor.get(serviceKey(one)) === latest;
			newer.push({ image: one.image, deployed: one.digest, digests, isRepeated });
			if (isRepeated) {
				troubles.push(`It was deployed once more for ${latest} under ${one.image}, and ECS still runs ${one.digest}.`);
			}
		}
		return { newer, troubles };
	}

	return {
		news: () => published,
		noteSent: ({ identity, call, failure }) => {
			if (failure || call.operation !== "ecs:UpdateService" || !call.input.forceNewDeployment) return;
			for (const { image, digests } of published.get(identity)?.newer ?? []) {
				if (digests[0]) deployedFor.set(serviceKey({ service: identity, image }), digests[0]);
			}
		},
		run: async (signal) => {
			while (!signal.aborted) {
				note(options.running());
				for (const [image, before] of [...known]) {
					if (signal.aborted) return;
					if (before.nextMs > clock.now()) continue;
					const after = await ask(image, before, signal);
					if (known.has(image)) known.set(image, after);
				}
				// What runs may have changed while a registry took its time.
				publish(options.running());
				await sleep(clock, tickMs, signal);
			}
		},
	};
}

const noNews: ImageNews = { newer: [], troubles: [] };

function sightKey({ service, image, digest }: RunningImage): string {
	return `${service} ${image} ${digest}`;
}

function serviceKey({ service, image }: Pick<RunningImage, "service" | "image">): string {
	return `${service} ${image}`;
}
