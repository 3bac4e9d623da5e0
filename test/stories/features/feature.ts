/**
 * What the engine is to do, row by row, and the tests that fail without it. A row that no test proves whole says what is missing,
 * so that nobody takes it for done.
 */

/** A test file below `test/`, and the title of a test in it. */
export type Proof = readonly [file: string, title: string];

export interface Feature {
	readonly what: string;
	readonly proofs: readonly Proof[];
	/** What no test shows. */
	readonly missing?: string;
}
