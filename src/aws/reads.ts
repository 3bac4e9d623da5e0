/** Read functions, typed by operation. Kinds receive only a `Read` function, so that observing can never write. */
import { operationOf, type PagedOperation, type ReadOperation, type Reads } from "./operations.ts";
import { pages } from "./pages.ts";

export type { ReadOperation, Reads } from "./operations.ts";

/** Reads from AWS. Rejects with an `AwsFailure` after the retries of the retry layer are exhausted. */
export type Read = <O extends ReadOperation>(operation: O, input: Reads[O][0]) => Promise<Reads[O][1]>;

/**
 * Reads all pages and returns their items in AWS's order. AWS filters after paging, so an empty page may still have a
 * token, and only a missing token marks the end. Rejects with an `AwsFailure`.
 */
export async function readAll<O extends PagedOperation, Item>(
	read: Read,
	operation: O,
	input: Reads[O][0],
	items: (output: Reads[O][1]) => readonly Item[] | undefined,
): Promise<Item[]> {
	const all: Item[] = [];
	// The cast is safe: each page is an answer to the operation.
	for await (const page of pagesOf(read, operation, input))
		for (const item of items(page as Reads[O][1]) ?? []) all.push(item);
	return all;
}

/** Reads by operation name, for code derived from the service descriptions. Rejects with an `AwsFailure`. */
export const readNamed = (read: Read, operation: string, input: object): Promise<object> =>
	(read as unknown as (operation: string, input: object) => Promise<object>)(operation, input);

/** All pages of a list, or the single answer of an operation without pages. Rejects with an `AwsFailure`. */
export function pagesOf(read: Read, operation: string, input: object): AsyncGenerator<object, void, undefined> {
	const { pageToken = "" } = operationOf(operation).read ?? {};
	return pages<object, unknown>(
		operation,
		(token) => readNamed(read, operation, token === undefined ? input : { ...input, [pageToken]: token }),
		(output) => (output as Readonly<Record<string, unknown>>)[pageToken] || undefined,
	);
}

/** Splits a list into batches of at most `size`, the maximum of one AWS call. */
export function batches<Item>(list: readonly Item[], size: number): Item[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);
}
