/** Suggests a known word for an unknown one: the same word in different case, a typing error, or a part of the word. */

/** Longer words are not compared, because untrusted manifests could occupy the CPU. */
const longestName = 80;

/** The word of `known` nearest to `written`; undefined if none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
	if (written.length > longestName) return undefined;
	const text = plain(written);
	const most = text.length <= 3 ? 1 : 2;
	let best: { readonly name: string; readonly distance: number } | undefined;
	for (const name of known) {
		const between = name.length > longestName ? most + 1 : distance(text, plain(name));
		if (between <= most && between < (best?.distance ?? most + 1)) best = { name, distance: between };
	}
	return best?.name ?? known.find((name) => isPart(text, plain(name)));
}

/** Such as `count` for `desiredCount`, `registryName` for `registry`, `PRIVATE` for `DNS_PRIVATE`. */
function isPart(written: string, name: string): boolean {
	return (written.length >= 4 && name.endsWith(written)) || (name.length >= 5 && written.startsWith(name));
}

function plain(text: string): string {
	return text.toLowerCase().replace(/[\s_.-]/g, "");
}

/** Distances above this limit are not computed. */
const farthest = 3;

/**
 * The edit distance of two words, at most `farthest`. Only the diagonal band is computed; it stops at the first row above
 * the limit.
 */
function distance(a: string, b: string): number {
	if (Math.abs(a.length - b.length) >= farthest) return farthest;
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i += 1) {
		const next: number[] = i < farthest ? [i] : [];
		for (let j = Math.max(1, i - farthest + 1); j <= Math.min(b.length, i + farthest - 1); j += 1) {
			const replaced = (row[j - 1] ?? farthest) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next[j] = Math.min(replaced, (row[j] ?? farthest) + 1, (next[j - 1] ?? farthest) + 1, farthest);
		}
		if (next.every((count) => count >= farthest)) return farthest;
		row = next;
	}
	return Math.min(row[b.length] ?? farthest, farthest);
}
