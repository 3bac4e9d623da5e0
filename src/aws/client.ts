/**
 * The SDK clients of the services, and how each operation is sent. The SDK's own retries are off, so that every request is counted, paced and
 * repeated in one place, `attempts.ts`.
 */
import type { Clock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import { checkTypes } from "./answer-types.ts";
import { type CallResult, callResult } from "./async-operations.ts";
import { createAttempts } from "./attempts.ts";
import type { Budget } from "./budget.ts";
import type { Call } from "./calls.ts";
import { type AwsPlace, type ClientConfig, clientConfig } from "./client-config.ts";
import { openInProcess } from "./client-settings.ts";
import { type AwsLimits, defaultLimits } from "./limits.ts";
import { type LookUps, openLookUps } from "./look-ups.ts";
import type { ReadOperation, Reads, WriteOperation } from "./operations.ts";
import { readable } from "./readable.ts";
import type { Read } from "./reads.ts";
import type { RequestListener } from "./requests.ts";
import { services } from "./services/list.ts";
import type { AwsService } from "./services/service.ts";
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

interface SendOptions {
	readonly abortSignal: AbortSignal;
}

/** A client of any service, and any of its commands. */
interface Client {
	readonly middlewareStack: object;
	readonly config: { readonly credentials: () => Promise<unknown> };
	send(command: object, options: SendOptions): Promise<object>;
	destroy(): void;
}

interface Sender {
	readonly client: Client;
	readonly send: (input: object, options: SendOptions) => Promise<object>;
}

/** How each operation is sent: the operations are those of the services. */
type Senders = Readonly<Record<ReadOperation | WriteOperation, Sender>>;

/** Opens clients for one account and region. Nothing is sent before the first read or call. */
export function createAws(options: AwsOptions): Aws {
	const { clock, requestHandler, limits = defaultLimits } = options;
	const config = clientConfig(options, clock, limits);
	const clients = openClients(options, config);
	const senders = Object.fromEntries(
		[...clients].flatMap(([service, client]) => sendersOf(service, client)),
	) as Senders;
	const lookUps = openLookUps({ ...options, limits, config });
	const attempt = createAttempts({ ...options, limits });
	const signatures = createSignatures();
	for (const client of clients.values()) {
		checkTypes(client);
		if (!requestHandler) signatures.watch(client);
	}
	// In this process nobody asks for credentials.
	const prepare = ({ client }: Sender) => (requestHandler ? undefined : client.config.credentials);
	return {
		read: <O extends ReadOperation>(operation: O, input: Reads[O][0]) => {
			const sender = senders[operation];
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
			const sender = senders[operation];
			const answer = await attempt({
				...{ operation, isWrite: true, prepare: prepare(sender), isWanted },
				send: (abortSignal) => sender.send(input, { abortSignal }),
			});
			return { answer, ...callResult(operation, answer) };
		},
		lookUps,
		close: () => {
			for (const client of clients.values()) client.destroy();
			for (const { close } of Object.values(lookUps)) close();
		},
	};
}

/** How each operation is sent, by its full name. */
function sendersOf(service: AwsService, client: Client): readonly (readonly [string, Sender])[] {
	return Object.entries({ ...service.reads, ...service.writes }).map(([name, { command: Command }]) => [
		`${service.name}:${name}`,
		{ client, send: (input, options) => client.send(new Command(input), options) },
	]);
}

function openClients({ region, requestHandler }: AwsPlace, config: ClientConfig): ReadonlyMap<AwsService, Client> {
	const embedded = requestHandler && { requestHandler, ...(region ? { region } : {}) };
	let shared = config;
	return new Map(
		services.map((service) => {
			// The SDK's clients differ in the types of their commands alone.
			const ClientClass = service.client as unknown as new (config: ClientConfig) => Client;
			const client = embedded ? openInProcess(ClientClass, embedded) : new ClientClass(shared);
			// Each client would fetch and refresh credentials of its own.
			shared = Object.assign({}, config, { credentials: client.config.credentials });
			return [service, client];
		}),
	);
}
