/** Selectors, with which commands address resources: an identity, in which `*` matches any text. */
import type { Identity } from "../model/identity.ts";

/** Matches identities against `selectors`; one match is enough. */
export function selecting(selectors: readonly string[]): (identity: Identity) => boolean {
	const patterns = selectors.map((selector) => selector.split("*"));
	return (identity) => patterns.some((parts) => fits(identity, parts));
}

/** The selectors that match none of `identities`, most likely because of a typo. */
export function meaningless(selectors: readonly string[], identities: readonly Identity[]): readonly string[] {
	return selectors.filter((selector) => !identities.some(selecting([selector])));
}

/** Whether `text` consists of the parts in order, with any text between them. */
function fits(text: string, [first = "", ...rest]: readonly string[]): boolean {
	const last = rest.pop();
	if (last === undefined) return text === first;
	if (!text.startsWith(first)) return false;
	let at = first.length;
	for (const part of rest) {
		const found = text.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return text.length - last.length >= at && text.endsWith(last);
}
