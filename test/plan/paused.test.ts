/** What becomes of each verdict while nothing is written. */
import { describe, expect, it } from "vitest";
import type { Pause } from "../../src/model/pause.ts";
import type { Verdict } from "../../src/model/plan.ts";
import { because } from "../../src/model/reason.ts";
import { observing, withoutCalls } from "../../src/plan/paused.ts";
import { item } from "../report/examples.ts";

const call = {
	outcome: "action",
	action: "deploy",
	reason: because("FieldsDiffer", { fields: ["desiredCount"] }),
	call: { operation: "ecs:UpdateService", input: { service: "api", desiredCount: 1 } },
	rollout: true,
} as const satisfies Verdict;
const closed: Pause = {
	by: "window",
	reason: because("PausedByWindow", { until: "1970-01-01T00:00:00.012Z" }),
	untilMs: 12,
};
const others: readonly Verdict[] = [
	{ outcome: "in sync" },
	{ outcome: "waiting", reason: because("DependencyNotFound", { target: "Cluster/shop" }) },
	{ outcome: "blocked", reason: because("NotOwned", { identity: "Service/shop/api", had: false }) },
];

function paused(pause: Pause) {
	return because("Paused", { pause: pause.reason, operation: call.call.operation, why: call.reason });
}

describe("a hold", () => {
	it.each<[string, Pause, Verdict]>([
		["refuses what only a person can release", observing, { outcome: "blocked", reason: paused(observing) }],
		[
			"waits for what ends by itself",
			closed,
			{
				outcome: "waiting",
				reason: paused(closed),
				untilMs: 12,
			},
		],
	])("%s", (_, pause, expected) => {
		const items = [call, ...others].map((verdict) => item({ identity: "Service/shop/api", verdict }));
		expect(withoutCalls(items, pause).map(({ verdict }) => verdict)).toEqual([expected, ...others]);
		expect(withoutCalls(items, undefined)).toBe(items);
	});
});
