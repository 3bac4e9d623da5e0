import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sameJson, stableJson } from "../../src/lib/json.ts";

/** Plain data with all that is easily told apart wrongly: undefined members, nulls, dates, empty lists and objects. */
const { plain } = fc.letrec<{ plain: unknown }>((tie) => ({
	plain: fc.oneof(
		{ maxDepth: 3 },
		fc.constantFrom(undefined, null, 0, -0, 1, "", "a", true, Number.NaN, new Date(0), "1970-01-01T00:00:00.000Z"),
		fc.array(tie("plain"), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom("a", "b", "__proto__", "constructor"), tie("plain"), { maxKeys: 3 }),
	),
}));

describe("sameJson", () => {
	it("says of any two values whether they are written alike", () => {
		fc.assert(
			fc.property(plain, plain, (a, b) => sameJson(a, b) === (stableJson(a) === stableJson(b))),
			{
				numRuns: 5_000,
			},
		);
	});

	it("does not mind the order of members, and minds that of items", () => {
		expect(sameJson({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true);
		expect(sameJson([1, 2], [2, 1])).toBe(false);
	});
});
