/**
 * The embedded AWS as the `requestHandler` of SDK clients. Requests and responses are passed as objects in process,
 * without sockets and timers, so that a virtual clock determines all durations.
 */
import type { WireRequest, WireResponse } from "./wire/http-message.ts";

/** The type of the SDK's `requestHandler`. */
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

/** The SDK's request. Its host is ignored, so the `data-` prefix of DiscoverInstances has no effect. */
export interface SdkRequest {
	readonly method: string;
	readonly path: string;
	readonly query?: Readonly<Record<string, string | string[] | null>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

/** Creates a request handler for SDK clients whose requests never leave the process. */
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

/** An abort ends the client's wait only; the embedded AWS still completes a received request, as AWS does. */
function untilAborted(answer: Promise<WireResponse>, signal: AbortSignal): Promise<WireResponse> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(abortError());
		const settle = () => signal.removeEventListener("abort", abort);
		signal.addEventListener("abort", abort, { once: true });
		answer.finally(settle).then(resolve, reject);
	});
}

/** The SDK's own handler throws this error. */
function abortError(): Error {
	return Object.assign(new Error("Request aborted"), { name: "AbortError" });
}
