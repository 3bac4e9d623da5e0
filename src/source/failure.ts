/**
 * Why the synced folder could not be read at all, as opposed to one bad file in it: then there is no snapshot, the last
 * good one stays in force, and whoever asked is told in a sentence.
 */

export type SourceFailureCode =
	/** The path, or the root, is not there. */
	| "missing-folder"
	/** The path leads to something that is not a folder. */
	| "not-a-folder"
	/** The path lies outside the root that was given. */
	| "outside-root"
	/** Somebody kept writing for as long as we were willing to wait. */
	| "busy"
	/** The operating system refused: permissions, no file handles left, a failing disk. */
	| "unreadable";

/** Thrown by `readSnapshot`; its message is a sentence for the operator. */
export class SourceFailure extends Error {
	readonly code: SourceFailureCode;

	constructor(code: SourceFailureCode, sentence: string) {
		super(sentence);
		this.name = "SourceFailure";
		this.code = code;
	}
}

/** Something changed between two looks at the tree, so that what was read must be thrown away. Never leaves `source/`. */
export class TornRead extends Error {}

/** The operating system's code of a failed file operation, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
