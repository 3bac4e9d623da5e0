/** Defines the interface of all wire protocols: recognize requests, and encode the results of handlers as AWS responses. */
import type { Caller, Handlers } from "../aws-error.ts";
import type { WireRequest, WireResponse } from "./http-message.ts";

/** A wire protocol for one service. */
export interface WireProtocol {
	/** Whether a request is addressed to this service. */
	readonly matches: (request: WireRequest) => boolean;
	/** The HTTP status of an error code; undefined for an error that the service does not have. */
	readonly statusOf: (code: string) => number | undefined;
	/** Connects handlers to the protocol. Handlers can be asynchronous and throw an AwsError to reject a request. */
	readonly serve: (served: Served) => WireHandler;
}

/** The handlers of a service and their context. */
export interface Served {
	/** The service's prefix in IAM policies. */
	readonly name: string;
	readonly handlers: Handlers;
	/** Generates the request ID of each response. */
	readonly requestId: () => string;
}

/** Every AWS error becomes a response; only a lost connection or a bug of the emulator rejects. */
export type WireHandler = (request: WireRequest) => Promise<WireResponse>;

/** The caller in a Signature Version 4 `Authorization` header; the signature is not verified. */
export function callerOf(headers: Readonly<Record<string, string>>): Caller {
	const accessKeyId = /Credential=([\w-]{1,128})/.exec(headers.authorization ?? "")?.[1];
	return { accessKeyId: accessKeyId ?? "anonymous" };
}
