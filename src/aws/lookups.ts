/** Clients of AWS services that an environment's `preflight` looks things up in, such as roles and log groups. */
import { type OptionalClient, type OptionalOptions, openOptional } from "./optional-client.ts";
import { optionalServices } from "./services/list.ts";
import type { OptionalReadsOf } from "./services/operation-types.ts";
import type { OptionalAwsService } from "./services/service.ts";

type Service = (typeof optionalServices)[number];

/** The clients, by the IAM prefixes of their services. */
export type Lookups = {
	readonly [One in Service as One["name"]]: OptionalClient<OptionalReadsOf<One>>;
};

/** Creates the clients. Nothing is loaded or opened before the first lookup. */
export function openLookups(options: OptionalOptions): Lookups {
	const clients = optionalServices.map((service) => [
		service.name,
		openOptional(service as OptionalAwsService, options),
	]);
	// The cast is safe: each client belongs to the service of its key.
	return Object.fromEntries(clients) as Lookups;
}
