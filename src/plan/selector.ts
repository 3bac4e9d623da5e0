/** Selectors, by which a person means resources on a command line: an identity, in which `*` stands for any text. */
import type { Identity } from "../model/identity.ts";

/** Whether one of `selectors` means a resource. */
export function selecting(selectors: readonly string[]): (identity: Identity) => boolean {
	const patterns = selectors.map((selector) => selector.split("*"));
	return (identity) => patterns.some((parts) => fits(identity, parts));
}

/** Those of `selectors` that mean none of `identities`: most likely somebody has mistyped them. */
export function meaningless(selectors: readonly string[], identities: readonly Identity[]): readonly string[] {
	return selectors.filter((selector) => !identities.some(selecting([selector])));
}

/** Whether `text` has the parts one after the other, from its beginning to its end. */
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
