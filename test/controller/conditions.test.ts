/** The four conditions of a resource, from its status. */
import { describe, expect, it } from "vitest";
import { conditionsOf } from "../../src/controller/conditions.ts";
import type { ResourceStatus } from "../../src/model/status.ts";
import { resource } from "../report/examples.ts";

const identity = "Service/shop/api";
const refused = { sync: "OutOfSync", outcome: "refusal", reason: "It is not ours." } as const;
const calling = { sync: "OutOfSync", outcome: "call", reason: "It differs." } as const;
const denied = { kind: "denied", operation: "ecs:UpdateService", sentence: "no", atMs: 0, times: 1 } as const;

describe("conditions", () => {
	it.each<[string, Partial<ResourceStatus>, string]>([
		["all well", {}, "Ready True Healthy; Synced True InSync; Reconciling False Settled; Stalled False NotStalled"],
		[
			"never looked at",
			{ sync: "Unknown", outcome: undefined, health: { status: "Unknown" } },
			"Ready Unknown Unknown; Synced Unknown NotLookedAt; Reconciling Unknown Settled; Stalled Unknown NotStalled",
		],
		["a call", calling, "Ready True Healthy; Synced False Differs; Reconciling True Calls; Stalled False NotStalled"],
		[
			"a wait",
			{ ...calling, outcome: "wait", health: { status: "Missing" } },
			"Ready False Missing; Synced False Waits; Reconciling True Waits; Stalled False NotStalled",
		],
		["a refusal", refused, "Ready True Healthy; Synced False Refused; Reconciling False Settled; Stalled True Refused"],
		[
			"an orphan that is kept",
			{ ...refused, orphan: true },
			"Ready True Healthy; Synced False NotDeclared; Reconciling False Settled; Stalled False NotStalled",
		],
		[
			"a rollout",
			{ health: { status: "Progressing", reason: "1 of 2 tasks run." }, rollout: "in progress" },
			"Ready False Progressing; Synced True InSync; Reconciling True RollsOut; Stalled False NotStalled",
		],
		[
			"a rollout that failed",
			{ health: { status: "Degraded", reason: "It failed." }, rollout: "failed" },
			"Ready False Degraded; Synced True InSync; Reconciling False Settled; Stalled True RolloutFailed",
		],
		[
			"a call that is denied",
			{ ...calling, failure: denied },
			"Ready True Healthy; Synced False Differs; Reconciling True Calls; Stalled True CallFailed",
		],
		[
			"a call without effect",
			{ ...calling, hasNoEffect: true },
			"Ready True Healthy; Synced False Differs; Reconciling True Calls; Stalled True NoEffect",
		],
	])("%s", (_, overrides, expected) => {
		const conditions = conditionsOf(resource({ identity, ...overrides }), undefined, 0);
		expect(conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`).join("; ")).toBe(expected);
	});

	it("keep the time of their last transition for as long as the status stays", () => {
		const first = conditionsOf(resource({ identity, ...calling }), undefined, 1_000);
		const second = conditionsOf(resource({ identity, ...calling, outcome: "wait" }), first, 2_000);
		expect(second.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
			first.map((one) => one.lastTransitionTime),
		);
		const third = conditionsOf(resource({ identity }), second, 3_000);
		const changed = third.filter(({ lastTransitionTime }) => lastTransitionTime === "1970-01-01T00:00:03.000Z");
		expect(changed.map(({ type }) => type)).toEqual(["Synced", "Reconciling"]);
	});
});
