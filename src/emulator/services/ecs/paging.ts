/**
 * Lists in pages as ECS cuts them. A token names the last item that was given out, not a position, so that items which
 * come and go between two pages never make a reader skip one that was there all the time.
 */
import { AwsError } from "../../aws-error.ts";

/** The members of a request that choose a page. */
export interface PageRequest {
	readonly maxResults?: number | undefined;
	readonly nextToken?: string | undefined;
}

/** What differs between lists. */
export interface PageLimits {
	/** Which list it is: a token of another list is refused. */
	readonly list: string;
	/** The page's length when the request says none. */
	readonly defaultSize: number;
	/** The longest page that AWS takes; 100 where nothing else is said. */
	readonly maximumSize?: number;
}

/** One page, with the token of the next one where there is one. */
export interface Page<T> {
	readonly items: readonly T[];
	readonly nextToken: string | undefined;
}

/** The page of `items` that `request` asks for. `items` ascend by `keyOf`, or descend where `descending` is set. */
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
		// Falls through to the same refusal as a token of another shape.
	}
	throw new AwsError("InvalidParameterException", "Invalid token.");
}
