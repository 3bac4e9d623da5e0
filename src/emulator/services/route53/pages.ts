/** Pages of Route 53's lists, which are cut from a sorted list at a place that the caller names. */
import { AwsError } from "../../aws-error.ts";

const defaultPageSize = 100;

/**
 * One page, with the first item of the next one where there is one. Refuses a size below 1 with InvalidInput.
 *
 * @param start the index of the first item; negative when the list ends before it.
 */
export function page<Item>(
	sorted: readonly Item[],
	start: number,
	maxItems: number | undefined,
	largest = defaultPageSize,
): { readonly items: readonly Item[]; readonly next: Item | undefined; readonly size: number } {
	const size = maxItems === undefined ? largest : Math.min(maxItems, largest);
	if (!(size >= 1)) {
		throw new AwsError("InvalidInput", `The maximum of ${maxItems} items is not valid: it must be 1 or more.`);
	}
	const items = start < 0 ? [] : sorted.slice(start, start + size);
	return { items, next: start < 0 ? undefined : sorted[start + size], size };
}
