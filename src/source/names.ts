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
