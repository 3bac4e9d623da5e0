import { describe, expect, it } from "vitest";
import { convergence } from "../../src/controller/convergence.ts";
import { because } from "../../src/model/reason.ts";
import type { ResourceStatus, Status } from "../../src/model/status.ts";
import { textOf } from "../../src/report/catalogue/index.ts";
import { wordsOf } from "../../src/report/problem-text.ts";

function resource(overrides: Partial<ResourceStatus>): ResourceStatus {
	return {
		identity: "Cluster/a",
		sync: "Synced",
		outcome: "in sync",
		health: { status: "Healthy" },
		drift: [],
		unmanaged: [],
		orphan: false,
		...overrides,
	};
}
function status(resources: ResourceStatus[], overrides: Partial<Status> = {}): Status {
	return { environment: "test", problems: [], resources, reconciles: 1, ...overrides };
}
const failure = (kind: "denied" | "throttled" | "invalid", times: number) =>
	({ kind, times, operation: "ecs:CreateCluster", awsCode: "Code", message: "no", atMs: 0 }) as const;
const well = resource({});
const waits = resource({
	identity: "Service/a/b",
	sync: "OutOfSync",
	outcome: "waiting",
	reason: because("DependencyNotFound", { target: "Cluster/a" }),
});
const calls = resource({ sync: "OutOfSync", outcome: "action" });
const blocked = because("NotOwned", { identity: "Cluster/a", had: false });
const refused = resource({ sync: "OutOfSync", outcome: "blocked", reason: blocked });
const rolling = resource({ health: { status: "Progressing" } });
const error = {
	place: { file: "a.yaml", line: 1, column: 1 },
	code: "syntax",
	params: { cause: "tab" },
	severity: "error",
} as const;

describe("convergence", () => {
	it.each<[string, Status, { healthy: boolean }, string]>([
		["all in sync", status([well]), { healthy: true }, "reached"],
		["nothing declared, and looked once", status([]), { healthy: true }, "reached"],
		["nothing looked at yet", status([], { reconciles: 0 }), { healthy: true }, "moving"],
		["something never looked at", status([resource({ outcome: undefined })]), { healthy: false }, "moving"],
		["a call", status([well, calls]), { healthy: true }, "moving"],
		["a wait", status([well, waits]), { healthy: true }, "moving"],
		["a roll-out, when health is asked for", status([rolling]), { healthy: true }, "moving"],
		["a roll-out, when it is not", status([rolling]), { healthy: false }, "reached"],
		["a refusal, and nothing else moves", status([well, refused]), { healthy: true }, "stuck"],
		["a refusal, while something moves", status([refused, waits]), { healthy: true }, "moving"],
		["what waits for a refusal", status([refused, { ...waits, waitsFor: "Cluster/a" }]), { healthy: true }, "stuck"],
		[
			"what waits for something that waits for a refusal",
			status([
				refused,
				{ ...waits, waitsFor: "Cluster/a" },
				{ ...waits, identity: "Service/a/c", waitsFor: "Service/a/b" },
			]),
			{ healthy: true },
			"stuck",
		],
		[
			"what waits for a rollout that has failed",
			status([resource({ rollout: "failed" }), { ...waits, waitsFor: "Cluster/a" }]),
			{ healthy: true },
			"stuck",
		],
		["what waits for a call", status([calls, { ...waits, waitsFor: "Cluster/a" }]), { healthy: true }, "moving"],
		[
			"what waits for what came to be",
			status([well, { ...waits, waitsFor: "Cluster/a" }]),
			{ healthy: true },
			"moving",
		],
		[
			"two that wait for each other",
			status([
				{ ...waits, waitsFor: "Service/a/c" },
				{ ...waits, identity: "Service/a/c", waitsFor: "Service/a/b" },
			]),
			{ healthy: true },
			"moving",
		],
		[
			"what waits for a manifest that is rejected",
			status([well, { ...waits, waitsFor: "manifest" }], { problems: [error] }),
			{ healthy: true },
			"stuck",
		],
		[
			"what waits for a rollout that has failed",
			status([
				{ ...rolling, rollout: "failed", outcome: "blocked" },
				{ ...waits, waitsFor: "Cluster/a" },
			]),
			{ healthy: true },
			"stuck",
		],
		["an orphan that is kept", status([well, { ...refused, orphan: true }]), { healthy: true }, "reached"],
		[
			"an orphan whose deletion is denied again and again",
			status([well, { ...calls, orphan: true, failure: failure("denied", 3) }]),
			{ healthy: true },
			"stuck",
		],
		[
			"an orphan that waits for a refusal",
			status([refused, { ...waits, orphan: true, waitsFor: "Cluster/a" }]),
			{ healthy: true },
			"stuck",
		],
		[
			"an orphan that stays until the folder is committed",
			status([well, { ...waits, orphan: true, waitsFor: "manifest" }]),
			{ healthy: true },
			"reached",
		],
		["an orphan that goes", status([well, { ...waits, orphan: true }]), { healthy: true }, "moving"],
		["a manifest that is rejected", status([well], { problems: [error] }), { healthy: true }, "stuck"],
		[
			"an orphan that goes once no manifest is rejected",
			status([well, { ...waits, orphan: true }], { problems: [error] }),
			{ healthy: true },
			"stuck",
		],
		["a manifest that is rejected, and a call", status([calls], { problems: [error] }), { healthy: true }, "moving"],
		["a warning", status([well], { problems: [{ ...error, severity: "warning" }] }), { healthy: true }, "reached"],
		["the wrong account", status([], { stopped: because("AccountUnconfirmed") }), { healthy: true }, "stuck"],
		["a call that was denied once", status([{ ...calls, failure: failure("denied", 1) }]), { healthy: true }, "moving"],
		[
			"a call that is denied again and again",
			status([{ ...calls, failure: failure("denied", 3) }]),
			{ healthy: true },
			"stuck",
		],
		[
			"and what waits for it",
			status([{ ...calls, failure: failure("invalid", 3) }, waits]),
			{ healthy: true },
			"stuck",
		],
		[
			"while another one rolls out",
			status([{ ...calls, failure: failure("denied", 3) }, rolling]),
			{ healthy: true },
			"moving",
		],
		[
			"a call that is throttled again and again",
			status([{ ...calls, failure: failure("throttled", 9) }]),
			{ healthy: true },
			"moving",
		],
	])("%s", (_, given, options, state) => {
		expect(convergence(given, options).state).toBe(state);
	});

	it("says of everything what is wrong with it", () => {
		const result = convergence(status([refused], { problems: [error] }), { healthy: true });
		expect(result).toEqual({
			state: "stuck",
			sentences: [`a.yaml:1:1 ${wordsOf(error)}`, `Cluster/a: OutOfSync, Healthy. ${textOf(blocked)}`],
		});
	});
});
