/**
 * The AWS client for all other modules: reads and calls. The SDK's own retries are disabled, so that requests are
 * counted, paced and retried in one place, `attempts.ts`.
 */
import type { Clock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import { checkTypes } from "./answer-types.ts";
import { type CallResult, callResult } from "./async-operations.ts";
import { createAttempts } from "./attempts.ts";
import type { Budget } from "./budget.ts";
import type { Call } from "./calls.ts";
import { type AwsPlace, clientConfig } from "./client-config.ts";
import { type AwsLimits, defaultLimits } from "./limits.ts";
import { type Lookups, openLookups } from "./lookups.ts";
import type { ReadOperation, Reads } from "./operations.ts";
import { readable } from "./readable.ts";
import type { Read } from "./reads.ts";
import type { RequestListener } from "./requests.ts";
import { createSenders, type Sender } from "./senders.ts";
import { createSignatures, type MayBeSignedBy } from "./signatures.ts";

/** Selects an AWS and how to send requests to it. */
export interface AwsOptions extends AwsPlace {
	readonly clock: Clock;
	readonly random: Random;
	readonly budget: Budget;
	/** Aborts waiting requests and reads in flight; a write in flight gets a grace period. */
	readonly signal?: AbortSignal;
	/** Time limits; `defaultLimits` if absent. */
	readonly limits?: AwsLimits;
	/** Called for every request, answered or not. */
	readonly onRequest?: RequestListener;
}

/** The result of a call. */
export interface Sent extends CallResult {
	readonly answer: object;
}

/** Conditions for sending a call. */
export interface SendConditions {
	/** Restricts the credentials that may sign the call. */
	readonly mayBeSignedBy?: MayBeSignedBy;
	/** Checked immediately before each attempt. */
	readonly isWanted?: () => boolean;
}

/** A client for reads and writes. */
export interface Aws {
	readonly read: Read;
	/**
	 * Sends one call while `conditions` hold. Rejects with an `AwsFailure`, with the code `unwanted` if nothing was
	 * sent.
	 */
	readonly send: (call: Call, conditions?: SendConditions) => Promise<Sent>;
	/** The access key id that signed the request for an answer; undefined if signatures are not tracked. */
	readonly signerOf: (answer: object) => string | undefined;
	/** Lookups in further AWS services, whose SDK clients may not be installed. */
	readonly lookups: Lookups;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

/** Creates the clients for one account and Region. Sends no request before the first read or call. */
export function createAws(options: AwsOptions): Aws {
	const { clock, requestHandler, limits = defaultLimits } = options;
	const config = clientConfig(options, clock, limits);
	const lookups = openLookups({ ...options, limits, config });
	const attempt = createAttempts({ ...options, limits });
	const signatures = createSignatures();
	const senders = createSenders(options, config, (client) => {
		checkTypes(client);
		if (!requestHandler) signatures.watch(client);
	});
	// An embedded AWS in this process needs no credentials.
	const prepare = ({ credentials }: Sender) => (requestHandler ? undefined : credentials);
	return {
		read: <O extends ReadOperation>(operation: O, input: Reads[O][0]) => {
			const sender = senders.of[operation];
			return attempt<Reads[O][1]>({
				...{ operation, isWrite: false, prepare: prepare(sender) },
				// The cast is safe: the command of an operation returns that operation's output.
				send: async (abortSignal) =>
					readable(operation, input, (await sender.send(input, { abortSignal })) as Reads[O][1]),
			});
		},
		signerOf: signatures.signerOf,
		send: async (call, { mayBeSignedBy, isWanted } = {}) => {
			const { operation, input } = call;
			if (mayBeSignedBy) signatures.require(input, operation, mayBeSignedBy);
			const sender = senders.of[operation];
			const answer = await attempt({
				...{ operation, isWrite: true, prepare: prepare(sender), isWanted },
				send: (abortSignal) => sender.send(input, { abortSignal }),
			});
			return { answer, ...callResult(operation, answer) };
		},
		lookups,
		close: () => {
			senders.close();
			for (const { close } of Object.values(lookups)) close();
		},
	};
}
