/** The rows of the contract of fields: for one field of one kind, what it is changed from and to, and how it is removed. */

export interface FieldRow {
	/** The rest of the spec. */
	readonly base: Readonly<Record<string, unknown>>;
	/** Left out of the first manifest where undefined. */
	readonly born?: unknown;
	readonly wanted: unknown;
	/** More of the first manifest, which cannot stand beside what is wanted. */
	readonly bornWith?: Readonly<Record<string, unknown>>;
	/** What says that there is to be nothing, where that can be said. */
	readonly removed?: unknown;
	/** What somebody sets by hand, where that is not `born`. */
	readonly byHand?: unknown;
}

/** Why a field has no row. */
export interface NoRow {
	readonly none: string;
}

/** By field. */
export type FieldRows = Readonly<Record<string, FieldRow | NoRow>>;
