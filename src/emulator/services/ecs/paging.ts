/**
 * Pagination of ECS lists. A token names the last returned item instead of a position, so that items created or deleted
 * between two pages never hide other items.
 */
import { AwsError } from "../../aws-error.ts";

/** The pagination members of a request. */
export interface PageRequest {
	readonly maxResults?: number | undefined;
	readonly nextToken?: string | undefined;
}

/** The properties of a list. */
export interface PageLimits {
	/** Identifies the list: tokens of other lists are rejected. */
	readonly list: string;
	/** The default page size. */
	readonly defaultSize: number;
	/** The maximum page size; 100 if absent. */
	readonly maximumSize?: number;
}

/** A page, with the token of the next one if there is one. */
export interface Page<T> {
	readonly items: readonly T[];
	readonly nextToken: string | undefined;
}

/**
 * The page of `items` that `request` selects. `items` are sorted by `keyOf`, in descending order if `descending` is
 * set.
 */
export function page<T>(
	items: Iterable<T>,
	keyOf: (item: T) => number | string,
	request: PageRequest,
	limits: PageLimits,
	descending = false,
): Page<T> {
	const maximum = limits.maximumSize ?? 100;
	const size = request.maxResults ?? limits.defaultSize;
	if (!Number.isInteger(size) || size < 1 || size > maximum) {
		throw new AwsError("InvalidParameterException", `maxResults must be between 1 and ${maximum}.`);
	}
	const last = request.nextToken === undefined ? undefined : readToken(limits.list, request.nextToken);
	const taken: T[] = [];
	let more = false;
	for (const item of items) {
		const key = keyOf(item);
		if (last !== undefined && (descending ? key >= last : key <= last)) continue;
		if (taken.length === size) {
			more = true;
			break;
		}
		taken.push(item);
	}
	const end = taken.at(-1);
	return { items: taken, nextToken: more && end !== undefined ? writeToken(limits.list, keyOf(end)) : undefined };
}

function writeToken(list: string, key: number | string): string {
	return Buffer.from(JSON.stringify([list, key]), "utf8").toString("base64url");
}

function readToken(list: string, token: string): number | string {
	try {
		const [of, key] = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as unknown[];
		if (of === list && (typeof key === "number" || typeof key === "string")) return key;
	} catch {
		// Falls through to the error for a malformed token.
	}
	throw new AwsError("InvalidParameterException", "Invalid token.");
}
