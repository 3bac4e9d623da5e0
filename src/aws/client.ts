/**
 * AWS as everything above this floor sees it: reads and calls. The SDK's own retries are off, so that every request is counted, paced and
 * repeated in one place, `attempts.ts`.
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
import { type LookUps, openLookUps } from "./look-ups.ts";
import type { ReadOperation, Reads } from "./operations.ts";
import { readable } from "./readable.ts";
import type { Read } from "./reads.ts";
import type { RequestListener } from "./requests.ts";
import { createSenders, type Sender } from "./senders.ts";
import { createSignatures, type MayBeSignedBy } from "./signatures.ts";

/** Which AWS is spoken to, and how. */
export interface AwsOptions extends AwsPlace {
	readonly clock: Clock;
	readonly random: Random;
	readonly budget: Budget;
	/** Ends whatever waits to be sent and the reads in flight; a write in flight has a little time left. */
	readonly signal?: AbortSignal;
	/** How long AWS may take; `defaultLimits` when absent. */
	readonly limits?: AwsLimits;
	/** Told of every request that was answered, or was not. */
	readonly onRequest?: RequestListener;
}

/** What AWS gave back for a call. */
export interface Sent extends CallResult {
	readonly answer: object;
}

/** What has to be so for a call to be sent. */
export interface SendConditions {
	/** It is signed with no other credentials. */
	readonly mayBeSignedBy?: MayBeSignedBy;
	/** Asked right before it is sent, each time that it is. */
	readonly isWanted?: () => boolean;
}

/** An AWS that can be read and written to. */
export interface Aws {
	readonly read: Read;
	/** Sends one call, as long as `conditions` hold. Rejects with an `AwsFailure`; its code is `unwanted` if nothing was sent. */
	readonly send: (call: Call, conditions?: SendConditions) => Promise<Sent>;
	/** The id of the access key with which an answer was asked for; undefined where no signature is looked at. */
	readonly signerOf: (answer: object) => string | undefined;
	/** What else of AWS may be asked, by SDK clients that need not be there. */
	readonly lookUps: LookUps;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

/** Opens clients for one account and region. Nothing is sent before the first read or call. */
export function createAws(options: AwsOptions): Aws {
	const { clock, requestHandler, limits = defaultLimits } = options;
	const config = clientConfig(options, clock, limits);
	const lookUps = openLookUps({ ...options, limits, config });
	const attempt = createAttempts({ ...options, limits });
	const signatures = createSignatures();
	const senders = createSenders(options, config, (client) => {
		checkTypes(client);
		if (!requestHandler) signatures.watch(client);
	});
	// In this process nobody asks for credentials.
	const prepare = ({ credentials }: Sender) => (requestHandler ? undefined : credentials);
	return {
		read: <O extends ReadOperation>(operation: O, input: Reads[O][0]) => {
			const sender = senders.of[operation];
			return attempt<Reads[O][1]>({
				...{ operation, isWrite: false, prepare: prepare(sender) },
				// The command of an operation gives that operation's output.
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
		lookUps,
		close: () => {
			senders.close();
			for (const { close } of Object.values(lookUps)) close();
		},
	};
}
