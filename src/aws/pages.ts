/** Reads the pages of a list to the end, and detects lists that do not end: a repeated token would loop forever. */
import { stableJson } from "../lib/json.ts";
import { AwsFailure } from "./failure.ts";

/** No list that evenkeel reads has this many pages; most AWS pages hold 100 items. */
const maxPages = 2_000;

/**
 * Yields page after page. `next` returns the token of the next page, or undefined after the last one. Rejects with an
 * `AwsFailure` of kind `unavailable` if a list does not end, and like `read`.
 */
export async function* pages<Page, Token>(
	operation: string,
	read: (token: Token | undefined) => Promise<Page>,
	next: (page: Page) => Token | undefined,
): AsyncGenerator<Page, void, undefined> {
	const seen = new Set<string>();
	let token: Token | undefined;
	do {
		const page = await read(token);
		yield page;
		token = next(page);
		const key = stableJson(token);
		if (seen.has(key)) throw endless(operation, "an answer repeats an earlier page token");
		if (seen.size >= maxPages) throw endless(operation, `it has more than ${maxPages} pages`);
		seen.add(key);
	} while (token !== undefined);
}

function endless(operation: string, why: string): AwsFailure {
	return new AwsFailure("unavailable", "EndlessList", operation, `the list does not end: ${why}`);
}
