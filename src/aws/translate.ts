/** Translates SDK errors into the few failure kinds that matter here, by the error codes of the services. */
import { stableJson, valueAt } from "../lib/json.ts";
import { AwsFailure, type AwsFailureKind, UnreadableAnswer, unreadableAnswer } from "./failure.ts";
import { operationOf } from "./operations.ts";
import { commonErrors, type ErrorCodes } from "./services/errors.ts";

/** Messages by which AWS reports a conflict under a code that otherwise means invalid input (from public reports). */
const conflictTexts =
	/not idempotent|still Draining|while deployments are active|Too many concurrent attempts|Unable to assume the service linked role/i;

/** Advice for the user, where AWS's message gives none. */
const advice: Readonly<Record<string, string>> = {
	CredentialsProviderError:
		"Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the task or machine a role.",
	ExpiredToken: "These credentials have expired: log in again.",
	ExpiredTokenException: "These credentials have expired: log in again.",
	InvalidClientTokenId: "AWS does not accept these credentials; they may have been deleted or deactivated.",
	UnrecognizedClientException: "AWS does not accept these credentials; they may have been deleted or deactivated.",
};

/** The meaning of a service's error code; undefined for an unknown one. */
export function kindOfCode(operation: string, code: string): AwsFailureKind | undefined {
	const { errors } = operationOf(operation).service;
	return listedKind(errors, code) ?? listedKind(commonErrors, code);
}

function listedKind(errors: ErrorCodes, code: string): AwsFailureKind | undefined {
	const found = Object.entries(errors).find(([, codes]) => codes.includes(code));
	// The cast is safe: the keys of the table are the kinds.
	return found?.[0] as AwsFailureKind | undefined;
}

/** Translates anything an SDK client threw while `operation` was sent. An `AwsFailure` is returned unchanged. */
export function translate(error: unknown, operation: string): AwsFailure {
	if (error instanceof AwsFailure) return error;
	const { name, message, $metadata } = shapeOf(error);
	const status = $metadata?.httpStatusCode;
	if (error instanceof UnreadableAnswer) return new AwsFailure("unavailable", unreadableAnswer, operation, message);
	// The SDK's parsers throw JavaScript errors for invalid JSON and for a successful answer with wrong types.
	if (status !== undefined && (name === "SyntaxError" || status < 300)) {
		return new AwsFailure(
			"unavailable",
			unreadableAnswer,
			operation,
			`HTTP status ${status}; the answer is not in AWS's format`,
		);
	}
	const listed = status === 501 ? "unsupported" : kindOfCode(operation, name);
	const isConflict = (listed ?? "invalid") === "invalid" && conflictTexts.test(message);
	const kind = isConflict ? "conflict" : (listed ?? kindOfStatus(status));
	const more = valueAt(advice, name);
	return new AwsFailure(kind, name, operation, more ? `${message.replace(/\.?$/, ".")} ${more}` : message);
}

/** The kind of a code that no list contains. */
function kindOfStatus(status: number | undefined): AwsFailureKind {
	if (status === undefined || status >= 500) return "unavailable";
	return status === 403 ? "denied" : "invalid";
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

/** Codes and messages come from answers, where JSON may contain any type. */
function textOf(value: unknown): string {
	return typeof value === "string" ? value : stableJson(value);
}
