/**
 * Which AWS is spoken to, in the words of the SDK's clients: the same for those that are always there and for those that are
 * loaded when they are needed.
 */
import { ECSClient } from "@aws-sdk/client-ecs";
import type { Clock } from "../lib/clock.ts";
import { inProcessConfig, leanClient, type RequestHandler } from "./client-settings.ts";
import type { AwsLimits } from "./limits.ts";
import { networkSettings } from "./network.ts";

/** Which AWS. */
export interface AwsPlace {
	/** From AWS's own environment variables and files when absent. */
	readonly region?: string;
	/** Where neither `region` nor AWS's own variables and files name one. */
	readonly fallbackRegion?: string;
	/** An address instead of AWS's; the SDK also takes it from `AWS_ENDPOINT_URL`. */
	readonly endpoint?: string;
	/** An embedded AWS in this process: no socket, and any credentials do. */
	readonly requestHandler?: RequestHandler;
	/** Any credentials do where an emulator answers. */
	readonly anyCredentials?: boolean;
}

/** What every client of the SDK is opened with; AWS's own chain of variables and files says what is absent. */
export type ClientConfig = typeof leanClient &
	Partial<Omit<ReturnType<typeof inProcessConfig>, "region" | "requestHandler">> &
	Partial<Pick<ReturnType<typeof networkSettings>, "credentialDefaultProvider">> & {
		readonly requestHandler: RequestHandler;
		readonly region?: string | (() => Promise<string>);
		readonly endpoint?: string;
	};

/** The settings of clients that speak to `place`. */
export function clientConfig(place: AwsPlace, clock: Clock, limits: AwsLimits): ClientConfig {
	return {
		...leanClient,
		...networkSettings(clock, limits),
		// DiscoverInstances would otherwise go to `data-` + host, which no local endpoint has.
		disableHostPrefix: place.anyCredentials || place.endpoint !== undefined,
		...(place.region ? { region: place.region } : {}),
		...(place.fallbackRegion ? { region: regionOr(place.fallbackRegion) } : {}),
		...(place.endpoint ? { endpoint: place.endpoint } : {}),
		...(place.anyCredentials ? { credentials: { accessKeyId: "embedded", secretAccessKey: "embedded" } } : {}),
		...(place.requestHandler ? inProcessConfig({ requestHandler: place.requestHandler }) : {}),
	};
}

/** AWS's own chain of variables and files decides first. */
function regionOr(fallback: string): () => Promise<string> {
	const chain = new ECSClient({});
	return () => chain.config.region().catch(() => fallback);
}
