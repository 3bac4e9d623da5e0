/** Selectors, by which a person means resources on a command line: an identity, in which `*` stands for any text. */
import type { Identity } from "../model/identity.ts";

/** Whether one of `selectors` means a resource. */
export function selecting(selectors: readonly string[]): (identity: Identity) => boolean {
	const patterns = selectors.map(patternOf);
	return (identity) => patterns.some((pattern) => pattern.test(identity));
}

/** Those of `selectors` that mean none of `identities`: most likely somebody has mistyped them. */
export function meaningless(selectors: readonly string[], identities: readonly Identity[]): readonly string[] {
	return selectors.filter((selector) => !identities.some(selecting([selector])));
}

function patternOf(selector: string): RegExp {
	return new RegExp(`^${selector.split("*").map(escaped).join(".*")}$`, "s");
}

/** `text` as a part of a regular expression that means nothing but itself. */
function escaped(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
