/**
 * SDK clients that are optional dependencies: loaded at the first request, so that who does not ask for their part of AWS needs
 * none of them. Nothing is retried here: who asks by these comes again later by himself.
 */
import type { Clock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import { checkTypes } from "./answer-types.ts";
import type { Budget } from "./budget.ts";
import type { ClientConfig } from "./client-config.ts";
import { translate } from "./failure.ts";
import { type AwsLimits, notSent, unanswered } from "./limits.ts";
import { type AnswerRule, readable } from "./readable.ts";
import { type RequestListener, requestTeller } from "./requests.ts";

/** The optional dependency was not installed. */
export class SdkMissing extends Error {
	constructor(packageName: string) {
		super(`The package ${packageName} is not installed. Install it beside evenkeel: npm install ${packageName}`);
	}
}

/** What each read takes and gives, by operation. */
type Shapes<Reads> = { readonly [O in keyof Reads]: readonly [input: object, output: object] };

/** What an SDK client has beside its operations. */
interface SdkClient {
	readonly middlewareStack: object;
	readonly config: { readonly credentials: () => Promise<unknown> };
	destroy(): void;
}

interface SendOptions {
	readonly abortSignal: AbortSignal;
}

/** One service of AWS, and how its SDK package is used. */
export interface OptionalService<Sdk, Client extends SdkClient, Reads extends Shapes<Reads>> {
	readonly packageName: string;
	/** The name is written out for the bundler, and stands in no `try`, where it would let the package be missing. */
	readonly load: () => Promise<Sdk>;
	readonly open: (sdk: Sdk, config: ClientConfig) => Client;
	readonly readers: {
		readonly [O in keyof Reads]: (
			sdk: Sdk,
			client: Client,
			input: Reads[O][0],
			options: SendOptions,
		) => Promise<Reads[O][1]>;
	};
	readonly rules: { readonly [O in keyof Reads]: AnswerRule };
}

/** Asks the service of a region; without a region, that of the place itself. Rejects with an `AwsFailure`, or with `SdkMissing`. */
export type OptionalRead<Reads extends Shapes<Reads>> = <O extends keyof Reads & string>(
	region: string | undefined,
	operation: O,
	input: Reads[O][0],
	signal: AbortSignal,
) => Promise<Reads[O][1]>;

/** A service that may be asked. */
export interface OptionalClient<Reads extends Shapes<Reads>> {
	readonly read: OptionalRead<Reads>;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

/** How a service is asked. */
export interface OptionalOptions {
	readonly config: ClientConfig;
	readonly clock: Clock;
	readonly limits: AwsLimits;
	readonly budget?: Budget;
	readonly onRequest?: RequestListener;
}

/** Nothing is loaded or opened before the first read. */
export function openOptional<Sdk, Client extends SdkClient, Reads extends Shapes<Reads>>(
	{ packageName, load, open, readers, rules }: OptionalService<Sdk, Client, Reads>,
	{ config, clock, limits, budget, onRequest }: OptionalOptions,
): OptionalClient<Reads> {
	const clients = new Map<string | undefined, Client>();
	const tell = requestTeller(onRequest);

	function clientOf(sdk: Sdk, region: string | undefined): Client {
		const known = clients.get(region);
		if (known) return known;
		const client = open(sdk, region === undefined ? config : { ...config, region });
		checkTypes(client);
		clients.set(region, client);
		return client;
	}

	return {
		read: async (region, operation, input, signal) => {
			const sdk = await load().catch((error) => orMissing(error, packageName));
			await budget?.(operation, signal);
			if (signal.aborted) throw notSent(operation);
			const client = clientOf(sdk, region);
			try {
				await within({ clock, signal }, () => client.config.credentials());
				const output = await within({ clock, limitMs: limits.readMs, signal }, async (abortSignal) =>
					readable(rules[operation], input, await readers[operation](sdk, client, input, { abortSignal })),
				);
				tell(operation, "200");
				return output;
			} catch (error) {
				const given = { operation, isWrite: false, limitMs: limits.readMs };
				const failure = error instanceof GivenUp ? unanswered(error, given) : translate(error, operation);
				tell(operation, failure.code);
				throw failure;
			}
		},
		close: () => {
			for (const client of clients.values()) client.destroy();
		},
	};
}

function orMissing(error: NodeJS.ErrnoException, packageName: string): never {
	throw error.code === "ERR_MODULE_NOT_FOUND" ? new SdkMissing(packageName) : error;
}
