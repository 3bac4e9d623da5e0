/**
 * Sends operations by full name. Clients of required services are opened at once; the package of an optional service is
 * loaded at its first operation.
 */
import type { AwsPlace, ClientConfig } from "./client-config.ts";
import { openInProcess } from "./client-settings.ts";
import { AwsFailure } from "./failure.ts";
import type { ReadOperation, WriteOperation } from "./operations.ts";
import { orMissing, SdkMissing } from "./optional-client.ts";
import { optionalServices, services } from "./services/list.ts";
import type { AwsService, CommandClass, OptionalAwsService } from "./services/service.ts";

interface SendOptions {
	readonly abortSignal: AbortSignal;
}

/** A client of any service, with any of its commands. */
export interface Client {
	readonly middlewareStack: object;
	readonly config: { readonly credentials: () => Promise<unknown> };
	send(command: object, options: SendOptions): Promise<object>;
	destroy(): void;
}

/** Sends one operation. Both functions reject with an `AwsFailure` if a package is missing. */
export interface Sender {
	/** Fetches the credentials that sign it. */
	readonly credentials: () => Promise<unknown>;
	readonly send: (input: object, options: SendOptions) => Promise<object>;
}

/** All operations that can be sent. */
export interface Senders {
	readonly of: Readonly<Record<ReadOperation | WriteOperation, Sender>>;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

/** The code of an operation whose package is not installed. */
export const packageMissing = "PackageMissing";

/** Creates the clients. `onOpen` is called with each client before it sends anything. */
export function createSenders(
	{ region, requestHandler }: AwsPlace,
	config: ClientConfig,
	onOpen: (client: Client) => void,
): Senders {
	const embedded = requestHandler && { requestHandler, ...(region ? { region } : {}) };
	const clients: Client[] = [];
	let shared = config;

	function open(client: unknown): Client {
		// The cast is safe: the SDK's clients differ only in the types of their commands.
		const ClientClass = client as new (config: ClientConfig) => Client;
		const opened = embedded ? openInProcess(ClientClass, embedded) : new ClientClass(shared);
		// Otherwise each client would fetch and refresh its own credentials.
		shared = Object.assign({}, config, { credentials: opened.config.credentials });
		onOpen(opened);
		clients.push(opened);
		return opened;
	}

	const senders = Object.fromEntries([
		...services.flatMap((service) => sendersOf(service, open(service.client))),
		...optionalServices.flatMap((service) => optionalSendersOf(service, open)),
	]);
	return {
		// The cast is safe: the operations are those of the services.
		of: senders as Senders["of"],
		close: () => {
			for (const client of clients) client.destroy();
		},
	};
}

type Named = readonly [operation: string, Sender];

function sendersOf(service: AwsService, client: Client): readonly Named[] {
	return Object.entries({ ...service.reads, ...service.writes }).map(([name, { command: Command }]) => [
		`${service.name}:${name}`,
		{ credentials: client.config.credentials, send: (input, options) => client.send(new Command(input), options) },
	]);
}

/** Sends operations of an optional service. `open` is called once, with the service's client class. */
export function optionalSendersOf(service: OptionalAwsService, open: (client: unknown) => Client): readonly Named[] {
	let opened: { readonly sdk: unknown; readonly client: Client } | undefined;
	const load = async (operation: string) => {
		const sdk: unknown = await service.load().catch((error) => missing(error, operation, service.packageName));
		opened ??= { sdk, client: open(service.client(sdk)) };
		return opened;
	};
	const commands: Readonly<Record<string, { readonly command: (sdk: unknown) => CommandClass }>> = {
		...service.reads,
		...service.writes,
	};
	return Object.entries(commands).map(([name, { command }]) => {
		const operation = `${service.name}:${name}`;
		return [
			operation,
			{
				credentials: async () => (await load(operation)).client.config.credentials(),
				send: async (input, options) => {
					const { sdk, client } = await load(operation);
					const Command = command(sdk);
					return client.send(new Command(input), options);
				},
			},
		];
	});
}

/** A retry would change nothing, so the failure is that of an AWS without the operation. */
function missing(error: NodeJS.ErrnoException, operation: string, packageName: string): never {
	try {
		orMissing(error, packageName);
	} catch (cause) {
		if (!(cause instanceof SdkMissing)) throw cause;
		throw new AwsFailure("unsupported", packageMissing, operation, cause.message);
	}
}
