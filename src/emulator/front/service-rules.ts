/** What the front has to know of a service: its request rates, its refusals, and how it answers lists. Each service declares it. */
import type { AwsError } from "../aws-error.ts";

/** Operations that draw from one token bucket. Every operation of a service is in exactly one group. */
export interface RateGroup {
	/** Without the service's prefix; `all` is one bucket for the whole service. */
	readonly operations: readonly string[] | "all";
	/** `unpublished` where AWS documents no rate: such operations are never throttled. */
	readonly limit: Rate | "unpublished";
	/** The code of the refusal, where it differs from the service's other throttling. */
	readonly throttledAs?: string;
}

/** A token bucket. */
export interface Rate {
	/** Requests that may come at once. */
	readonly burst: number;
	readonly perSecond: number;
}

/** A group of the operations in `names`, which are separated by spaces. */
export function rate(burst: number, perSecond: number, names: string): RateGroup {
	return { operations: names.split(" "), limit: { burst, perSecond } };
}

/** The codes and texts with which AWS's front end refuses in a service's name. */
export interface FrontRefusals {
	/** The code of "Rate exceeded". */
	readonly throttled: string;
	/** The code of IAM's refusal. */
	readonly accessDenied: string;
	/** A failure of AWS's own, HTTP 500. */
	readonly internalFailure: { readonly code: string; readonly message: string };
}

/** What AWS does one at a time for a subject, such as changes of one hosted zone. */
export interface OneAtATime {
	/** The member of the input that names the subject. */
	readonly member: string;
	/** The refusal while the subject is busy. */
	readonly busy: () => AwsError;
}

/** How a service answers lists, for answers that are partial on demand. */
export interface ListTraits {
	/** Matches the names of operations that answer in pages. */
	readonly paged: RegExp;
	/** The member of input and output that holds a page's token; undefined where pages begin at markers. */
	readonly token?: "nextToken" | "NextToken";
	/** Members of an answer that are there, and not false, while pages follow. */
	readonly more: readonly string[];
	/** Lists in an answer that hold no items. */
	readonly notItems?: readonly string[];
}

/** What the front knows of a service. */
export interface ServiceRules {
	/** The prefix of its actions in IAM policies, such as `ecs`. */
	readonly name: string;
	readonly rates: readonly RateGroup[];
	readonly refusals: FrontRefusals;
	/** By operation. */
	readonly oneAtATime?: Readonly<Record<string, OneAtATime>>;
	readonly lists: ListTraits;
}

/** AWS's text for failures of which it tells nothing. */
export const unknownError = "The request processing has failed because of an unknown error.";

/** The groups of all operations, once they were looked for. */
const known = new WeakMap<readonly RateGroup[], Map<string, RateGroup>>();

/** The group of an operation. Throws when there is none or more than one: a bug of the service's table. */
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
