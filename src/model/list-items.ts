/** Finds the member that identifies the items of an AWS list. */
import { itemKeys } from "../aws/structures.ts";
import { isRecord } from "../lib/json.ts";

/**
 * The first member that all items of both lists have and that is unique in each list; undefined if there is none, or no
 * items.
 */
export function itemKeyOf(one: readonly unknown[], other: readonly unknown[]): string | undefined {
	if (one.length + other.length === 0) return undefined;
	return itemKeys.find((key) => tellsApart(key, one) && tellsApart(key, other));
}

function tellsApart(key: string, list: readonly unknown[]): boolean {
	const names = list.map((item) => (isRecord(item) ? item[key] : undefined));
	const areNames = names.every((name) => typeof name === "string" || typeof name === "number");
	return areNames && new Set(names).size === names.length;
}
