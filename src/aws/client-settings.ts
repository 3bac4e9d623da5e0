/**
 * What the SDK's clients are opened with. All that they would do for each request and that nobody here needs is left out: most
 * of the time of a pass is theirs.
 */
import type { ECSClientConfig } from "@aws-sdk/client-ecs";

/** The part of an SDK client's `requestHandler` that an embedded AWS implements. */
export type RequestHandler = NonNullable<ECSClientConfig["requestHandler"]>;

type Signer = Exclude<NonNullable<ECSClientConfig["signer"]>, (...given: never[]) => unknown>;
type Logger = NonNullable<ECSClientConfig["logger"]>;

const saysNothing = { debug: () => {}, warn: () => {}, error: () => {} };

/** Of every client: retries are the caller's, and nobody adds middleware to a client that is in use. */
export const leanClient = {
	maxAttempts: 1,
	cacheMiddleware: true,
	// Without `info`: the SDK would copy each answer for it, even where it does nothing.
	logger: saysNothing as unknown as Logger,
};

/**
 * For clients of an embedded AWS in this process. Requests name who sends them and bear no signature, which the embedded AWS
 * would not check, and which costs as much as all else of a request.
 */
export function inProcessClient(requestHandler: RequestHandler, accessKeyId = "embedded") {
	return {
		...leanClient,
		requestHandler,
		credentials: { accessKeyId, secretAccessKey: accessKeyId },
		signer: naming(accessKeyId),
		// DiscoverInstances would otherwise go to `data-` + host, which no local endpoint has.
		disableHostPrefix: true,
	};
}

function naming(accessKeyId: string): Signer {
	return {
		sign: async (request) => {
			const headers = { ...request.headers, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/` };
			return Object.assign(request, { headers });
		},
	};
}
