/**
 * Converts domain names to the canonical form of hosted zones: lower case, fully qualified, unusual characters as octal
 * escapes.
 */

/** The leftmost label of a wildcard name; Route 53 stores the asterisk as its octal code. */
export const wildcardLabel = "\\052";

/** `_Web.Example.com` becomes `_web.example.com.`, and `*` becomes `\052`. Escapes of ordinary characters are decoded. */
export function canonicalName(name: string): string {
	const dotted = name.endsWith(".") ? name : `${name}.`;
	return dotted
		.replace(/\\([0-7]{3})|[^a-z0-9._-]/gi, (part, code?: string) => {
			if (!code) return octal(part);
			const character = String.fromCharCode(Number.parseInt(code, 8));
			return /[a-z0-9_-]/i.test(character) ? character : part;
		})
		.toLowerCase();
}

/** Whether `name` is the zone's apex or below it; both names are canonical. */
export function isWithin(name: string, zoneName: string): boolean {
	return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** The name without its leftmost label; empty for a single label. */
export function parentOf(name: string): string {
	return name.slice(name.indexOf(".") + 1);
}

function octal(character: string): string {
	return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
