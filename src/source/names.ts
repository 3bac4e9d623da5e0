/** Which entries of a folder are looked at, as far as their names tell. */
import { isManifestName as hasManifestEnding } from "../model/manifest-name.ts";

/** Whether a folder's entry of this name is a manifest. */
export function isManifestName(name: string): boolean {
	return !isSkippedName(name) && hasManifestEnding(name);
}

/** Hidden entries and installed packages are never looked at, unless a link or the environment leads into them. */
export function isSkippedName(name: string): boolean {
	return name.startsWith(".") || name === "node_modules";
}

/** Why an entry that could be or hold a manifest cannot be taken by its name; undefined where it can, or is a file of another kind. */
export function nameFault(name: string, isFile: boolean): string | undefined {
	const visible = name.replace(/^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu, "");
	if (isFile && !isManifestName(visible)) return undefined;
	// A name that is no UTF-8 reaches us mangled, and asking for the mangled name would look like a vanished file.
	if (name.includes("\ufffd")) return "This name is not valid UTF-8; rename it.";
	if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return "This name holds control characters; rename it.";
	return isFile && visible !== name ? "This name begins or ends with a blank; rename it." : undefined;
}
