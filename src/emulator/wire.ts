/**
 * An AWS request and response as plain data: what the codecs, the in-process request handler and the HTTP server pass to
 * each other, so that none of them needs to know the others.
 */

/** A request as it came over the wire. Header names are in lower case. */
export interface WireRequest {
	readonly method: string;
	/** Without the query, still percent-encoded. */
	readonly path: string;
	readonly query: Readonly<Record<string, string | readonly string[] | null | undefined>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

/** A response as it goes over HTTP. */
export interface WireResponse {
	readonly statusCode: number;
	readonly headers: Record<string, string>;
	readonly body: Uint8Array;
}

/** One AWS service behind its wire protocol. */
export interface WireService {
	/** Whether the request is addressed to this service. */
	readonly matches: (request: WireRequest) => boolean;
	/** Every refusal becomes a response of AWS's shape; only a lost connection and a bug of the emulator reject. */
	readonly handle: (request: WireRequest) => Promise<WireResponse>;
}
