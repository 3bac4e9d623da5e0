/** Words for a shell, read by a shell. */
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quotedWord, shellWord } from "../../src/lib/shell.ts";

describe.each([shellWord, quotedWord])("%o", (word) => {
	it("is one word to a shell, and means the text", () => {
		const texts = fc.sample(fc.string({ unit: "grapheme-ascii", maxLength: 12 }), { numRuns: 200, seed: 1 });
		const all = [...texts, "$(id)", "`id`", "a;b", "-rf", "it's", "*", "~", "a\nb", ""];
		const said = execFileSync("sh", ["-c", `printf '%s\\0' ${all.map(word).join(" ")}`]).toString();
		expect(said.split("\0").slice(0, -1)).toEqual(all);
	});
});

it("a plain word stands without quotes", () => {
	expect(shellWord("Service/shop/order-api")).toBe("Service/shop/order-api");
	expect(shellWord("Namespace/$(id)")).toBe("'Namespace/$(id)'");
});
