/**
 * The HTTP statuses of errors that all AWS services return and most models lack (the page "Common errors" of each API
 * reference).
 */

const everywhere: Readonly<Record<string, number>> = {
	ExpiredTokenException: 403,
	IncompleteSignature: 403,
	InternalError: 500,
	InternalFailure: 500,
	MalformedHttpRequestException: 400,
	NotAuthorized: 401,
	OptInRequired: 403,
	RequestAbortedException: 400,
	RequestExpired: 400,
	ServiceUnavailable: 503,
	UnrecognizedClientException: 403,
	ValidationError: 400,
};

/** For services that use JSON. */
export const commonJsonErrors: Readonly<Record<string, number>> = {
	...everywhere,
	AccessDeniedException: 400,
	SerializationException: 400,
	ServiceUnavailableException: 500,
	ThrottlingException: 400,
	UnknownOperationException: 400,
	ValidationException: 400,
};

/** For services that use XML. */
export const commonXmlErrors: Readonly<Record<string, number>> = {
	...everywhere,
	AccessDenied: 403,
	InvalidAction: 400,
	InvalidClientTokenId: 403,
	MalformedInput: 400,
	Throttling: 400,
	UnknownOperationException: 404,
};

/** The HTTP status of an error. Throws for a code that the service does not have, which is a bug of the service. */
export function statusOfRefusal(
	{ code, statusCode }: { readonly code: string; readonly statusCode: number | undefined },
	statusOf: (code: string) => number | undefined,
): number {
	const status = statusCode ?? statusOf(code);
	if (status === undefined)
		throw new Error(`The service has no error ${code}: neither its model nor its table names it.`);
	return status;
}
