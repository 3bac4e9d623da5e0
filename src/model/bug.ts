/**
 * Errors of evenkeel's own code, such as a TypeError in a kind. A bug stops the resource that it came up with and no other, as
 * Kubernetes' controllers recover a panic of one reconcile: the resource counts as not observed, so nothing is written for it,
 * nothing builds upon it and nothing is pruned.
 */
import type { Identity } from "./identity.ts";
import { because, type Reason } from "./reason.ts";

/** A bug, and what it came up with. */
export interface Bug {
	readonly kind: string;
	/** Absent where it came up with all resources of the kind. */
	readonly identity?: Identity;
	/** What was thrown. */
	readonly error: unknown;
}

/** A bug that came up with one resource. */
export interface ResourceBug extends Bug {
	readonly identity: Identity;
}

/** A bug on its way up, with the resource that it came up with. */
export class BugIn extends Error {
	readonly identity: Identity;
	constructor(identity: Identity, cause: unknown) {
		super(errorText(cause), { cause });
		this.identity = identity;
	}
}

/** Runs what looks at `identity` on behalf of another resource: a bug in it is that of `identity`. Throws a `BugIn`. */
export function inTurnOf<Result>(identity: Identity, run: () => Result): Result {
	try {
		return run();
	} catch (error) {
		throw error instanceof BugIn ? error : new BugIn(identity, error);
	}
}

/** What the status says of a resource that a bug stopped. */
export function internalError({ error }: Pick<Bug, "error">): Reason<"InternalError"> {
	return because("InternalError", { error: errorText(error) });
}

/** Such as `TypeError: x is undefined`. */
export function errorText(error: unknown): string {
	return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** What a log entry of a bug holds: the stack where there is one. */
export function stackOf({ error }: Pick<Bug, "error">): string {
	return (error instanceof Error && error.stack) || String(error);
}
