/** Maximum number of names in one sentence. */
const maxNamed = 10;

/** `a, b, c`; for a long list the first names and the number of the others. */
export function listed(names: readonly string[]): string {
	const left = names.length - maxNamed;
	return left > 0 ? `${names.slice(0, maxNamed).join(", ")} and ${left} more` : names.join(", ");
}
