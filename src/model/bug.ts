/**
 * Bugs in evenkeel's own code, such as a TypeError in a kind. A bug stops only the affected resource, as Kubernetes
 * controllers recover from a panic in one reconcile: the resource counts as not observed, so nothing is written for it,
 * nothing builds on it and nothing is pruned.
 */
import type { Identity } from "./identity.ts";
import { because, type Reason } from "./reason.ts";

/** A bug, and what it affects. */
export interface Bug {
	readonly kind: string;
	/** Absent if the bug affects all resources of the kind. */
	readonly identity?: Identity;
	/** The thrown value. */
	readonly error: unknown;
}

/** A bug that affects one resource. */
export interface ResourceBug extends Bug {
	readonly identity: Identity;
}

/** Wraps a bug while it propagates, together with the affected resource. */
export class BugIn extends Error {
	readonly identity: Identity;
	constructor(identity: Identity, cause: unknown) {
		super(errorText(cause), { cause });
		this.identity = identity;
	}
}

/**
 * Runs code that examines `identity` on behalf of another resource, so that a bug in it is attributed to `identity`.
 * Throws a `BugIn`.
 */
export function inTurnOf<Result>(identity: Identity, run: () => Result): Result {
	try {
		return run();
	} catch (error) {
		throw error instanceof BugIn ? error : new BugIn(identity, error);
	}
}

/** The reason of a resource that a bug stopped. */
export function internalError({ error }: Pick<Bug, "error">): Reason<"InternalError"> {
	return because("InternalError", { error: errorText(error) });
}

/** The error as text, for example `TypeError: x is undefined`. */
export function errorText(error: unknown): string {
	return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The text of a bug for the log: the stack trace if there is one. */
export function stackOf({ error }: Pick<Bug, "error">): string {
	return (error instanceof Error && error.stack) || String(error);
}
