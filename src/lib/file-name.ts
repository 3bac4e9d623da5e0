/** File names that mean one file in one folder on every file system: Linux, macOS and Windows. */
import type { NameRules } from "./distinct-names.ts";

/** Devices on Windows, whatever comes after a dot (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/;

/**
 * For a part of a path, to which an ending may be added: small letters, digits, `.`, `_` and `-`. It is neither hidden nor an
 * option of a command, since it begins with neither a dot nor a hyphen, and it does not end in a dot, which Windows drops.
 */
export const fileNames: NameRules = { nearest: fileName, longest: 100, caseMatters: false };

function fileName(text: string): string {
	const plain = text
		.toLowerCase()
		.replace(/[^a-z0-9._-]+/g, "-")
		.replace(/^[.-]+|[.-]+$/g, "");
	return plain === "" ? "unnamed" : plain.replace(device, "_$1");
}
