/**
 * Error codes by what they mean. A code that no list has is judged by its HTTP status, as AWS adds codes at any time; the codes
 * that the SDK knows for a service have to be listed, which a test checks.
 */

/**
 * What a failure means. `missing`: what the call is about does not exist. `conflict`: the world is not as the call assumed; look
 * again. `invalid`: repeating it changes nothing. `unsupported`: the operation is unknown to what answers, as to an emulator.
 */
export type AwsFailureKind =
	| "throttled"
	| "denied"
	| "conflict"
	| "missing"
	| "invalid"
	| "unavailable"
	| "unsupported";

/** The error codes of a service by what they mean. */
export type ErrorCodes = Partial<Readonly<Record<AwsFailureKind, readonly string[]>>>;

/** The codes that every service uses, and those of the SDK itself. */
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
