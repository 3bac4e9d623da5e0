/**
 * Pages of Cloud Map's lists. Filters apply after a page is cut, as at AWS, so that an empty page may still be followed by
 * others. A token names a place in the order of making, so deletions between two pages lose nothing.
 */
import { AwsError } from "../../aws-error.ts";

/** The members of a request that choose a page. */
export interface PageRequest {
	readonly MaxResults?: number | undefined;
	readonly NextToken?: string | undefined;
}

/** One page, with the token of the next one where there is one. */
export interface Page<Item> {
	readonly items: readonly Item[];
	readonly NextToken: string | undefined;
}

const largestPage = 100;

/** @param items in the order of making. */
export function pageOf<Item extends { readonly order: number }>(
	items: readonly Item[],
	request: PageRequest,
): Page<Item> {
	const { MaxResults: size = largestPage, NextToken: token } = request;
	const after = token === undefined ? -1 : placeOf(token);
	const rest = items.filter(({ order }) => order > after);
	const page = rest.slice(0, size);
	return { items: page, NextToken: rest.length > size ? tokenOf(page) : undefined };
}

function tokenOf(page: readonly { readonly order: number }[]): string {
	return Buffer.from(`after:${page.at(-1)?.order}`).toString("base64url");
}

function placeOf(token: string): number {
	const place = /^after:(\d+)$/.exec(Buffer.from(token, "base64url").toString());
	if (!place) throw new AwsError("InvalidInput", "The NextToken is not valid.");
	return Number(place[1]);
}
