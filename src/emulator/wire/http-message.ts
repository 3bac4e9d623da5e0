/**
 * Defines AWS requests and responses as plain data, shared by wire protocols, the in-process request handler and the
 * HTTP server.
 */

/** An HTTP request. Header names are in lower case. */
export interface WireRequest {
	readonly method: string;
	/** Without the query, still percent-encoded. */
	readonly path: string;
	readonly query: Readonly<Record<string, string | readonly string[] | null | undefined>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

/** An HTTP response. */
export interface WireResponse {
	readonly statusCode: number;
	readonly headers: Record<string, string>;
	readonly body: Uint8Array;
}
