/**
 * Error codes by meaning. An unknown code is judged by its HTTP status, since AWS may add codes at any time; a test
 * checks that all codes known to the SDK are listed.
 */

/**
 * The meaning of a failure. `missing`: the target of the call does not exist. `conflict`: AWS's state differs from what
 * the call assumed; observe again. `invalid`: a retry changes nothing. `unsupported`: the endpoint, such as an
 * emulator, does not know the operation.
 */
export type AwsFailureKind =
	| "throttled"
	| "denied"
	| "conflict"
	| "missing"
	| "invalid"
	| "unavailable"
	| "unsupported";

/** The error codes of a service by meaning. */
export type ErrorCodes = Partial<Readonly<Record<AwsFailureKind, readonly string[]>>>;

/** The codes that every service uses, and those of the SDK. */
export const commonErrors: ErrorCodes = {
	throttled: [
		"Throttling",
		"ThrottlingException",
		"ThrottledException",
		"RequestLimitExceeded",
		"TooManyRequestsException",
	],
	denied: [
		"AccessDenied",
		"AccessDeniedException",
		"UnrecognizedClientException",
		"InvalidClientTokenId",
		"InvalidSignatureException",
		"SignatureDoesNotMatch",
		"ExpiredToken",
		"ExpiredTokenException",
		"CredentialsProviderError",
	],
	conflict: ["ConflictException"],
	missing: ["ResourceNotFoundException"],
	unavailable: ["InternalFailure", "ServiceUnavailable", "TimeoutError"],
	unsupported: ["UnknownOperation", "UnknownOperationException", "InvalidAction", "NotImplemented"],
};
