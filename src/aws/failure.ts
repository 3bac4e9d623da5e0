/**
 * What a failure of AWS's comes to. Everything above this floor decides by `kind` and shows the rest; nothing else looks at an SDK error.
 */
import type { AwsFailureKind } from "./services/errors.ts";

export type { AwsFailureKind } from "./services/errors.ts";

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

/** An answer that says success and is not as AWS answers. Nothing follows from it, least of all that something is not there. */
export class UnreadableAnswer extends Error {
	constructor(message: string) {
		super(message);
		this.name = unreadableAnswer;
	}
}
