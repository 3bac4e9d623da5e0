/** Selects the entries of a folder to read, by their names. */
import { isManifestName as hasManifestEnding } from "../model/manifest-name.ts";
import type { NameFault } from "./problems.ts";

/** Whether a folder's entry of this name is a manifest. */
export function isManifestName(name: string): boolean {
	return !isSkippedName(name) && hasManifestEnding(name);
}

/** Whether an entry is skipped: hidden entries and installed packages, unless a link or the environment leads into them. */
export function isSkippedName(name: string): boolean {
	return name.startsWith(".") || name === "node_modules";
}

/**
 * Why an entry that could be or contain a manifest is not accepted by its name; undefined where it is accepted, or is a
 * file of another kind.
 */
export function nameFault(name: string, isFile: boolean): NameFault | undefined {
	const visible = name.replace(/^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu, "");
	if (isFile && !isManifestName(visible)) return undefined;
	// Node.js mangles a name that is not UTF-8, and the mangled name would look like a deleted file.
	if (name.includes("\ufffd")) return "not-utf-8";
	if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return "control-characters";
	return isFile && visible !== name ? "blank" : undefined;
}
