/**
 * The filters of Cloud Map's lists. They are validated before any item is read, so an invalid filter is rejected even
 * if the list is empty; an item must match all of them.
 */
import type { FilterCondition } from "@aws-sdk/client-servicediscovery";
import type { AwsError } from "../../aws-error.ts";
import { refused } from "./rules.ts";

/** The members that all filters share. */
export interface Filter {
	readonly Name: string | undefined;
	readonly Values: readonly string[] | undefined;
	readonly Condition?: FilterCondition | undefined;
}

/** Combines all filters, given a parser for one filter. */
export function filterOf<Item>(
	filters: readonly Filter[] | undefined,
	read: (filter: Filter) => (item: Item) => boolean,
): (item: Item) => boolean {
	const tests = (filters ?? []).map(read);
	return (item) => tests.every((test) => test(item));
}

/** The single value of a filter, which must be one of `allowed` if given; otherwise rejects with InvalidInput. */
export function oneValue(filter: Filter, allowed?: readonly string[]): string {
	const [value, ...more] = filter.Values ?? [];
	if (value === undefined || more.length > 0 || (allowed && !allowed.includes(value))) throw invalidFilter(filter);
	return value;
}

/** Whether the filter selects namespaces of the account itself; no namespaces are shared by other accounts. */
export function asksForOwn(filter: Filter): boolean {
	return oneValue(filter, ["SELF", "OTHER_ACCOUNTS"]) === "SELF";
}

/** AWS's error for a filter with an unsupported value or condition. */
export function invalidFilter({ Name, Condition = "EQ" }: Filter): AwsError {
	return refused(`The filter ${Name} does not take these values with the condition ${Condition}.`);
}
