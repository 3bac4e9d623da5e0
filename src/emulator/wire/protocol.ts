/** What every wire protocol of the embedded AWS does: recognise requests, and turn handlers into answers of AWS's shape. */
import type { Caller, Handlers } from "../aws-error.ts";
import type { WireRequest, WireResponse } from "./http-message.ts";

/** A wire protocol as one service speaks it. */
export interface WireProtocol {
	/** Whether a request is addressed to this service. */
	readonly matches: (request: WireRequest) => boolean;
	/** The HTTP status of an error by its code; undefined for an error that the service does not have. */
	readonly statusOf: (code: string) => number | undefined;
	/** Puts handlers behind the protocol. Handlers may be asynchronous, and refuse by throwing an AwsError. */
	readonly serve: (served: Served) => WireHandler;
}

/** What stands behind a protocol. */
export interface Served {
	/** The service's prefix in IAM policies. */
	readonly name: string;
	readonly handlers: Handlers;
	/** Makes the id that each response carries. */
	readonly requestId: () => string;
}

/** Every refusal becomes a response of AWS's shape; only a lost connection and a bug of the emulator reject. */
export type WireHandler = (request: WireRequest) => Promise<WireResponse>;

/** The caller that an `Authorization` header of Signature Version 4 names; the signature itself is not checked. */
export function callerOf(headers: Readonly<Record<string, string>>): Caller {
	const accessKeyId = /Credential=([\w-]{1,128})/.exec(headers.authorization ?? "")?.[1];
	return { accessKeyId: accessKeyId ?? "anonymous" };
}
