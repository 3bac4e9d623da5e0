/** Defines a list operation for the pagination tests: sample items and the start of the next page. */

/** Request members that select the start of a page: a token, or the markers of Route 53. */
export type Start = Readonly<Record<string, unknown>>;

export interface Page {
	/** Each item as a comparable value. */
	readonly items: readonly unknown[];
	/** Undefined after the last page. */
	readonly next: Start | undefined;
}

export interface List {
	/** The operation, with its filter if it has one. */
	readonly name: string;
	readonly page: (size: number, start: Start) => Promise<Page>;
	/** The maximum number of items per page. */
	readonly largest: number;
	/** The minimum number of items: a list that is empty by mistake would pass every test. */
	readonly least: number;
	/** Filters after pagination make pages short or empty. */
	readonly mayBeShort?: boolean;
}

/** The present values of `markers` as the start of the next page; undefined if there are none. */
export function startOf(markers: Start): Start | undefined {
	const given = Object.entries(markers).filter(([, value]) => value !== undefined && value !== "");
	return given.length > 0 ? Object.fromEntries(given) : undefined;
}
