/** Names are compared with thousands of others, so only as much is counted as matters; the result is that of counting all. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { nearest } from "../../src/manifest/suggestion.ts";

/** How many letters differ, counted in full (Wagner and Fischer). */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i += 1) {
		const next = [i];
		for (let j = 1; j <= b.length; j += 1) {
			const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}

const word = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 4, maxLength: 9 });

it("finds the nearest of several names", () => {
	fc.assert(
		fc.property(word, fc.array(word, { minLength: 1, maxLength: 5 }), (written, known) => {
			const best = Math.min(...known.map((name) => distance(written, name)));
			const found = nearest(written, known);
			if (best <= 2) expect(found && distance(written, found)).toBe(best);
			else expect(found === undefined || found.endsWith(written) || written.startsWith(found)).toBe(true);
		}),
		{ numRuns: 2_000, seed: 1 },
	);
});
