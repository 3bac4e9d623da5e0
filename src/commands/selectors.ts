/**
 * What a command says of selectors that mean nothing. Most often a name of a manifest was written where AWS's is wanted,
 * or a kind in small letters, so the sentence names what is near, or else what a selector looks like.
 */
import { nearest } from "../manifest/suggestion.ts";
import type { Identity } from "../model/identity.ts";
import { meaningless } from "../plan/selector.ts";

const form = " Write an identity as status prints it, such as Service/shop/order-api; * stands for any text.";

/**
 * A sentence on those of `selectors` that mean none of `identities`; undefined when each means something. `known` are all the
 * identities that may have been meant, and `what` says what they are.
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
