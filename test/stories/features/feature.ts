/** Lists the features of the engine with the tests that prove them. A row that no test proves completely names the gap. */

/** A test file below `test/`, and the title of a test in it. */
export type Proof = readonly [file: string, title: string];

export interface Feature {
	readonly what: string;
	readonly proofs: readonly Proof[];
	/** The part that no test proves. */
	readonly missing?: string;
}
