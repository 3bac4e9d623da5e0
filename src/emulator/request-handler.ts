/**
 * The embedded AWS as the `requestHandler` of the SDK's clients: requests and responses pass as objects within the
 * process, without a socket and without a timer, so that a virtual clock decides how long anything takes.
 */
import type { WireRequest, WireResponse } from "./wire/http-message.ts";

/** What the SDK's clients take as `requestHandler`. */
export interface InProcessHandler {
	readonly handle: (
		request: SdkRequest,
		options?: { readonly abortSignal?: { readonly aborted: boolean } },
	) => Promise<{ response: WireResponse }>;
	readonly metadata: { readonly handlerProtocol: string };
	readonly updateHttpClientConfig: () => void;
	readonly httpHandlerConfigs: () => Record<string, never>;
	readonly destroy: () => void;
}

/** The SDK's request. Its host is not looked at, so that the `data-` prefix of DiscoverInstances does no harm. */
export interface SdkRequest {
	readonly method: string;
	readonly path: string;
	readonly query?: Readonly<Record<string, string | string[] | null>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

/** A request handler for SDK clients whose requests never leave the process. */
export function inProcessHandler(handle: (request: WireRequest) => Promise<WireResponse>): InProcessHandler {
	return {
		handle: async (request, options) => {
			const signal = options?.abortSignal;
			if (signal?.aborted) throw abortError();
			const headers = Object.fromEntries(
				Object.entries(request.headers).map(([name, text]) => [name.toLowerCase(), text]),
			);
			const answer = handle({ ...request, query: request.query ?? {}, headers });
			return { response: await (signal instanceof AbortSignal ? untilAborted(answer, signal) : answer) };
		},
		metadata: { handlerProtocol: "http/1.1" },
		updateHttpClientConfig: () => {},
		httpHandlerConfigs: () => ({}),
		destroy: () => {},
	};
}

/** The client waits no longer once it aborts; what has reached the embedded AWS goes on there, as it does in AWS. */
function untilAborted(answer: Promise<WireResponse>, signal: AbortSignal): Promise<WireResponse> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(abortError());
		const settle = () => signal.removeEventListener("abort", abort);
		signal.addEventListener("abort", abort, { once: true });
		answer.finally(settle).then(resolve, reject);
	});
}

/** As the SDK's own handler throws it. */
function abortError(): Error {
	return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
