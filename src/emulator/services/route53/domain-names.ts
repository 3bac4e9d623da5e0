/** Validates and sorts domain names as Route 53 does. */

const longestName = 255;
const longestLabel = 63;

/** Route 53's message for an invalid name; undefined for a valid one. The name is in the client's spelling. */
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

/** Route 53's sort key for names: `www.example.com.` becomes `com.example.www`. */
export function reversedLabels(name: string): string {
	return name.slice(0, -1).split(".").reverse().join(".");
}

/** Compares by character code, as Route 53 sorts; -1, 0 or 1. */
export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
