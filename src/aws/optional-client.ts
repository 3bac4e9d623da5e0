/**
 * Clients of optional SDK packages, loaded at the first request so that users who do not need a service need not
 * install its package. Requests are not retried here; callers try again later.
 */
import type { Clock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import { checkTypes } from "./answer-types.ts";
import type { Budget } from "./budget.ts";
import type { ClientConfig } from "./client-config.ts";
import { type AwsLimits, notSent, unanswered } from "./limits.ts";
import { readable } from "./readable.ts";
import { type RequestListener, requestNotifier } from "./requests.ts";
import type { OptionalReadsOf } from "./services/operation-types.ts";
import type { OptionalAwsService } from "./services/service.ts";
import { translate } from "./translate.ts";

/** An optional dependency is not installed. */
export class SdkMissing extends Error {
	constructor(packageName: string) {
		super(`The package ${packageName} is not installed. Install it next to evenkeel: npm install ${packageName}`);
	}
}

/** A client of any optional service, with any of its commands. */
interface Client {
	readonly middlewareStack: object;
	readonly config: { readonly credentials: () => Promise<unknown> };
	send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<object>;
	destroy(): void;
}

/**
 * Queries the service in a Region; defaults to the configured Region. Rejects with an `AwsFailure` or with
 * `SdkMissing`.
 */
export type OptionalRead<Reads> = <O extends keyof Reads & string>(
	region: string | undefined,
	operation: O,
	input: Reads[O] extends readonly [infer Input, unknown] ? Input : never,
	signal: AbortSignal,
) => Promise<Reads[O] extends readonly [unknown, infer Output] ? Output : never>;

/** The client of an optional service. */
export interface OptionalClient<Reads> {
	readonly read: OptionalRead<Reads>;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

/** Settings of an optional client. */
export interface OptionalOptions {
	readonly config: ClientConfig;
	readonly clock: Clock;
	readonly limits: AwsLimits;
	readonly budget?: Budget;
	readonly onRequest?: RequestListener;
}

/** Creates the client. Nothing is loaded or opened before the first read. */
export function openOptional<Service extends OptionalAwsService>(
	service: Service,
	{ config, clock, limits, budget, onRequest }: OptionalOptions,
): OptionalClient<OptionalReadsOf<Service>> {
	const { name, packageName, load, reads } = service;
	const clients = new Map<string | undefined, Client>();
	const tell = requestNotifier(onRequest);

	function clientOf(sdk: unknown, region: string | undefined): Client {
		const known = clients.get(region);
		if (known) return known;
		// The cast is safe: the SDK's clients differ only in the types of their commands.
		const ClientClass = service.client(sdk) as new (config: ClientConfig) => Client;
		const client = new ClientClass(region === undefined ? config : { ...config, region });
		checkTypes(client);
		clients.set(region, client);
		return client;
	}

	async function read(
		region: string | undefined,
		operation: string,
		input: object,
		signal: AbortSignal,
	): Promise<object> {
		const sdk = await load().catch((error) => orMissing(error, packageName));
		await budget?.(operation, signal);
		if (signal.aborted) throw notSent(operation);
		const Command = reads[operation.slice(name.length + 1)]?.command(sdk);
		if (!Command) throw new Error(`${packageName} has no ${operation}`);
		const client = clientOf(sdk, region);
		try {
			await within({ clock, signal }, () => client.config.credentials());
			const output = await within({ clock, limitMs: limits.readMs, signal }, async (abortSignal) =>
				readable(operation, input, await client.send(new Command(input), { abortSignal })),
			);
			tell(operation, "200");
			return output;
		} catch (error) {
			const given = { operation, isWrite: false, limitMs: limits.readMs };
			const failure = error instanceof GivenUp ? unanswered(error, given) : translate(error, operation);
			tell(operation, failure.code);
			throw failure;
		}
	}

	const close = () => {
		for (const client of clients.values()) client.destroy();
	};
	// The cast is safe: the command of an operation has that operation's input and output.
	return { read: read as unknown as OptionalRead<OptionalReadsOf<Service>>, close };
}

/** Throws an `SdkMissing` if a package is not installed, and `error` otherwise. */
export function orMissing(error: NodeJS.ErrnoException, packageName: string): never {
	throw error.code === "ERR_MODULE_NOT_FOUND" ? new SdkMissing(packageName) : error;
}
