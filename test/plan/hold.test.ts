/** What becomes of each verdict while nothing is written. */
import { describe, expect, it } from "vitest";
import type { Hold } from "../../src/model/hold.ts";
import type { Verdict } from "../../src/model/plan.ts";
import { observing, withoutCalls } from "../../src/plan/hold.ts";
import { item } from "../report/examples.ts";

const call: Verdict = {
	outcome: "call",
	reason: "desiredCount differs.",
	call: { operation: "ecs:UpdateService", input: { service: "api", desiredCount: 1 } },
	rollout: true,
};
const closed: Hold = { by: "window", sentence: "Nothing is written before noon.", untilMs: 12 };
const others: readonly Verdict[] = [
	{ outcome: "in sync" },
	{ outcome: "wait", reason: "It waits for Cluster/shop." },
	{ outcome: "refusal", reason: "It is not ours." },
];

describe("a hold", () => {
	it.each<[string, Hold, Verdict]>([
		[
			"refuses what only a person can release",
			observing,
			{ outcome: "refusal", reason: `${observing.sentence} It would be ecs:UpdateService: desiredCount differs.` },
		],
		[
			"waits for what ends by itself",
			closed,
			{
				outcome: "wait",
				reason: `${closed.sentence} It would be ecs:UpdateService: desiredCount differs.`,
				untilMs: 12,
			},
		],
	])("%s", (_, hold, expected) => {
		const items = [call, ...others].map((verdict) => item({ identity: "Service/shop/api", verdict }));
		expect(withoutCalls(items, hold).map(({ verdict }) => verdict)).toEqual([expected, ...others]);
		expect(withoutCalls(items, undefined)).toBe(items);
	});
});
