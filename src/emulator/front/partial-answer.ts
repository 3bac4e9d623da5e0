/**
 * Creates incomplete answers that clients of AWS must handle: lists that end early, empty pages followed by others
 * (documented by Cloud Map for filtered lists), and descriptions without some of the requested items.
 */
import { isRecord } from "../../lib/json.ts";
import type { Random } from "../../lib/random.ts";
import type { AwsRequest } from "./request.ts";

type Answer = Readonly<Record<string, unknown>>;

/** The prefix of an empty page's token. The rest is the token of the withheld page, if it had one. */
const tokenOfEmptyPage = "after-an-empty-page.";

/**
 * The incomplete answer; undefined if this kind of answer cannot be incomplete in this way.
 *
 * @param lacks `lastPage`: the last page of a list is empty. `page`: an empty page precedes the real one, if the list
 * has
 * tokens. `items`: each item is missing with probability 1/2, and at least one is missing.
 */
export function partialAnswer(
	request: AwsRequest,
	answer: unknown,
	lacks: "lastPage" | "page" | "items",
	random: Random,
): Answer | undefined {
	const lists = isRecord(answer) ? itemLists(request, answer) : [];
	if (!isRecord(answer) || lists.length === 0) return undefined;
	if (lacks === "items") return withoutSome(answer, lists, random);
	if (!request.service.lists.paged.test(request.operation)) return undefined;
	const empty = { ...answer, ...Object.fromEntries(lists.map((name) => [name, []])) };
	if (lacks === "lastPage") return isLastPage(request, answer) ? empty : undefined;
	return emptyPage(request, empty);
}

/** The original input, if the input carries the token of an empty page. */
export function withoutTokenOfEmptyPage({ service, input }: AwsRequest): Answer {
	const member = service.lists.token;
	if (!member || !isTokenOfEmptyPage(input[member])) return input;
	const { [member]: token, ...others } = input;
	const original = String(token).slice(tokenOfEmptyPage.length);
	return original === "" ? others : { ...others, [member]: original };
}

function emptyPage({ service, input }: AwsRequest, empty: Answer): Answer | undefined {
	const member = service.lists.token;
	if (!member) return undefined;
	const token = input[member];
	// The page after an empty one is always complete, so that pagination ends.
	if (isTokenOfEmptyPage(token)) return undefined;
	return { ...empty, [member]: `${tokenOfEmptyPage}${token ?? ""}` };
}

function isTokenOfEmptyPage(token: unknown): boolean {
	return typeof token === "string" && token.startsWith(tokenOfEmptyPage);
}

function withoutSome(answer: Answer, lists: readonly string[], random: Random): Answer | undefined {
	if (lists.every((name) => (answer[name] as unknown[]).length === 0)) return undefined;
	const kept = lists.map((name) => {
		const items = answer[name] as unknown[];
		const missing = Math.floor(random() * items.length);
		return [name, items.filter((_, index) => index !== missing && random() < 0.5)] as const;
	});
	return { ...answer, ...Object.fromEntries(kept) };
}

/** The lists of items at the top level of an answer. */
function itemLists({ service }: AwsRequest, answer: Answer): readonly string[] {
	const { notItems = [] } = service.lists;
	return Object.keys(answer).filter((name) => !notItems.includes(name) && Array.isArray(answer[name]));
}

function isLastPage({ service }: AwsRequest, answer: Answer): boolean {
	return service.lists.more.every((name) => answer[name] === undefined || answer[name] === false);
}
