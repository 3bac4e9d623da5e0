/** A list operation as the tests of paging see it: some items, and where the next page begins. */

/** Members of a request that say where its page begins: a token, or the markers of Route 53. */
export type Start = Readonly<Record<string, unknown>>;

export interface Page {
	/** Each item as something that can be compared. */
	readonly items: readonly unknown[];
	/** Undefined after the last page. */
	readonly next: Start | undefined;
}

export interface List {
	/** The operation, and the filter where there is one. */
	readonly name: string;
	readonly page: (size: number, start: Start) => Promise<Page>;
	/** How many items a page has at most. */
	readonly largest: number;
	/** How many items are there at least: a list that is empty by mistake has perfect pages. */
	readonly least: number;
	/** Filters that apply after a page was cut leave pages short, or empty. */
	readonly mayBeShort?: boolean;
}

/** The members of `markers` that have a value, as the start of the next page; undefined when none has one. */
export function startOf(markers: Start): Start | undefined {
	const given = Object.entries(markers).filter(([, value]) => value !== undefined && value !== "");
	return given.length > 0 ? Object.fromEntries(given) : undefined;
}
