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
import type { PlanContext } from "../../src/plan/context.ts";
import { withoutMissing, withoutUnasked } from "../../src/plan/preflight.ts";

const image: Prerequisite = { topic: "images", image: "web:1" };
const role: Prerequisite = { topic: "roles", role: "web", usedBy: "ecs-tasks.amazonaws.com" };
const call: Verdict = {
	outcome: "call",
	call: {
		operation: "ecs:RegisterTaskDefinition",
		input: { family: "web", taskRoleArn: "web", containerDefinitions: [{ image: "web:1" }, { image: "web:1" }] },
	},
	reason: "It does not exist.",
};

const found = { is: "found" } as const;
const missing = (what: string) => ({ is: "missing", reason: `It waits for ${what}.` }) as const;
const notTold = (what: string) => ({ is: "not told", what, cause: "nobody answers." }) as const;
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
		input: { desired: { environment: { preflight } }, ...(findings ? { findings } : {}) },
		kindFor: () => kinds.find((some) => some(({ name }) => name === "TaskDefinition")),
	} as unknown as PlanContext;
	return step([item], context)[0]?.verdict;
}

describe("a call that names what is missing", () => {
	it("waits until that may be there, with each sentence once", () => {
		const known = [
			[image, fresh(missing("the image"), 20)],
			[role, fresh(missing("the role"), 30)],
		] as const;
		expect(judged(withoutMissing, call, known)).toEqual({
			outcome: "wait",
			reason: "It waits for the image. It waits for the role.",
			untilMs: 30,
		});
	});

	it("goes on telling of all that was missing while one of it is believed to be", () => {
		const known = [
			[image, old(missing("the image"))],
			[role, fresh(missing("the role"))],
		] as const;
		expect(judged(withoutMissing, call, known)).toMatchObject({
			reason: "It waits for the image. It waits for the role.",
		});
	});

	it.each<[string, readonly (readonly [Prerequisite, Remembered])[] | undefined, PreflightTopic[]]>([
		["was found", [[image, fresh(found)]], ["images"]],
		["was missing too long ago", [[image, old(missing("the image"))]], ["images"]],
		["was not told", [[image, fresh(notTold("the image"))]], ["images"]],
		["is not looked up by this environment", [[role, fresh(missing("the role"))]], ["images"]],
		["was never looked up", [], ["images"]],
		["is looked up by nobody", undefined, ["images"]],
	])("is a call as it was where that %s", (_, known, topics) => {
		expect(judged(withoutMissing, call, known, topics)).toBe(call);
	});
});

describe("a call that names what is not known", () => {
	it("waits until it was looked up, and says what that is", () => {
		const wait = { outcome: "wait", reason: "It waits until what it needs has been looked up." };
		expect(judged(withoutUnasked, call, [])).toEqual({ ...wait, lookUps: [image, image, role] });
		expect(
			judged(withoutUnasked, call, [
				[image, fresh(found)],
				[role, old(found)],
			]),
		).toEqual({ ...wait, lookUps: [role] });
	});

	it("is sent where it could not be looked up, and says so", () => {
		const known = [
			[image, fresh(notTold("the image web:1"))],
			[role, fresh(found)],
		] as const;
		expect(judged(withoutUnasked, call, known)).toEqual({
			...call,
			reason: "It does not exist. Whether the image web:1 is there is not known: nobody answers.",
		});
	});

	it.each<[string, Verdict]>([
		["what waits already", { outcome: "wait", reason: "It waits for its turn." }],
		["what is refused", { outcome: "refusal", reason: "Nothing is written." }],
		["what is in sync", { outcome: "in sync" }],
	])("is none of %s", (_, verdict) => {
		expect(judged(withoutUnasked, verdict, [])).toBe(verdict);
	});
});
