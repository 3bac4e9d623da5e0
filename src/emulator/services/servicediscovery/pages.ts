/**
 * Pagination of Cloud Map's lists. As in AWS, filters apply after pagination, so an empty page can be followed by
 * others. A token names a position in creation order, so deletions between two pages hide nothing.
 */
import { AwsError } from "../../aws-error.ts";

/** The pagination members of a request. */
export interface PageRequest {
	readonly MaxResults?: number | undefined;
	readonly NextToken?: string | undefined;
}

/** A page, with the token of the next one if there is one. */
export interface Page<Item> {
	readonly items: readonly Item[];
	readonly NextToken: string | undefined;
}

const largestPage = 100;

/** @param items in creation order. */
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
