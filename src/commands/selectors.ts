/**
 * Reports selectors that match nothing.
 * Usually the name of a manifest was written instead of AWS's, or a kind in lower case, so the sentence suggests a near
 * match, or else shows the form of a selector.
 */
import { nearest } from "../manifest/suggestion.ts";
import type { Identity } from "../model/identity.ts";
import { meaningless } from "../plan/selector.ts";

const form = " Write an identity as status prints it, such as Service/shop/order-api; * stands for any text.";

/**
 * A sentence about the `selectors` that match none of `identities`; undefined when each matches. `known` are the possible
 * suggestions, and `what` is the sentence's subject.
 */
export function meantByNothing(
	selectors: readonly string[],
	identities: readonly Identity[],
	known: readonly Identity[] = identities,
	what = "No declared or owned resource",
): string | undefined {
	const unknown = meaningless(selectors, identities);
	const [first] = unknown;
	if (first === undefined) return undefined;
	const near = nearest(first, known);
	return `${what} matches ${unknown.join(" ")}.${near === undefined ? form : ` Did you mean ${near}?`}`;
}
