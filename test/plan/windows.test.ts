/** When writing is allowed, and until when it is not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SyncWindow } from "../../src/model/manifest.ts";
import { windowFault, windowState } from "../../src/plan/windows.ts";

const hourMs = 3_600_000;
const window = (kind: SyncWindow["kind"], schedule: string, hours: number, timeZone = "UTC"): SyncWindow => ({
	...{ kind, schedule, timeZone, durationMs: hours * hourMs },
});
const office = window("allow", "0 9 * * 1-5", 8);
const weekend = window("deny", "0 22 * * 5", 56, "Europe/Berlin");
const noon = window("deny", "0 12 * * *", 1);
const always = window("deny", "* * * * *", 1);
const ms = (text: string) => Date.parse(text);

describe("windows", () => {
	// 2026-01-30 is a Friday; Berlin is one hour ahead of UTC then, and two from 2026-03-29 on.
	it.each<[string, SyncWindow[], string, string | undefined]>([
		["none", [], "2026-01-30T12:00Z", undefined],
		["inside of what allows", [office], "2026-01-30T09:00Z", undefined],
		["before it", [office], "2026-01-30T08:59:59Z", "2026-01-30T09:00:00Z"],
		["at its end, over a weekend", [office], "2026-01-30T17:00Z", "2026-02-02T09:00:00Z"],
		["inside of what denies, in its own zone", [weekend], "2026-01-30T21:00Z", "2026-02-02T05:00:00Z"],
		["a minute before that", [weekend], "2026-01-30T20:59Z", undefined],
		["in summer time", [weekend], "2026-06-05T20:00Z", "2026-06-08T04:00:00Z"],
		["what denies within what allows", [office, noon], "2026-01-30T12:30Z", "2026-01-30T13:00:00Z"],
		["what denies up to where nothing allows", [office, weekend], "2026-01-30T23:00Z", "2026-02-02T09:00:00Z"],
		["two that allow, the second open", [office, window("allow", "0 20 * * *", 1)], "2026-01-30T20:30Z", undefined],
	])("%s", (_, windows, at, until) => {
		const { pause } = windowState(windows, ms(at));
		expect(pause?.untilMs).toBe(until === undefined ? undefined : ms(until));
		expect(pause?.reason.params).toEqual(until === undefined ? undefined : expect.objectContaining({ until }));
	});

	it("that never end are a hold that a person ends", () => {
		const { pause, changesAtMs } = windowState([always], 0);
		expect(changesAtMs).toBeUndefined();
		expect(pause).toEqual({
			by: "window",
			reason: { code: "PausedByWindow", params: { denying: { schedule: "* * * * *", timeZone: "UTC" } } },
		});
	});

	it("say why, where their author did", () => {
		const { pause } = windowState([{ ...noon, reason: "lunch" }], ms("2026-01-30T12:00Z"));
		expect(pause?.reason).toEqual({
			code: "PausedByWindow",
			params: {
				until: "2026-01-30T13:00:00Z",
				denying: { schedule: "0 12 * * *", timeZone: "UTC", note: "lunch" },
			},
		});
	});

	it("change when they say so, and not before", () => {
		const some = fc.constantFrom(
			office,
			weekend,
			noon,
			window("allow", "30 */6 * * *", 5),
			window("deny", "15 3 1 * *", 30),
		);
		const moment = fc.integer({ min: ms("2026-01-01T00:00Z"), max: ms("2027-01-01T00:00Z") });
		fc.assert(
			fc.property(
				fc.array(some, { minLength: 1, maxLength: 3 }),
				moment,
				fc.double({ min: 0, max: 1, noNaN: true }),
				(windows, nowMs, part) => {
					const { pause, changesAtMs } = windowState(windows, nowMs);
					if (changesAtMs === undefined) return;
					const between = nowMs + Math.floor((changesAtMs - 1 - nowMs) * part);
					expect(windowState(windows, between).pause).toEqual(pause);
					expect(windowState(windows, changesAtMs).pause === undefined).toBe(pause !== undefined);
				},
			),
			{ numRuns: 60, seed: 1 },
		);
	});
});

describe("a window that cannot be understood", () => {
	it.each([
		["0 22 * * 5", "UTC", undefined],
		["@daily", "UTC", "schedule"],
		["0 0 22 * * 5", "UTC", "schedule"],
		["0 25 * * *", "UTC", "schedule"],
		["0 0 30 2 *", "UTC", "never"],
		["0 22 * * 5", "Europe/Berlinn", "time zone"],
	])("%s in %s", (schedule, timeZone, fault) => {
		expect(windowFault({ schedule, timeZone })).toBe(fault);
	});
});
