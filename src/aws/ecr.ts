/**
 * ECR's part of AWS, for digests of images. Its SDK client is an optional dependency, loaded at the first request, so that who
 * keeps images elsewhere needs none. Nothing is retried here: who asks for images asks again later by itself.
 */
import type * as Sdk from "@aws-sdk/client-ecr";
import { translate } from "./failure.ts";
import { type RequestListener, requestTeller } from "./requests.ts";

/** What each read takes and gives. */
interface EcrReads {
	"ecr:DescribeImages": [Sdk.DescribeImagesCommandInput, Sdk.DescribeImagesCommandOutput];
	"ecr:BatchGetImage": [Sdk.BatchGetImageCommandInput, Sdk.BatchGetImageCommandOutput];
}

export type EcrOperation = keyof EcrReads;

/** Asks the ECR of a region. Rejects with an `AwsFailure`, or with `EcrClientMissing`. */
export type EcrRead = <O extends EcrOperation>(
	region: string,
	operation: O,
	input: EcrReads[O][0],
	signal: AbortSignal,
) => Promise<EcrReads[O][1]>;

export interface Ecr {
	readonly read: EcrRead;
	/** Closes the clients' sockets. */
	readonly close: () => void;
}

export interface EcrOptions {
	/** An address instead of AWS's; the SDK also takes it from `AWS_ENDPOINT_URL_ECR` and `AWS_ENDPOINT_URL`. */
	readonly endpoint?: string;
	readonly onRequest?: RequestListener;
	/** Gives the SDK's package. */
	readonly load?: () => Promise<typeof Sdk>;
}

/** The optional dependency was not installed. */
export class EcrClientMissing extends Error {
	constructor() {
		super(`The package ${packageName} is not installed. Install it beside evenkeel: npm install ${packageName}`);
	}
}

const packageName = "@aws-sdk/client-ecr";

/** The name is written out for the bundler, and stands in no `try`, where it would let the package be missing. */
const loadSdk = () => import("@aws-sdk/client-ecr");

/** Nothing is loaded or opened before the first read. Credentials are those of AWS's own chain. */
export function createEcr({ endpoint, onRequest, load = loadSdk }: EcrOptions = {}): Ecr {
	const clients = new Map<string, Sdk.ECRClient>();
	const tell = requestTeller(onRequest);

	function clientOf(sdk: typeof Sdk, region: string): Sdk.ECRClient {
		const known = clients.get(region);
		if (known) return known;
		const client = new sdk.ECRClient({ region, maxAttempts: 1, ...(endpoint ? { endpoint } : {}) });
		clients.set(region, client);
		return client;
	}

	return {
		read: async (region, operation, input, abortSignal) => {
			const sdk = await load().catch(orMissing);
			try {
				const output = await readers[operation](sdk, clientOf(sdk, region), input, { abortSignal });
				tell(operation, "200");
				return output;
			} catch (error) {
				const failure = translate(error, operation);
				tell(operation, failure.code);
				throw failure;
			}
		},
		close: () => {
			for (const client of clients.values()) client.destroy();
		},
	};
}

function orMissing(error: NodeJS.ErrnoException): never {
	throw error.code === "ERR_MODULE_NOT_FOUND" ? new EcrClientMissing() : error;
}

type Options = { readonly abortSignal: AbortSignal };

const readers: {
	readonly [O in EcrOperation]: (
		sdk: typeof Sdk,
		client: Sdk.ECRClient,
		input: EcrReads[O][0],
		options: Options,
	) => Promise<EcrReads[O][1]>;
} = {
	"ecr:DescribeImages": (sdk, client, input, options) => client.send(new sdk.DescribeImagesCommand(input), options),
	"ecr:BatchGetImage": (sdk, client, input, options) => client.send(new sdk.BatchGetImageCommand(input), options),
};

/** Every operation that may be sent to ECR: metrics begin at zero for each. */
export const ecrOperations: readonly string[] = Object.keys(readers);
