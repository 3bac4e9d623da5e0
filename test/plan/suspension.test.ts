import { describe, expect, it } from "vitest";
import { suspensionOf, suspensionTag } from "../../src/plan/suspension.ts";

const noon = Date.parse("2026-01-01T12:00:00Z");
const judged = (value: string, suspend = false) => suspensionOf({ suspend }, { "evenkeel:suspended": value }, noon);

function byTag(params: object) {
	return { code: "SuspendedByTag", params: { tag: "evenkeel:suspended", ...params } };
}

describe("suspensionOf", () => {
	it.each([
		["2026-01-01T12:00:00.001Z why not", { until: "2026-01-01T12:00:00.001Z", note: "why not" }],
		["2026-01-01T13:00:00Z", { until: "2026-01-01T13:00:00Z" }],
		["2026-01-01T12:00:00.000Z over at this moment", undefined],
		["2025-01-01T12:00:00.000Z long over", undefined],
		["for ever", {}],
		["5", {}],
		["2026-99-99T12:00:00Z", {}],
	])("reads the tag %s", (value, params) => {
		expect(judged(value)?.reason).toEqual(params && byTag(params));
	});

	it("takes the manifest's word before the tag's", () => {
		expect(judged("2026-01-01T13:00:00Z", true)?.health.reason?.code).toBe("SuspendedByManifest");
	});

	it("reads nothing where tags were not read", () => {
		expect(suspensionOf({ suspend: false }, undefined, noon)).toBeUndefined();
	});
});

describe("suspensionTag", () => {
	it("is read as it was written, up to a whole second", () => {
		const tag = suspensionTag(noon + 1, "incident 42") ?? {};
		const reason = byTag({ until: "2026-01-01T12:00:01Z", note: "incident 42" });
		expect(suspensionOf({ suspend: false }, tag, noon + 999)?.reason).toEqual(reason);
		expect(suspensionOf({ suspend: false }, tag, noon + 1_000)).toBeUndefined();
	});

	it.each([["what?"], ["x".repeat(236)], ["a\nb"]])("is none for a reason that AWS would not take: %j", (reason) => {
		expect(suspensionTag(noon, reason)).toBeUndefined();
	});
});
