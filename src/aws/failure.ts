/**
 * The failure of an AWS request. Other modules decide by its `kind` and show the rest; only `translate.ts` reads SDK
 * errors.
 */
import type { AwsFailureKind } from "./services/errors.ts";

export type { AwsFailureKind } from "./services/errors.ts";

/** evenkeel's code for an unreadable answer. AWS's errors are JSON or XML, so an HTML page comes from something else. */
export const unreadableAnswer = "UnreadableAnswer";

/** An AWS request that failed or was not answered. */
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

/**
 * A successful answer that does not have the form of an AWS answer. No conclusion follows from it, in particular not
 * that a resource is absent.
 */
export class UnreadableAnswer extends Error {
	constructor(message: string) {
		super(message);
		this.name = unreadableAnswer;
	}
}
