/** What becomes of each verdict while nothing is written. */
import { describe, expect, it } from "vitest";
import type { Hold } from "../../src/model/hold.ts";
import type { Verdict } from "../../src/model/plan.ts";
import { because } from "../../src/model/reason.ts";
import { observing, withoutCalls } from "../../src/plan/hold.ts";
import { item } from "../report/examples.ts";

const call = {
	outcome: "call",
	action: "deploy",
	reason: because("FieldsDiffer", { fields: ["desiredCount"] }),
	call: { operation: "ecs:UpdateService", input: { service: "api", desiredCount: 1 } },
	rollout: true,
} as const satisfies Verdict;
const closed: Hold = {
	by: "window",
	reason: because("PausedByWindow", { until: "1970-01-01T00:00:00.012Z" }),
	untilMs: 12,
};
const others: readonly Verdict[] = [
	{ outcome: "in sync" },
	{ outcome: "wait", reason: because("DependencyNotFound", { target: "Cluster/shop" }) },
	{ outcome: "refusal", reason: because("NotOwned", { identity: "Service/shop/api", had: false }) },
];

function paused(hold: Hold) {
	return because("Paused", { hold: hold.reason, operation: call.call.operation, why: call.reason });
}

describe("a hold", () => {
	it.each<[string, Hold, Verdict]>([
		["refuses what only a person can release", observing, { outcome: "refusal", reason: paused(observing) }],
		[
			"waits for what ends by itself",
			closed,
			{
				outcome: "wait",
				reason: paused(closed),
				untilMs: 12,
			},
		],
	])("%s", (_, hold, expected) => {
		const items = [call, ...others].map((verdict) => item({ identity: "Service/shop/api", verdict }));
		expect(withoutCalls(items, hold).map(({ verdict }) => verdict)).toEqual([expected, ...others]);
		expect(withoutCalls(items, undefined)).toBe(items);
	});
});
