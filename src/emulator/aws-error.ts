/**
 * Defines the error that operations throw to reject a request: an error name of AWS's model and AWS's text. The wire
 * protocol looks up the error's shape and status by name.
 */

/** An AWS error, thrown by operations and encoded as the service's own error shape. */
export class AwsError extends Error {
	/** The error's name in AWS's model, such as `ServiceNotFoundException`. */
	readonly code: string;
	/** Additional members of the error's shape, such as `NamespaceId`. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** The HTTP status of an error that is not in the service's model; set by faults. */
	readonly statusCode: number | undefined;
	constructor(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}, statusCode?: number) {
		super(message);
		this.code = code;
		this.fields = fields;
		this.statusCode = statusCode;
	}
}

/** The caller of a request, as named by its signature, which is not verified. */
export interface Caller {
	/** `anonymous` if the request names no caller. */
	readonly accessKeyId: string;
}

/** The operations of a service by name. Inputs are decoded and have all required members. */
export type Handlers = Readonly<Record<string, (input: never, caller: Caller) => unknown>>;
