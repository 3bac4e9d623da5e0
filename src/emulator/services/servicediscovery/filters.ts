/**
 * The filters of Cloud Map's lists. They are read before any item is looked at, so that a wrong one is refused on an empty
 * list too; an item must meet all of them.
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

/** What must hold for every filter, given how one filter is read. */
export function filterOf<Item>(
	filters: readonly Filter[] | undefined,
	read: (filter: Filter) => (item: Item) => boolean,
): (item: Item) => boolean {
	const tests = (filters ?? []).map(read);
	return (item) => tests.every((test) => test(item));
}

/** The one value of a filter, which must be one of `allowed` where that is given; else refuses with InvalidInput. */
export function oneValue(filter: Filter, allowed?: readonly string[]): string {
	const [value, ...more] = filter.Values ?? [];
	if (value === undefined || more.length > 0 || (allowed && !allowed.includes(value))) throw invalidFilter(filter);
	return value;
}

/** Whether namespaces of the account itself are asked for; there are no shared ones of other accounts here. */
export function asksForOwn(filter: Filter): boolean {
	return oneValue(filter, ["SELF", "OTHER_ACCOUNTS"]) === "SELF";
}

/** AWS's refusal of a filter whose values or condition it does not take. */
export function invalidFilter({ Name, Condition = "EQ" }: Filter): AwsError {
	return refused(`The filter ${Name} does not take these values with the condition ${Condition}.`);
}
