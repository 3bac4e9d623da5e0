/** What is known of what a call names decides whether it is sent, waits, or waits to be looked up. */
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/kinds/list.ts";
import { identity } from "../../src/model/identity.ts";
import type { Item, Verdict } from "../../src/model/plan.ts";
import {
	type PreflightTopic,
	type Prerequisite,
	prerequisiteKey,
	type Remembered,
} from "../../src/model/prerequisite.ts";
import { because, type Reason } from "../../src/model/reason.ts";
import type { PlanContext } from "../../src/plan/context.ts";
import { withoutMissing, withoutUnasked } from "../../src/plan/preflight.ts";

const image: Prerequisite = { topic: "images", image: "web:1" };
const role: Prerequisite = { topic: "roles", role: "web", usedBy: "ecs-tasks.amazonaws.com" };
const call: Verdict = {
	outcome: "action",
	action: "create",
	call: {
		operation: "ecs:RegisterTaskDefinition",
		input: { family: "web", taskRoleArn: "web", containerDefinitions: [{ image: "web:1" }, { image: "web:1" }] },
	},
	reason: because("NotFound"),
};

const found = { is: "found" } as const;
const roleMissing = because("RoleMissing", { role: "web" });
const imageMissing = because("ImageMissing", { image: "web:1", said: "None." });
const missing = (reason: Reason) => ({ is: "missing", reason }) as const;
const undetermined = (what: string) => ({ is: "not told", what, cause: "nobody answers." }) as const;
const fresh = (finding: object, untilMs = 10): Remembered => ({ ...finding, untilMs, isOld: false }) as Remembered;
const old = (finding: object): Remembered => ({ ...finding, untilMs: 1, isOld: true }) as Remembered;

/** The verdict after one of the two steps. */
function judged(
	step: typeof withoutMissing,
	verdict: Verdict,
	known: readonly (readonly [Prerequisite, Remembered])[] | undefined,
	preflight: readonly PreflightTopic[] = ["images", "roles"],
): Verdict | undefined {
	const item = { identity: identity("TaskDefinition", "web"), verdict } as Item;
	const findings = known && new Map(known.map(([wanted, finding]) => [prerequisiteKey(wanted), finding]));
	const context = {
		input: { kinds, desired: { environment: { preflight } }, ...(findings ? { findings } : {}) },
	} as unknown as PlanContext;
	return step([item], context)[0]?.verdict;
}

describe("a call that names what is missing", () => {
	it("waits until that may be there, with each reason once", () => {
		const known = [
			[image, fresh(missing(imageMissing), 20)],
			[role, fresh(missing(roleMissing), 30)],
		] as const;
		expect(judged(withoutMissing, call, known)).toEqual({
			outcome: "waiting",
			reason: because("PrerequisiteMissing", { missing: [imageMissing, roleMissing] }),
			untilMs: 30,
		});
	});

	it("goes on telling of all that was missing while one of it is believed to be", () => {
		const known = [
			[image, old(missing(imageMissing))],
			[role, fresh(missing(roleMissing))],
		] as const;
		expect(judged(withoutMissing, call, known)).toMatchObject({
			reason: because("PrerequisiteMissing", { missing: [imageMissing, roleMissing] }),
		});
	});

	it.each<[string, readonly (readonly [Prerequisite, Remembered])[] | undefined, PreflightTopic[]]>([
		["was found", [[image, fresh(found)]], ["images"]],
		["was missing too long ago", [[image, old(missing(imageMissing))]], ["images"]],
		["was not told", [[image, fresh(undetermined("the image"))]], ["images"]],
		["is not looked up by this environment", [[role, fresh(missing(roleMissing))]], ["images"]],
		["was never looked up", [], ["images"]],
		["is looked up by nobody", undefined, ["images"]],
	])("is a call as it was where that %s", (_, known, topics) => {
		expect(judged(withoutMissing, call, known, topics)).toBe(call);
	});
});

describe("a call that names what is not known", () => {
	it("waits until it was looked up, and says what that is", () => {
		const wait = { outcome: "waiting", reason: because("PreflightPending") };
		expect(judged(withoutUnasked, call, [])).toEqual({ ...wait, lookups: [image, image, role] });
		expect(
			judged(withoutUnasked, call, [
				[image, fresh(found)],
				[role, old(found)],
			]),
		).toEqual({ ...wait, lookups: [role] });
	});

	it("is sent where it could not be looked up, and says so", () => {
		const known = [
			[image, fresh(undetermined("the image web:1"))],
			[role, fresh(found)],
		] as const;
		expect(judged(withoutUnasked, call, known)).toEqual({
			...call,
			reason: because("WithUnknownPrerequisites", {
				why: because("NotFound"),
				unknown: [because("PrerequisiteUnknown", { what: "the image web:1", cause: "nobody answers." })],
			}),
		});
	});

	it.each<[string, Verdict]>([
		["what waits already", { outcome: "waiting", reason: because("RolloutLimitReached", { maxConcurrent: 1 }) }],
		["what is refused", { outcome: "blocked", reason: because("PausedByObserve") }],
		["what is in sync", { outcome: "in sync" }],
	])("is none of %s", (_, verdict) => {
		expect(judged(withoutUnasked, verdict, [])).toBe(verdict);
	});
});
