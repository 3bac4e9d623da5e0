/** Checks the table of features: each proof must be an existing test with that exact title. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { othersHave } from "./features/others-have.ts";
import { usersAskFor } from "./features/users-ask-for.ts";

const features = [...othersHave, ...usersAskFor];

describe("the table of features", () => {
	it.each(features)("names tests that exist: $what", ({ proofs, missing }) => {
		expect(proofs.length > 0 || missing !== undefined).toBe(true);
		for (const [file, title] of proofs) {
			expect(readFileSync(new URL(`../${file}`, import.meta.url), "utf8")).toContain(`"${title}"`);
		}
	});

	it("lists each feature once", () => {
		const names = features.map(({ what }) => what);
		expect(new Set(names).size).toBe(names.length);
	});
});
