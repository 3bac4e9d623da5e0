/** Names for files: whatever the texts, each has a file of its own on every file system. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distinctNames } from "../../src/lib/distinct-names.ts";
import { fileNames } from "../../src/lib/file-name.ts";

const hostile = fc.oneof(
	fc.constantFrom("Prod", "prod", "PROD", "..", ".", "", "../../x", "a/b", "a\\b", "a-b", "a.", "a ", ".git", "-rf"),
	fc.constantFrom("con", "CON", "nul.txt", "com1", "_con", "\u001b[2J", "Ω", "Ω", "é", "e\u0301", "İ"),
	fc.constantFrom("x".repeat(99), "x".repeat(100), "x".repeat(101), "x".repeat(300), `${"x".repeat(300)}y`),
	fc.string({ unit: "binary", maxLength: 12 }),
	fc.string({ unit: fc.constantFrom("a", "A", "/", ".", "-", "_", " "), maxLength: 6 }),
);

/** Windows' rules, the strictest ones (Microsoft, "Naming Files, Paths, and Namespaces"). */
function expectSafe(name: string): void {
	expect(name).toMatch(/^[a-z0-9_][a-z0-9._-]*$/);
	expect(name).not.toMatch(/\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/);
	expect(name.length).toBeLessThanOrEqual(fileNames.longest);
}

describe("file names", () => {
	it("are safe, and of different texts differ in more than case", () => {
		fc.assert(
			fc.property(fc.uniqueArray(hostile, { maxLength: 12 }), (texts) => {
				const names = distinctNames(texts, fileNames);
				expect([...names.keys()].sort()).toEqual([...texts].sort());
				for (const name of names.values()) expectSafe(name);
				expect(new Set([...names.values()].map((name) => name.toLowerCase())).size).toBe(texts.length);
			}),
			{ numRuns: 500, seed: 1 },
		);
	});

	it.each([
		[
			["api", "order-api"],
			["api", "order-api"],
		],
		[["OrderApi"], ["orderapi"]],
		[
			["prod", "Prod"],
			["prod", expect.stringMatching(/^prod-[0-9a-f]{8}$/)],
		],
		[["../up"], ["up"]],
		[
			["CON", "aux.log"],
			["_con", "_aux.log"],
		],
		[["shop/internal"], ["shop-internal"]],
	])("of %j are readable", (texts, expected) => {
		const names = distinctNames(texts, fileNames);
		expect(texts.map((text) => names.get(text))).toEqual(expected);
	});

	it("do not depend on the order of the texts", () => {
		const texts = ["Prod", "prod", "PROD", "a/b", "a-b"];
		expect(distinctNames([...texts].reverse(), fileNames)).toEqual(distinctNames(texts, fileNames));
	});
});
