/** Pagination of Route 53's sorted lists, in which the client names the start. */
import { AwsError } from "../../aws-error.ts";

const defaultPageSize = 100;

/**
 * One page, with the first item of the next one if there is one. Rejects a size below 1 with InvalidInput.
 *
 * @param start the index of the first item; negative if the list ends before it.
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
