/**
 * The one way in which the embedded AWS refuses: by the name of an error of AWS's model, with AWS's own text. The service's wire
 * protocol finds the error's shape and status by this name.
 */

/** A refusal in AWS's words, thrown by operations and written as the service's own error shape. */
export class AwsError extends Error {
	/** The error's name in AWS's model, such as `ServiceNotFoundException`. */
	readonly code: string;
	/** Further members of the error's shape, such as `NamespaceId`. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** The HTTP status of an error that the service does not have, where a fault asks for one. */
	readonly statusCode: number | undefined;
	constructor(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}, statusCode?: number) {
		super(message);
		this.code = code;
		this.fields = fields;
		this.statusCode = statusCode;
	}
}

/** Who sent a request, as far as its unchecked signature tells. */
export interface Caller {
	/** `anonymous` where the request names none. */
	readonly accessKeyId: string;
}

/** The implementation of a service's operations, by operation name. Inputs arrive decoded and with their required members. */
export type Handlers = Readonly<Record<string, (input: never, caller: Caller) => unknown>>;
