/**
 * ECR's part of AWS, for images and their digests. Its SDK client is an optional dependency, so that who keeps images elsewhere
 * needs none.
 */
import type * as Sdk from "@aws-sdk/client-ecr";
import { type Clock, systemClock } from "../lib/clock.ts";
import { clientConfig } from "./client-config.ts";
import { type AwsLimits, defaultLimits } from "./limits.ts";
import { type OptionalClient, type OptionalRead, type OptionalService, openOptional } from "./optional-client.ts";
import type { RequestListener } from "./requests.ts";

/** What each read takes and gives. */
interface EcrReads {
	"ecr:DescribeImages": [Sdk.DescribeImagesCommandInput, Sdk.DescribeImagesCommandOutput];
	"ecr:BatchGetImage": [Sdk.BatchGetImageCommandInput, Sdk.BatchGetImageCommandOutput];
	"ecr:DescribePullThroughCacheRules": [
		Sdk.DescribePullThroughCacheRulesCommandInput,
		Sdk.DescribePullThroughCacheRulesCommandOutput,
	];
}

export type EcrOperation = keyof EcrReads;

/** Asks the ECR of a region. Rejects with an `AwsFailure`, or with `SdkMissing`. */
export type EcrRead = OptionalRead<EcrReads>;

export type Ecr = OptionalClient<EcrReads>;

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

const ecr: OptionalService<typeof Sdk, Sdk.ECRClient, EcrReads> = {
	packageName: "@aws-sdk/client-ecr",
	load: () => import("@aws-sdk/client-ecr"),
	open: (sdk, config) => new sdk.ECRClient(config),
	readers: {
		"ecr:DescribeImages": (sdk, client, input, options) => client.send(new sdk.DescribeImagesCommand(input), options),
		"ecr:BatchGetImage": (sdk, client, input, options) => client.send(new sdk.BatchGetImageCommand(input), options),
		"ecr:DescribePullThroughCacheRules": (sdk, client, input, options) =>
			client.send(new sdk.DescribePullThroughCacheRulesCommand(input), options),
	},
	rules: {
		"ecr:DescribeImages": { has: "imageDetails" },
		"ecr:BatchGetImage": { has: "images" },
		"ecr:DescribePullThroughCacheRules": { has: "pullThroughCacheRules" },
	},
};

/** Nothing is loaded or opened before the first read. Credentials are those of AWS's own chain. */
export function createEcr(options: EcrOptions = {}): Ecr {
	const { endpoint, onRequest, load = ecr.load, clock = systemClock(), limits = defaultLimits } = options;
	const config = clientConfig(endpoint ? { endpoint } : {}, clock, limits);
	return openOptional<typeof Sdk, Sdk.ECRClient, EcrReads>(
		{ ...ecr, load },
		{ config, clock, limits, ...(onRequest ? { onRequest } : {}) },
	);
}

/** Every operation that may be sent to ECR: metrics begin at zero for each. */
export const ecrOperations: readonly string[] = Object.keys(ecr.readers);
