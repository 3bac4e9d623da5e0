/**
 * Errors of reading the synced folder as a whole, as opposed to one bad file in it.
 * Without a snapshot, the last good one stays applied.
 */

export type SourceFailureCode =
	/** The path or the root does not exist. */
	| "missing-folder"
	/** The path is not a folder. */
	| "not-a-folder"
	/** The path is outside the given root. */
	| "outside-root"
	/** The folder kept changing for the whole time limit. */
	| "busy"
	/** The operating system denied the access: permissions, no file handles left, a failing disk. */
	| "unreadable";

/** Thrown by `readSnapshot`; its message is written for the operator. */
export class SourceFailure extends Error {
	readonly code: SourceFailureCode;

	constructor(code: SourceFailureCode, sentence: string) {
		super(sentence);
		this.name = "SourceFailure";
		this.code = code;
	}
}

/** The tree changed during the read, so the result must be discarded. Never leaves `source/`. */
export class TornRead extends Error {}

/** The operating system's code of a failed file operation, such as `ENOENT`; undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
