/** A client for the image digests in ECR. */
import type * as Sdk from "@aws-sdk/client-ecr";
import { type Clock, systemClock } from "../lib/clock.ts";
import { clientConfig } from "./client-config.ts";
import { type AwsLimits, defaultLimits } from "./limits.ts";
import { type OptionalClient, openOptional } from "./optional-client.ts";
import type { RequestListener } from "./requests.ts";
import { ecr } from "./services/ecr.ts";
import type { OptionalReadsOf } from "./services/operation-types.ts";

/** ECR clients, by Region. */
export type Ecr = OptionalClient<OptionalReadsOf<typeof ecr>>;

/** Queries ECR in a Region. Rejects with an `AwsFailure` or with `SdkMissing`. */
export type EcrRead = Ecr["read"];

export interface EcrOptions {
	/** A custom endpoint; the SDK also reads `AWS_ENDPOINT_URL_ECR` and `AWS_ENDPOINT_URL`. */
	readonly endpoint?: string;
	readonly onRequest?: RequestListener;
	/** The system clock if absent. */
	readonly clock?: Clock;
	/** Time limits; `defaultLimits` if absent. */
	readonly limits?: AwsLimits;
	/** Loads the SDK package. */
	readonly load?: () => Promise<typeof Sdk>;
}

/** Creates the client. Nothing is loaded or opened before the first read. Uses AWS's default credential chain. */
export function createEcr(options: EcrOptions = {}): Ecr {
	const { endpoint, onRequest, load = ecr.load, clock = systemClock(), limits = defaultLimits } = options;
	const config = clientConfig(endpoint ? { endpoint } : {}, clock, limits);
	return openOptional({ ...ecr, load }, { config, clock, limits, ...(onRequest ? { onRequest } : {}) });
}
