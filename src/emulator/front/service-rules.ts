/** Defines what each service declares to the front: request rates, error codes and the format of its lists. */
import type { AwsError } from "../aws-error.ts";

/** Operations that share a token bucket. Each operation of a service belongs to exactly one group. */
export interface RateGroup {
	/** Without the service's prefix; `all` is one bucket for the whole service. */
	readonly operations: readonly string[] | "all";
	/** `unpublished` if AWS documents no rate: such operations are never throttled. */
	readonly limit: Rate | "unpublished";
	/** The error code, if it differs from the service's other throttling. */
	readonly throttledAs?: string;
}

/** A token bucket. */
export interface Rate {
	/** The maximum number of simultaneous requests. */
	readonly burst: number;
	readonly perSecond: number;
}

/** A group of the operations in `names`, which are separated by spaces. */
export function rate(burst: number, perSecond: number, names: string): RateGroup {
	return { operations: names.split(" "), limit: { burst, perSecond } };
}

/** The error codes and texts of AWS's front end for a service. */
export interface FrontRefusals {
	/** The code of "Rate exceeded". */
	readonly throttled: string;
	/** The code of IAM's access error. */
	readonly accessDenied: string;
	/** An internal AWS error, HTTP 500. */
	readonly internalFailure: { readonly code: string; readonly message: string };
}

/** An operation that AWS serializes per subject, such as changes of one hosted zone. */
export interface OneAtATime {
	/** The input member that names the subject. */
	readonly member: string;
	/** The error while the subject is busy. */
	readonly busy: () => AwsError;
}

/** The format of a service's lists, used to create partial answers. */
export interface ListTraits {
	/** Matches the names of paginated operations. */
	readonly paged: RegExp;
	/** The input and output member with the page token; undefined if pages start at markers. */
	readonly token?: "nextToken" | "NextToken";
	/** Members of an answer that are present and not false while more pages follow. */
	readonly more: readonly string[];
	/** Lists in an answer that contain no items. */
	readonly notItems?: readonly string[];
}

/** The declarations of a service for the front. */
export interface ServiceRules {
	/** The prefix of its actions in IAM policies, such as `ecs`. */
	readonly name: string;
	readonly rates: readonly RateGroup[];
	readonly refusals: FrontRefusals;
	/** By operation. */
	readonly oneAtATime?: Readonly<Record<string, OneAtATime>>;
	readonly lists: ListTraits;
}

/** AWS's text for failures without details. */
export const unknownError = "The request processing has failed because of an unknown error.";

/** The groups of all operations, cached after the first lookup. */
const known = new WeakMap<readonly RateGroup[], Map<string, RateGroup>>();

/** The group of an operation. Throws if there is none or more than one, which is a bug of the service's table. */
export function rateGroupOf({ name, rates }: Pick<ServiceRules, "name" | "rates">, operation: string): RateGroup {
	const found = known.get(rates) ?? new Map<string, RateGroup>();
	known.set(rates, found);
	const before = found.get(operation);
	if (before) return before;
	const [group, ...others] = rates.filter(({ operations }) => operations === "all" || operations.includes(operation));
	if (!group || others.length > 0)
		throw new Error(`${name}:${operation} is in ${group ? "several rate groups" : "no rate group"}.`);
	found.set(operation, group);
	return group;
}
