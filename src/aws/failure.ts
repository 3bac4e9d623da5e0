/**
 * AWS's many errors translated once into the seven that matter here. Everything above this floor decides by `kind` and shows
 * `sentence`; nobody else looks at an SDK error.
 */
import { stableJson, valueAt } from "../lib/json.ts";

/**
 * `missing`: what the call is about is not there. `conflict`: the world is not as the call assumed; look again. `unsupported`:
 * whoever answers does not know the operation, which only something else than AWS says.
 */
export type AwsFailureKind =
	| "throttled"
	| "denied"
	| "conflict"
	| "missing"
	| "invalid"
	| "unavailable"
	| "unsupported";

/** Our code for an answer that cannot be read: AWS's errors are JSON or XML, a page for people comes from somebody else. */
export const unreadableAnswer = "UnreadableAnswer";

/** An answer of AWS's that is no success, or no answer at all. */
export class AwsFailure extends Error {
	readonly kind: AwsFailureKind;
	/** AWS's own code, such as `ClusterNotFoundException`. */
	readonly code: string;
	readonly operation: string;
	/** AWS's own message, and what to do about it. */
	readonly detail: string;
	constructor(kind: AwsFailureKind, code: string, operation: string, message: string) {
		super(`${operation}: ${code}: ${message}`);
		this.kind = kind;
		this.code = code;
		this.operation = operation;
		this.detail = message;
	}
}

const kindsByCode: Readonly<Record<string, AwsFailureKind>> = {
	Throttling: "throttled",
	ThrottlingException: "throttled",
	ThrottledException: "throttled",
	RequestLimitExceeded: "throttled",
	TooManyRequestsException: "throttled",
	PriorRequestNotComplete: "throttled",
	AccessDenied: "denied",
	AccessDeniedException: "denied",
	UnrecognizedClientException: "denied",
	InvalidClientTokenId: "denied",
	InvalidSignatureException: "denied",
	SignatureDoesNotMatch: "denied",
	ExpiredToken: "denied",
	ExpiredTokenException: "denied",
	CredentialsProviderError: "denied",
	BlockedException: "denied",
	ConflictException: "conflict",
	DuplicateRequest: "conflict",
	NamespaceAlreadyExists: "conflict",
	ServiceAlreadyExists: "conflict",
	ResourceInUse: "conflict",
	ResourceInUseException: "conflict",
	UpdateInProgressException: "conflict",
	ServiceNotActiveException: "conflict",
	ClusterContainsServicesException: "conflict",
	ClusterContainsTasksException: "conflict",
	ClusterContainsContainerInstancesException: "conflict",
	ClusterContainsCapacityProviderException: "conflict",
	ClusterNotFoundException: "missing",
	ServiceNotFoundException: "missing",
	NamespaceNotFound: "missing",
	ServiceNotFound: "missing",
	OperationNotFound: "missing",
	ResourceNotFoundException: "missing",
	InstanceNotFound: "missing",
	RepositoryNotFoundException: "missing",
	ImageNotFoundException: "missing",
	NoSuchHostedZone: "missing",
	NoSuchEntity: "missing",
	NoSuchEntityException: "missing",
	TargetGroupNotFound: "missing",
	TargetGroupNotFoundException: "missing",
	ServerException: "unavailable",
	InternalFailure: "unavailable",
	ServiceUnavailable: "unavailable",
	TimeoutError: "unavailable",
	UnknownOperation: "unsupported",
	UnknownOperationException: "unsupported",
	InvalidAction: "unsupported",
	NotImplemented: "unsupported",
};

/** Texts by which AWS says "look again" under a code that elsewhere means bad input (seen in public reports). */
const conflictTexts =
	/not idempotent|still Draining|while deployments are active|Too many concurrent attempts|Unable to assume the service linked role/i;

/** What a person can do about it, where AWS's own words leave them alone. */
const advice: Readonly<Record<string, string>> = {
	CredentialsProviderError:
		"Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the task or machine a role.",
	ExpiredToken: "These credentials have expired: log in again.",
	ExpiredTokenException: "These credentials have expired: log in again.",
	InvalidClientTokenId: "AWS does not know these credentials, or not any more.",
	UnrecognizedClientException: "AWS does not know these credentials, or not any more.",
};

/** An answer that says success and is not as AWS answers. Nothing follows from it, least of all that something is not there. */
export class UnreadableAnswer extends Error {
	constructor(message: string) {
		super(message);
		this.name = unreadableAnswer;
	}
}

/** Translates whatever an SDK client threw while `operation` was sent. An `AwsFailure` comes back as it is. */
export function translate(error: unknown, operation: string): AwsFailure {
	if (error instanceof AwsFailure) return error;
	const { name, message, $metadata } = shapeOf(error);
	const status = $metadata?.httpStatusCode;
	if (error instanceof UnreadableAnswer) return new AwsFailure("unavailable", unreadableAnswer, operation, message);
	// The SDK's parsers throw errors of JavaScript: of JSON that is none, and of a success that has other types.
	if (status !== undefined && (name === "SyntaxError" || status < 300)) {
		return new AwsFailure("unavailable", unreadableAnswer, operation, `HTTP status ${status}, and not as AWS answers`);
	}
	const kind =
		(status === 501 ? "unsupported" : valueAt(kindsByCode, name)) ??
		(conflictTexts.test(message) ? "conflict" : undefined) ??
		(status === undefined || status >= 500 ? "unavailable" : status === 403 ? "denied" : "invalid");
	const more = valueAt(advice, name);
	return new AwsFailure(kind, name, operation, more ? `${message.replace(/\.?$/, ".")} ${more}` : message);
}

function shapeOf(error: unknown): { name: string; message: string; $metadata?: { httpStatusCode?: number } } {
	if (error instanceof Error) {
		const code = (error as { code?: unknown }).code;
		return {
			...(error as { $metadata?: { httpStatusCode?: number } }),
			name: textOf(typeof code === "string" && error.name === "Error" ? code : error.name),
			message: textOf(error.message || (code ?? "no message")),
		};
	}
	return { name: "UnknownError", message: String(error) };
}

/** Codes and messages come out of answers, where JSON may have anything. */
function textOf(value: unknown): string {
	return typeof value === "string" ? value : stableJson(value);
}
