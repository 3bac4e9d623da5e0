/**
 * Follows the pages of a list to its end, or to where it turns out to have none: a token that comes again leads round and round.
 */
import { stableJson } from "../lib/json.ts";
import { AwsFailure } from "./failure.ts";

/** No list of evenkeel's has so many pages; a hundred items are on most of AWS's. */
const mostPages = 2_000;

/**
 * Gives page after page. `next` gives the token of the page that follows, undefined for none. Rejects with an `AwsFailure` of kind
 * `unavailable` where a list does not end, and as `read` does.
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
		if (seen.has(key)) throw endless(operation, "its answers repeat the token of a page that was read already");
		if (seen.size >= mostPages) throw endless(operation, `it has more than ${mostPages} pages`);
		seen.add(key);
	} while (token !== undefined);
}

function endless(operation: string, why: string): AwsFailure {
	return new AwsFailure("unavailable", "EndlessList", operation, `the list does not end: ${why}`);
}
