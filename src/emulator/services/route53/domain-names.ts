/**
 * Domain names as Route 53 files, compares and refuses them: lower case, fully qualified, unusual characters as octal
 * escapes, and sorted by labels from the right.
 */

/** The leftmost label that stands for any; Route 53 files the asterisk as its octal code. */
export const wildcardLabel = "\\052";

const longestName = 255;
const longestLabel = 63;

/** `_Web.Example.com` becomes `_web.example.com.`, and `*` becomes `\052`; an escape of a usual character is that character. */
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

/** Route 53's sentence for a name that cannot be; undefined for one that can. The name is as the caller wrote it. */
export function nameProblem(name: string): string | undefined {
	const fatal = (problem: string, where = name) => `FATAL problem: ${problem} encountered with '${where}'`;
	const labels = name.replace(/\.$/, "").split(".");
	if (name === "") return fatal("DomainNameEmpty (Domain name is empty)");
	if (labels.includes("")) return fatal("DomainLabelEmpty (Domain label is empty)");
	const unsupported = /[^\x21-\x7e]/.exec(name)?.[0];
	if (unsupported) return fatal("UnsupportedCharacter (Value contains unsupported characters)", unsupported);
	const lengths = labels.map((label) => label.replace(/\\[0-7]{3}/g, "x").length);
	if (lengths.some((length) => length > longestLabel)) return fatal("DomainLabelTooLong (Domain label is too long)");
	const total = lengths.reduce((sum, length) => sum + length + 1, 0);
	return total > longestName ? fatal("DomainNameTooLong (Domain name is too long)") : undefined;
}

/** Whether `name` is the zone's own name or lies beneath it; both canonical. */
export function isWithin(name: string, zoneName: string): boolean {
	return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** The name without its leftmost label; empty for a name of one label. */
export function parentOf(name: string): string {
	return name.slice(name.indexOf(".") + 1);
}

/** The key by which Route 53 sorts names: `www.example.com.` becomes `com.example.www`. */
export function reversedLabels(name: string): string {
	return name.slice(0, -1).split(".").reverse().join(".");
}

/** By the codes of the characters, as Route 53 sorts; -1, 0 or 1. */
export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

function octal(character: string): string {
	return [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
