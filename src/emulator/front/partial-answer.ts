/**
 * Answers that lack something which is there, as readers of AWS must expect them: lists that end early, empty pages that are
 * followed by others (Cloud Map documents them for filtered lists), and descriptions without some of what was asked for.
 */
import { isRecord } from "../../lib/json.ts";
import type { Random } from "../../lib/random.ts";
import type { AwsRequest } from "./request.ts";

type Answer = Readonly<Record<string, unknown>>;

/** Leads the token of an empty page; what follows it is the token of the page that was kept back, if it had one. */
const tokenOfEmptyPage = "after-an-empty-page.";
const tokenMembers = ["nextToken", "NextToken"];

/**
 * The answer without something, or undefined for an answer that can lack nothing of the kind.
 *
 * @param lacks `lastPage`: the page that would end a list comes empty. `page`: an empty page comes first, with a token that
 * leads to the real one; where lists have tokens, so not in Route 53. `items`: each item is missing with even chance, at least one.
 */
export function partialAnswer(
	request: AwsRequest,
	answer: unknown,
	lacks: "lastPage" | "page" | "items",
	random: Random,
): Answer | undefined {
	const lists = isRecord(answer) ? itemLists(answer) : [];
	if (!isRecord(answer) || lists.length === 0) return undefined;
	if (lacks === "items") return withoutSome(answer, lists, random);
	if (!isPaged(request)) return undefined;
	const empty = { ...answer, ...Object.fromEntries(lists.map((name) => [name, []])) };
	if (lacks === "lastPage") return isLastPage(answer) ? empty : undefined;
	return emptyPage(request, empty);
}

/** The input as the service knows it, when it carries the token of an empty page. */
export function withoutTokenOfEmptyPage(input: Answer): Answer {
	const member = tokenMembers.find((name) => isTokenOfEmptyPage(input[name]));
	if (!member) return input;
	const { [member]: token, ...others } = input;
	const original = String(token).slice(tokenOfEmptyPage.length);
	return original === "" ? others : { ...others, [member]: original };
}

function emptyPage({ service, input }: AwsRequest, empty: Answer): Answer | undefined {
	if (service === "route-53") return undefined;
	const member = service === "servicediscovery" ? "NextToken" : "nextToken";
	const token = input[member];
	// The page behind an empty one comes, whatever the rule says, so that a reader who goes on gets to the end.
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

/** The lists at the top of an answer; what ECS could not find is no item of it. */
function itemLists(answer: Answer): readonly string[] {
	return Object.keys(answer).filter((name) => name !== "failures" && Array.isArray(answer[name]));
}

function isPaged({ name }: AwsRequest): boolean {
	return /:(List(?!Tags)|DescribeLogGroups$)/.test(name);
}

function isLastPage(answer: Answer): boolean {
	return answer.IsTruncated !== true && tokenMembers.every((name) => answer[name] === undefined);
}
