/**
 * Which AWS a command speaks to: the real one as AWS's own variables and files say, a running `evenkeel local` by
 * `AWS_ENDPOINT_URL`, or an embedded one in this process.
 */

import { createBudget } from "../aws/budget.ts";
import { type Aws, createAws } from "../aws/client.ts";
import { createEcr } from "../aws/ecr.ts";
import type { RequestListener } from "../aws/requests.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { ImageSource } from "../images/image-source.ts";
import { systemClock, type WallClock } from "../lib/clock.ts";
import { type Random, seededRandom } from "../lib/random.ts";
import type { Environment } from "../model/manifest.ts";
import { embeddedRegion, openEmbedded } from "./embedded.ts";
import { embeddedImages, registryImages } from "./image-source.ts";
import type { AwsFlags } from "./options.ts";
import { CommandFailure, type Surface } from "./surface.ts";

/** An AWS that can be spoken to, and what else of the world it brings along. */
export interface Connection {
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly random: Random;
	/** The embedded AWS, where it runs in this process. */
	readonly emulator?: Emulator;
	/** Whom to ask what is under the tag of an image; nobody where another program's embedded AWS makes digests up. */
	readonly imageSource?: ImageSource;
	readonly close: () => void;
}

/** The part of every one of AWS's request buckets that we take; the rest is for people and other tools. */
const share = 0.5;

/** Connects to AWS, or opens an embedded one in this process with `--local`. Nothing is sent yet. */
export function connect(
	surface: Surface,
	flags: AwsFlags,
	environment: Pick<Environment, "region" | "account"> | undefined,
	onRequest?: RequestListener,
): Connection {
	const clock = systemClock();
	const random = seededRandom(Date.now());
	const listener = onRequest ? { onRequest } : {};
	if (flags.local) {
		const emulator = openEmbedded(surface, {
			...(environment?.account ? { account: environment.account } : {}),
			...flags,
			...(environment?.region ? { region: environment.region } : {}),
		});
		const { region, requestHandler } = emulator;
		const aws = createAws({
			region,
			requestHandler,
			clock,
			random,
			budget: async () => {},
			signal: surface.signal,
			...listener,
		});
		return {
			aws,
			clock,
			random,
			emulator,
			imageSource: embeddedImages(emulator),
			close: () => {
				aws.close();
				emulator.stop();
			},
		};
	}
	if (flags.account) {
		throw new CommandFailure(
			'--account goes with --local. On real AWS, write the "account" into the environment document.',
		);
	}
	const { env } = surface;
	const endpoint = env.AWS_ENDPOINT_URL;
	const loopback = endpoint !== undefined && isLoopback(endpoint);
	const fallbackRegion = environment?.region ?? (loopback ? embeddedRegion : undefined);
	const aws = createAws({
		clock,
		random,
		signal: surface.signal,
		// Nobody else needs a share of an AWS on this machine.
		budget: loopback ? async () => {} : createBudget(clock, share),
		...(endpoint ? { endpoint } : {}),
		...(fallbackRegion ? { fallbackRegion } : {}),
		// An embedded AWS takes any credentials, so a laptop without any can join it.
		anyCredentials: loopback && !env.AWS_ACCESS_KEY_ID && !env.AWS_PROFILE,
		...listener,
	});
	const ecr = createEcr(listener);
	return {
		aws,
		clock,
		random,
		...(loopback ? {} : { imageSource: registryImages(surface, ecr) }),
		close: () => {
			aws.close();
			ecr.close();
		},
	};
}

function isLoopback(endpoint: string): boolean {
	try {
		return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
	} catch {
		return false;
	}
}
