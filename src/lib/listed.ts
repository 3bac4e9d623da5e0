/** So many names are told in one sentence. */
const mostNamed = 10;

/** `a, b, c`; of very many the first, and how many more there are. */
export function listed(names: readonly string[]): string {
	const left = names.length - mostNamed;
	return left > 0 ? `${names.slice(0, mostNamed).join(", ")} and ${left} more` : names.join(", ");
}
