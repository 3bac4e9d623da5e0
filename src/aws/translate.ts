/** AWS's many errors translated once into the few that matter here, by the error codes of the services. */
import { stableJson, valueAt } from "../lib/json.ts";
import { AwsFailure, type AwsFailureKind, UnreadableAnswer, unreadableAnswer } from "./failure.ts";
import { operationOf } from "./operations.ts";
import { commonErrors, type ErrorCodes } from "./services/errors.ts";

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

/** What an error code of a service means; undefined for one that is not listed. */
export function kindOfCode(operation: string, code: string): AwsFailureKind | undefined {
	const { errors } = operationOf(operation).service;
	return listedKind(errors, code) ?? listedKind(commonErrors, code);
}

function listedKind(errors: ErrorCodes, code: string): AwsFailureKind | undefined {
	const found = Object.entries(errors).find(([, codes]) => codes.includes(code));
	// The keys of the table are the kinds.
	return found?.[0] as AwsFailureKind | undefined;
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
	const listed = status === 501 ? "unsupported" : kindOfCode(operation, name);
	const isConflict = (listed ?? "invalid") === "invalid" && conflictTexts.test(message);
	const kind = isConflict ? "conflict" : (listed ?? kindOfStatus(status));
	const more = valueAt(advice, name);
	return new AwsFailure(kind, name, operation, more ? `${message.replace(/\.?$/, ".")} ${more}` : message);
}

/** Of a code that no list has. */
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

/** Codes and messages come out of answers, where JSON may have anything. */
function textOf(value: unknown): string {
	return typeof value === "string" ? value : stableJson(value);
}
