/**
 * Errors of reading the synced folder as a whole, as opposed to one bad file in it.
 * Without a snapshot, the last good one stays applied.
 */
import type { Reason } from "../model/reason.ts";

/** Thrown by `readSnapshot`. */
export class SourceFailure extends Error {
	readonly reason: Reason;

	constructor(reason: Reason) {
		super(reason.code);
		this.name = "SourceFailure";
		this.reason = reason;
	}
}

/** The tree changed during the read, so the result must be discarded. Never leaves `source/`. */
export class TornRead extends Error {}

/** The operating system's code of a failed file operation, such as `ENOENT`; undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
