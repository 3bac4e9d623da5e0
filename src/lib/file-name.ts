/** File names that are valid and unambiguous on the file systems of Linux, macOS and Windows. */
import type { NameRules } from "./distinct-names.ts";

/** Device names on Windows, with or without an extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/;

/**
 * Rules for path segments, to which an extension may be added: lower-case letters, digits, `.`, `_` and `-`. A name
 * starts with neither a dot, which hides files, nor a hyphen, which looks like an option, and does not end in a dot,
 * which Windows drops.
 */
export const fileNames: NameRules = { nearest: fileName, longest: 100, caseMatters: false };

function fileName(text: string): string {
	const plain = text
		.toLowerCase()
		.replace(/[^a-z0-9._-]+/g, "-")
		.replace(/^[.-]+|[.-]+$/g, "");
	return plain === "" ? "unnamed" : plain.replace(device, "_$1");
}
