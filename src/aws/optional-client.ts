/**
 * SDK clients that are optional dependencies: loaded at the first request, so that who does not ask for their part of AWS needs
 * none of them. Nothing is retried here: who asks by these comes again later by himself.
 */
import type { Clock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import { checkTypes } from "./answer-types.ts";
import type { Budget } from "./budget.ts";
import type { ClientConfig } from "./client-config.ts";
import { type AwsLimits, notSent, unanswered } from "./limits.ts";
import { readable } from "./readable.ts";
import { type RequestListener, requestTeller } from "./requests.ts";
import type { OptionalAwsService, OptionalReadsOf } from "./services/service.ts";
import { translate } from "./translate.ts";

/** The optional dependency was not installed. */
export class SdkMissing extends Error {
	constructor(packageName: string) {
		super(`The package ${packageName} is not installed. Install it beside evenkeel: npm install ${packageName}`);
	}
}

/** A client of any optional service, and any of its commands. */
interface Client {
	readonly middlewareStack: object;
	readonly config: { readonly credentials: () => Promise<unknown> };
	send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<object>;
	destroy(): void;
}

/** Asks the service of a Region; without one, that of the place itself. Rejects with an `AwsFailure`, or with `SdkMissing`. */
export type OptionalRead<Reads> = <O extends keyof Reads & string>(
	region: string | undefined,
	operation: O,
	input: Reads[O] extends readonly [infer Input, unknown] ? Input : never,
	signal: AbortSignal,
) => Promise<Reads[O] extends readonly [unknown, infer Output] ? Output : never>;

/** A service that may be asked. */
export interface OptionalClient<Reads> {
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
export function openOptional<Service extends OptionalAwsService>(
	service: Service,
	{ config, clock, limits, budget, onRequest }: OptionalOptions,
): OptionalClient<OptionalReadsOf<Service>> {
	const { name, packageName, load, reads } = service;
	const clients = new Map<string | undefined, Client>();
	const tell = requestTeller(onRequest);

	function clientOf(sdk: unknown, region: string | undefined): Client {
		const known = clients.get(region);
		if (known) return known;
		// The SDK's clients differ in the types of their commands alone.
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
	// The command of an operation takes and gives what is that operation's.
	return { read: read as unknown as OptionalRead<OptionalReadsOf<Service>>, close };
}

/** Throws an `SdkMissing` where a package could not be loaded because it is not installed, and `error` otherwise. */
export function orMissing(error: NodeJS.ErrnoException, packageName: string): never {
	throw error.code === "ERR_MODULE_NOT_FOUND" ? new SdkMissing(packageName) : error;
}
