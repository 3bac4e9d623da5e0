/**
 * The one way in which the embedded AWS refuses: by the name of an error of AWS's model, with AWS's own text. The codecs
 * find the error's shape and status in the SDK by this name.
 */
import type { Caller } from "./front/request.ts";

/** A refusal in AWS's words, thrown by operations and written as the service's own error shape. */
export class AwsError extends Error {
	/** The error's name in AWS's model, such as `ServiceNotFoundException`. */
	readonly code: string;
	/** Further members of the error's shape, such as `NamespaceId`. */
	readonly fields: Readonly<Record<string, unknown>>;
	constructor(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}) {
		super(message);
		this.code = code;
		this.fields = fields;
	}
}

/** The implementation of a service's operations, by operation name. Inputs arrive decoded and with their required members. */
export type Handlers = Readonly<Record<string, (input: never, caller: Caller) => unknown>>;
