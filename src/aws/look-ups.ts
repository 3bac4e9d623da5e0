/** What is looked up in AWS before a call that names it, such as roles and log groups: only `preflight` of an environment asks for it. */
import { type OptionalClient, type OptionalOptions, openOptional } from "./optional-client.ts";
import { optionalServices } from "./services/list.ts";
import type { OptionalAwsService, OptionalReadsOf } from "./services/service.ts";

type Service = (typeof optionalServices)[number];

/** The services that may be asked, by their IAM prefixes. */
export type LookUps = {
	readonly [One in Service as One["name"]]: OptionalClient<OptionalReadsOf<One>>;
};

/** Nothing is loaded or opened before the first question. */
export function openLookUps(options: OptionalOptions): LookUps {
	const clients = optionalServices.map((service) => [
		service.name,
		openOptional(service as OptionalAwsService, options),
	]);
	// Each client is opened from the service whose name it stands under.
	return Object.fromEntries(clients) as LookUps;
}
