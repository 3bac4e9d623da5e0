/**
 * The SDK client configuration that selects an AWS: shared by the clients of required services and those loaded on
 * demand.
 */
import { ECSClient } from "@aws-sdk/client-ecs";
import type { Clock } from "../lib/clock.ts";
import { inProcessConfig, leanClient, type RequestHandler } from "./client-settings.ts";
import type { AwsLimits } from "./limits.ts";
import { networkSettings } from "./network.ts";

/** Selects an AWS. */
export interface AwsPlace {
	/** Defaults to AWS's environment variables and files. */
	readonly region?: string;
	/** Used if neither `region` nor AWS's variables and files set one. */
	readonly fallbackRegion?: string;
	/** A custom endpoint; the SDK also reads `AWS_ENDPOINT_URL`. */
	readonly endpoint?: string;
	/** An embedded AWS in this process: no socket, and arbitrary credentials. */
	readonly requestHandler?: RequestHandler;
	/** Use arbitrary credentials, for emulators. */
	readonly anyCredentials?: boolean;
}

/** The configuration of every SDK client; AWS's default chain supplies what is absent. */
export type ClientConfig = typeof leanClient &
	Partial<Omit<ReturnType<typeof inProcessConfig>, "region" | "requestHandler">> &
	Partial<Pick<ReturnType<typeof networkSettings>, "credentialDefaultProvider">> & {
		readonly requestHandler: RequestHandler;
		readonly region?: string | (() => Promise<string>);
		readonly endpoint?: string;
	};

/** The configuration of clients for `place`. */
export function clientConfig(place: AwsPlace, clock: Clock, limits: AwsLimits): ClientConfig {
	return {
		...leanClient,
		...networkSettings(clock, limits),
		// DiscoverInstances would otherwise use the host prefix `data-`, which no local endpoint resolves.
		disableHostPrefix: place.anyCredentials || place.endpoint !== undefined,
		...(place.region ? { region: place.region } : {}),
		...(place.fallbackRegion ? { region: regionOr(place.fallbackRegion) } : {}),
		...(place.endpoint ? { endpoint: place.endpoint } : {}),
		...(place.anyCredentials ? { credentials: { accessKeyId: "embedded", secretAccessKey: "embedded" } } : {}),
		...(place.requestHandler ? inProcessConfig({ requestHandler: place.requestHandler }) : {}),
	};
}

/** AWS's default chain takes precedence. */
function regionOr(fallback: string): () => Promise<string> {
	const chain = new ECSClient({});
	return () => chain.config.region().catch(() => fallback);
}
