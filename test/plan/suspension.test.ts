import { describe, expect, it } from "vitest";
import { suspensionOf, suspensionTag } from "../../src/plan/suspension.ts";

const noon = Date.parse("2026-01-01T12:00:00Z");
const judged = (value: string, suspend = false) => suspensionOf({ suspend }, { "evenkeel:suspended": value }, noon);

describe("suspensionOf", () => {
	it.each([
		["2026-01-01T12:00:00.001Z why not", "it is suspended until 2026-01-01T12:00:00.001Z (why not)"],
		["2026-01-01T13:00:00Z", "it is suspended until 2026-01-01T13:00:00Z"],
		["2026-01-01T12:00:00.000Z over at this moment", undefined],
		["2025-01-01T12:00:00.000Z long over", undefined],
		["for ever", "it is suspended by its tag evenkeel:suspended, which does not begin with a time and so never ends"],
		["5", "it is suspended by its tag evenkeel:suspended, which does not begin with a time and so never ends"],
		[
			"2026-99-99T12:00:00Z",
			"it is suspended by its tag evenkeel:suspended, which does not begin with a time and so never ends",
		],
	])("reads the tag %s", (value, clause) => {
		expect(judged(value)?.clause).toBe(clause);
	});

	it("takes the manifest's word before the tag's", () => {
		expect(judged("2026-01-01T13:00:00Z", true)?.health.reason).toBe("Suspended by its manifest.");
	});

	it("reads nothing where tags were not read", () => {
		expect(suspensionOf({ suspend: false }, undefined, noon)).toBeUndefined();
	});
});

describe("suspensionTag", () => {
	it("is read as it was written, up to a whole second", () => {
		const tag = suspensionTag(noon + 1, "incident 42") ?? {};
		const clause = "it is suspended until 2026-01-01T12:00:01Z (incident 42)";
		expect(suspensionOf({ suspend: false }, tag, noon + 999)?.clause).toBe(clause);
		expect(suspensionOf({ suspend: false }, tag, noon + 1_000)).toBeUndefined();
	});

	it.each([["what?"], ["x".repeat(236)], ["a\nb"]])("is none for a reason that AWS would not take: %j", (reason) => {
		expect(suspensionTag(noon, reason)).toBeUndefined();
	});
});
