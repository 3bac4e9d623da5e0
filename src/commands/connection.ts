/**
 * Selects the AWS that a command connects to: real AWS as AWS's own variables and files configure it, a running `evenkeel
 * local` by `AWS_ENDPOINT_URL`, or an embedded one in this process.
 */
import { setMaxListeners } from "node:events";
import { createBudget } from "../aws/budget.ts";
import { type Aws, createAws } from "../aws/client.ts";
import { createEcr } from "../aws/ecr.ts";
import { operationOf } from "../aws/operations.ts";
import type { RequestListener } from "../aws/requests.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { ImageSource } from "../images/image-source.ts";
import { systemClock, type WallClock } from "../lib/clock.ts";
import { type Random, seededRandom } from "../lib/random.ts";
import type { Environment } from "../model/manifest.ts";
import { secretTexts } from "../model/redact.ts";
import { type CliContext, CommandFailure } from "./cli-context.ts";
import { embeddedRegion, openEmbedded } from "./embedded.ts";
import { embeddedImages, registryImages } from "./image-source.ts";
import type { AwsFlags } from "./options.ts";
import type { Redactor } from "./redactor.ts";

/** A connection to an AWS, with what belongs to it. */
export interface Connection {
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly random: Random;
	/** The embedded AWS, where it runs in this process. */
	readonly emulator?: Emulator;
	/** Resolves image tags; undefined where another process runs the embedded AWS, which invents digests. */
	readonly imageSource?: ImageSource;
	/** Aborts when the command ends for any reason: pending reads are abandoned, and nothing more is sent. */
	readonly signal: AbortSignal;
	/** Aborts the signal. */
	readonly end: () => void;
	readonly close: () => void;
}

/** evenkeel's share of each of AWS's request buckets; the rest is for people and other tools. */
const share = 0.5;

/** Connects to AWS, or starts an embedded one in this process with `--local`. Sends nothing yet. */
export function connect(
	context: CliContext,
	flags: AwsFlags,
	environment: Pick<Environment, "region" | "account"> | undefined,
	onRequest?: RequestListener,
): Connection {
	const clock = systemClock();
	const random = seededRandom(Date.now());
	const listener = onRequest ? { onRequest } : {};
	const { signal, end } = endingWith(context.signal);
	if (flags.local) {
		const emulator = openEmbedded(context, {
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
			signal,
			...listener,
		});
		return {
			aws: learning(aws, context.redactor),
			clock,
			random,
			emulator,
			imageSource: embeddedImages(emulator),
			signal,
			end,
			close: () => {
				end();
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
	const { env } = context;
	const endpoint = env.AWS_ENDPOINT_URL;
	const loopback = endpoint !== undefined && isLoopback(endpoint);
	const fallbackRegion = environment?.region ?? (loopback ? embeddedRegion : undefined);
	const aws = createAws({
		clock,
		random,
		signal,
		// Only evenkeel uses an AWS on this machine.
		budget: loopback ? async () => {} : createBudget(clock, share),
		...(endpoint ? { endpoint } : {}),
		...(fallbackRegion ? { fallbackRegion } : {}),
		// An embedded AWS accepts any credentials, so none are needed.
		anyCredentials: loopback && !env.AWS_ACCESS_KEY_ID && !env.AWS_PROFILE,
		...listener,
	});
	const ecr = createEcr(listener);
	return {
		aws: learning(aws, context.redactor),
		clock,
		random,
		signal,
		end,
		...(loopback ? {} : { imageSource: registryImages(context, ecr) }),
		close: () => {
			end();
			aws.close();
			ecr.close();
		},
	};
}

/** A value that AWS has in the place of a secret may be an earlier secret. */
function learning(aws: Aws, { learn }: Redactor): Aws {
	return {
		...aws,
		read: async (operation, input) => {
			const answer = await aws.read(operation, input);
			if (operationOf(operation).read?.hasSecrets) learn(secretTexts(answer, { isSure: true }));
			return answer;
		},
	};
}

/** A signal that aborts with `other`, or earlier. */
function endingWith(other: AbortSignal): Pick<Connection, "signal" | "end"> {
	const ending = new AbortController();
	const end = () => ending.abort();
	// Each request in flight adds a listener, and Node.js reports more than ten as a leak.
	setMaxListeners(0, ending.signal);
	other.addEventListener("abort", end, { once: true });
	if (other.aborted) end();
	return { signal: ending.signal, end };
}

function isLoopback(endpoint: string): boolean {
	try {
		return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
	} catch {
		return false;
	}
}
