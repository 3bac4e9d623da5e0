/** The four conditions of a resource, from its status. */
import { describe, expect, it } from "vitest";
import { conditionsOf } from "../../src/controller/conditions.ts";
import { because } from "../../src/model/reason.ts";
import type { ResourceStatus } from "../../src/model/status.ts";
import { resource } from "../report/examples.ts";

const identity = "Service/shop/api";
const refused = {
	sync: "OutOfSync",
	outcome: "blocked",
	reason: because("ImmutableFields", { fields: ["role"], remediations: [] }),
} as const;
const calling = {
	sync: "OutOfSync",
	outcome: "action",
	reason: because("FieldsDiffer", { fields: ["desiredCount"] }),
} as const;
const waiting = {
	...calling,
	outcome: "waiting",
	reason: because("DependencyNotFound", { target: "Cluster/shop" }),
} as const;
const rejection = { operation: "ecs:UpdateService", awsCode: "AccessDeniedException", message: "no" };
const denied = { kind: "denied", ...rejection, atMs: 0, times: 1 } as const;
const counts = { running: 1, desired: 2 };

describe("conditions", () => {
	it.each<[string, Partial<ResourceStatus>, string]>([
		["all well", {}, "Ready True Healthy; Synced True InSync; Reconciling False Settled; Stalled False NotStalled"],
		[
			"never looked at",
			{ sync: "Unknown", outcome: undefined, health: { status: "Unknown" }, reason: because("NeverObserved") },
			"Ready Unknown Unknown; Synced Unknown NeverObserved; Reconciling Unknown Settled; Stalled Unknown NotStalled",
		],
		[
			"a call",
			calling,
			"Ready True Healthy; Synced False FieldsDiffer; Reconciling True FieldsDiffer; Stalled False NotStalled",
		],
		[
			"a wait",
			{ ...waiting, health: { status: "Missing" } },
			"Ready False Missing; Synced False DependencyNotFound; Reconciling True DependencyNotFound; Stalled False NotStalled",
		],
		[
			"a refusal",
			refused,
			"Ready True Healthy; Synced False ImmutableFields; Reconciling False Settled; Stalled True ImmutableFields",
		],
		[
			"an orphan that is kept",
			{ ...refused, orphan: true, reason: because("PruneOff") },
			"Ready True Healthy; Synced False PruneOff; Reconciling False Settled; Stalled False NotStalled",
		],
		[
			"a rollout",
			{ health: { status: "Progressing", reason: because("DeploymentInProgress", counts) }, rollout: "in progress" },
			"Ready False DeploymentInProgress; Synced True InSync; Reconciling True DeploymentInProgress; Stalled False NotStalled",
		],
		[
			"a rollout that failed",
			{
				health: { status: "Degraded", reason: because("RolledBack", { status: "STOPPED", said: [] }) },
				rollout: "failed",
			},
			"Ready False RolledBack; Synced True InSync; Reconciling False Settled; Stalled True RolledBack",
		],
		[
			"a call that is denied",
			{ ...calling, reason: because("CallFailed", rejection), failure: denied },
			"Ready True Healthy; Synced False CallFailed; Reconciling True CallFailed; Stalled True CallFailed",
		],
		[
			"a call without effect",
			{ ...calling, reason: because("NoEffect", { operation: "ecs:UpdateService", times: 3 }), hasNoEffect: true },
			"Ready True Healthy; Synced False NoEffect; Reconciling True NoEffect; Stalled True NoEffect",
		],
	])("%s", (_, overrides, expected) => {
		const conditions = conditionsOf(resource({ identity, ...overrides }), undefined, 0);
		expect(conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`).join("; ")).toBe(expected);
	});

	it("keep the time of their last transition for as long as the status stays", () => {
		const first = conditionsOf(resource({ identity, ...calling }), undefined, 1_000);
		const second = conditionsOf(resource({ identity, ...calling, outcome: "waiting" }), first, 2_000);
		expect(second.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual(
			first.map((one) => one.lastTransitionTime),
		);
		const third = conditionsOf(resource({ identity }), second, 3_000);
		const changed = third.filter(({ lastTransitionTime }) => lastTransitionTime === "1970-01-01T00:00:03.000Z");
		expect(changed.map(({ type }) => type)).toEqual(["Synced", "Reconciling"]);
	});
});
