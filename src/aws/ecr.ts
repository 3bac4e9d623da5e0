/** ECR's part of AWS, for images and their digests. */
import type * as Sdk from "@aws-sdk/client-ecr";
import { type Clock, systemClock } from "../lib/clock.ts";
import { clientConfig } from "./client-config.ts";
import { type AwsLimits, defaultLimits } from "./limits.ts";
import { type OptionalClient, openOptional } from "./optional-client.ts";
import type { RequestListener } from "./requests.ts";
import { ecr } from "./services/ecr.ts";
import type { OptionalReadsOf } from "./services/service.ts";

/** The ECR of each Region. */
export type Ecr = OptionalClient<OptionalReadsOf<typeof ecr>>;

/** Asks the ECR of a Region. Rejects with an `AwsFailure`, or with `SdkMissing`. */
export type EcrRead = Ecr["read"];

export interface EcrOptions {
	/** An address instead of AWS's; the SDK also takes it from `AWS_ENDPOINT_URL_ECR` and `AWS_ENDPOINT_URL`. */
	readonly endpoint?: string;
	readonly onRequest?: RequestListener;
	/** The system's when absent. */
	readonly clock?: Clock;
	/** How long AWS may take; `defaultLimits` when absent. */
	readonly limits?: AwsLimits;
	/** Gives the SDK's package. */
	readonly load?: () => Promise<typeof Sdk>;
}

/** Nothing is loaded or opened before the first read. Credentials are those of AWS's own chain. */
export function createEcr(options: EcrOptions = {}): Ecr {
	const { endpoint, onRequest, load = ecr.load, clock = systemClock(), limits = defaultLimits } = options;
	const config = clientConfig(endpoint ? { endpoint } : {}, clock, limits);
	return openOptional({ ...ecr, load }, { config, clock, limits, ...(onRequest ? { onRequest } : {}) });
}
