/** The services of the embedded AWS with an SDK package, for tests that cover all of them. */
import type { EmulatorService } from "../../src/emulator/service.ts";
import { services } from "../../src/emulator/services/list.ts";
import type { SdkProtocol } from "../../src/emulator/wire/sdk-protocol.ts";

/** Every service. */
export const everyService: readonly EmulatorService[] = services;

export type SdkService = EmulatorService & { readonly protocol: SdkProtocol };

/** The services with an SDK package. */
export const sdkServices: readonly SdkService[] = everyService.filter(hasSdk);

function hasSdk(service: EmulatorService): service is SdkService {
	return "model" in service.protocol;
}

/** The operations of a service with their input and output schemas. */
export function operationsOf({ protocol }: SdkService) {
	return [...protocol.model().operations.values()];
}

/** An SDK client for the service. */
export interface Client {
	readonly send: (command: unknown) => Promise<{ $metadata?: unknown }>;
}

/** An SDK client of the service with this configuration. */
export function clientOf({ protocol }: SdkService, config: object): Client {
	return new protocol.client(config as never) as unknown as Client;
}

/** The SDK's command for an operation. */
export function commandOf({ protocol }: SdkService, operation: string, input: unknown): unknown {
	const Command = (protocol.sdk as Readonly<Record<string, new (input: unknown) => unknown>>)[`${operation}Command`];
	if (!Command) throw new Error(`The SDK has no command ${operation}`);
	return new Command(input);
}
