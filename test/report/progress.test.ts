import { describe, expect, it } from "vitest";
import { existence } from "../../src/model/plan.ts";
import { because } from "../../src/model/reason.ts";
import type { Status } from "../../src/model/status.ts";
import { isConverged, progressEvents, progressLine } from "../../src/report/progress.ts";
import { createTerminalProgress, progressTable } from "../../src/report/terminal-progress.ts";
import { nowMs, problem, resource, status } from "./examples.ts";

const quiet: Status = { ...status, problems: [], resources: [resource({ identity: "Cluster/shop" })] };

/** What is told of the step from one status to the next. */
function told(before: Status | undefined, after: Status): readonly string[] {
	return progressEvents(before, after).map((event) => progressLine(event, nowMs).slice("12:00:00 ".length));
}

/** A step of the one service `shop/api`, everything else being quiet. */
function step(before: Parameters<typeof resource>[0] | undefined, after: Parameters<typeof resource>[0]) {
	const statusWith = (overrides: Parameters<typeof resource>[0] | undefined) => ({
		...quiet,
		resources: [...quiet.resources, ...(overrides ? [resource(overrides)] : [])],
	});
	return told(statusWith(before), statusWith(after));
}

const identity = "Service/shop/api";
const change = { revision: "r", action: "update", operation: "ecs:UpdateService", atMs: nowMs } as const;
const failure = {
	kind: "denied",
	operation: "ecs:UpdateService",
	awsCode: "AccessDenied",
	message: "No.",
	times: 1,
	atMs: nowMs,
} as const;
const waits = because("DependencyNotFound", { target: "Cluster/shop" });
const differs = because("FieldsDiffer", { fields: ["desiredCount"] });

describe("what happened between two statuses", () => {
	it("is told from the beginning", () => {
		expect(progressEvents(undefined, status).map((event) => progressLine(event, nowMs))).toEqual([
			"12:00:00 manifests   environment prod at 0123456789 declares 2 resources",
			'12:00:00 error       envs/prod/api.yaml:7:3 unknown-field There is no field "desiredCont" here. Did you mean desiredCount?',
			"12:00:00 Healthy     Cluster/shop",
			'12:00:00 blocked     Namespace/old  No manifest declares it any more, and the Environment document does not list it for deletion. To delete it, list "Namespace/old" under `deletions` in the Environment document.',
			"12:00:00 create      Service/shop/api  ecs:CreateService",
			"12:00:00 failed      Service/shop/api  ecs:UpdateService failed (throttled): ThrottlingException: Rate exceeded",
			"12:00:00 Progressing Service/shop/api  1 of 4 tasks are running.",
		]);
	});

	it("is nothing when nothing happened", () => {
		expect(told(status, structuredClone(status))).toEqual([]);
		expect(told(quiet, { ...quiet, reconciles: 13, lastSuccessMs: nowMs, revisionAtMs: nowMs })).toEqual([]);
	});

	it.each([
		[
			"a wait",
			{},
			{ sync: "OutOfSync", outcome: "waiting", reason: waits },
			["waiting     Service/shop/api  Waiting for Cluster/shop, which does not exist yet."],
		],
		[
			"another reason",
			{ outcome: "waiting", reason: because("PreflightPending") },
			{ sync: "OutOfSync", outcome: "waiting", reason: waits },
			["waiting     Service/shop/api  Waiting for Cluster/shop, which does not exist yet."],
		],
		[
			"another resource that it waits for",
			{ outcome: "waiting", reason: because("DependencyNotFound", { target: "Cluster/other" }) },
			{ sync: "OutOfSync", outcome: "waiting", reason: waits },
			["waiting     Service/shop/api  Waiting for Cluster/shop, which does not exist yet."],
		],
		[
			"a call",
			{},
			{ sync: "OutOfSync", outcome: "action", lastChange: change },
			["update      Service/shop/api  ecs:UpdateService"],
		],
		[
			"a call that a commit asks for, and what it changes",
			{ sync: "OutOfSync", outcome: "waiting" },
			{
				sync: "OutOfSync",
				outcome: "action",
				reason: differs,
				lastChange: change,
				drift: [{ path: "desiredCount", desired: 3, observed: 1 }],
			},
			["update      Service/shop/api  ecs:UpdateService  desiredCount: 1 → 3"],
		],
		[
			"drift and its call, saying once what differs",
			{},
			{
				sync: "OutOfSync",
				outcome: "action",
				reason: differs,
				lastChange: change,
				drift: [{ path: "desiredCount", desired: 1, observed: 4 }],
			},
			["drift       Service/shop/api  desiredCount: 4 → 1", "update      Service/shop/api  ecs:UpdateService"],
		],
		[
			"what somebody has deleted",
			{},
			{ sync: "OutOfSync", outcome: "waiting", reason: waits, drift: [existence] },
			[
				"drift       Service/shop/api  Deleted outside evenkeel; it will be recreated.",
				"waiting     Service/shop/api  Waiting for Cluster/shop, which does not exist yet.",
			],
		],
		[
			"a call for another reason",
			{},
			{ sync: "OutOfSync", outcome: "action", reason: because("NewRedeployValue"), lastChange: change },
			["update      Service/shop/api  ecs:UpdateService  policy.redeploy has a new value."],
		],
		[
			"a creation",
			{ sync: "OutOfSync", outcome: "waiting", health: { status: "Missing" } },
			{
				sync: "OutOfSync",
				outcome: "action",
				reason: because("NotFound"),
				health: { status: "Missing" },
				lastChange: change,
			},
			["update      Service/shop/api  ecs:UpdateService"],
		],
		[
			"the same call a second time",
			{ outcome: "action", lastChange: change },
			{ sync: "OutOfSync", outcome: "action", lastChange: { ...change, atMs: nowMs + 1 } },
			["update      Service/shop/api  ecs:UpdateService"],
		],
		[
			"a failure",
			{},
			{ sync: "OutOfSync", outcome: "action", failure },
			["failed      Service/shop/api  ecs:UpdateService failed (denied): AccessDenied: No."],
		],
		["a failure again", { failure }, { sync: "OutOfSync", failure: { ...failure, atMs: nowMs + 9 } }, []],
		[
			"drift",
			{},
			{ sync: "OutOfSync", outcome: "action", drift: [{ path: "desiredCount", desired: 1, observed: 4 }] },
			["drift       Service/shop/api  desiredCount: 4 → 1"],
		],
		[
			"a cause of degradation that changes",
			{ sync: "OutOfSync", health: { status: "Degraded", reason: because("ClusterFailed") } },
			{
				sync: "OutOfSync",
				health: { status: "Degraded", reason: because("NoEffect", { operation: "ecs:UpdateService", times: 3 }) },
			},
			[expect.stringMatching(/^Degraded {4}Service\/shop\/api {2}AWS accepted ecs:UpdateService 3 times/)],
		],
		[
			"progress without a new status",
			{
				sync: "OutOfSync",
				health: { status: "Progressing", reason: because("TasksNotSteady", { running: 1, desired: 4 }) },
			},
			{
				sync: "OutOfSync",
				health: { status: "Progressing", reason: because("TasksNotSteady", { running: 2, desired: 4 }) },
			},
			[],
		],
	] as const)("tells of %s", (_name, before, after, expected) => {
		expect(step({ identity, ...before }, { identity, ...after })).toEqual(expected);
	});

	it("tells of health, of what is gone, and of everything being well", () => {
		expect(step({ identity, health: { status: "Progressing" } }, { identity })).toEqual([
			"Healthy     Service/shop/api",
			"converged   all resources are in sync and healthy; 2 resources: 2 synced; 2 healthy",
		]);
		expect(told({ ...quiet, resources: [...quiet.resources, resource({ identity, orphan: true })] }, quiet)).toEqual([
			"deleted     Service/shop/api",
			"converged   all resources are in sync and healthy; 1 resource: 1 synced; 1 healthy",
		]);
	});

	it("tells of manifests that break and are mended, and of being stopped", () => {
		const broken = { ...quiet, problems: [problem] };
		expect(told(quiet, broken)[0]).toMatch(/^error {7}envs\/prod\/api\.yaml:7:3 /);
		expect(told(broken, quiet)[0]).toBe("manifests   all are valid again");
		const stopped = { ...quiet, stopped: because("AccountUnconfirmed") };
		expect(told(quiet, stopped)).toEqual([
			expect.stringMatching(/^stopped {5}The plan is discarded: another account may have answered/),
		]);
		expect(told(stopped, structuredClone(stopped))).toEqual([]);
		const held: Status = { ...quiet, pause: { by: "observe", reason: because("PausedByObserve") } };
		expect(told(quiet, held)).toEqual(["paused      Nothing is written: evenkeel only observes (--observe)."]);
		expect(told(held, held)).toEqual([]);
		expect(told(held, quiet)).toEqual(["resumed     differences are corrected again"]);
	});

	it("escapes what could move the cursor", () => {
		const text = step(
			{ identity },
			{
				identity,
				outcome: "waiting",
				sync: "OutOfSync",
				reason: because("RoleMissing", { role: "\u001b[2J\nfaked line" }),
			},
		)[0];
		expect(text).toContain("waiting     Service/shop/api  Waiting for the role \\u001b[2J\\nfaked line, which");
	});
});

describe("converged", () => {
	it.each([
		["all is well", quiet, true],
		[
			"an orphan is kept",
			{
				...quiet,
				resources: [...quiet.resources, resource({ identity, orphan: true, sync: "OutOfSync", outcome: "blocked" })],
			},
			true,
		],
		[
			"an orphan goes",
			{
				...quiet,
				resources: [...quiet.resources, resource({ identity, orphan: true, sync: "OutOfSync", outcome: "waiting" })],
			},
			false,
		],
		["nothing was read yet", { problems: [], resources: [], reconciles: 0 }, false],
		["nothing is declared, and nothing is left", { ...quiet, resources: [] }, true],
		["a manifest is rejected", { ...quiet, problems: [problem] }, false],
		["it is stopped", { ...quiet, stopped: because("AccountUnconfirmed") }, false],
		["something drifts", { ...quiet, resources: [resource({ identity, sync: "OutOfSync" })] }, false],
		[
			"something rolls out",
			{ ...quiet, resources: [resource({ identity, health: { status: "Progressing" } })] },
			false,
		],
	] as const)("when %s: %#", (_name, state, expected) => {
		expect(isConverged(state as Status)).toBe(expected);
	});
});

/** A terminal that knows line breaks and "clear the line above": what a person sees at the end. */
function screen() {
	const lines = [""];
	const write = (text: string) => {
		for (const character of text.replaceAll("\u001b[1A\u001b[2K", "⇡")) {
			if (character === "⇡") lines.splice(-2, 2, "");
			else if (character === "\n") lines.push("");
			else lines[lines.length - 1] += character;
		}
	};
	return { write, lines };
}

describe("the table on a terminal", () => {
	it("is drawn in place below the lines and goes at the end", () => {
		const { write, lines } = screen();
		const progress = createTerminalProgress(write, () => 80);
		progress.line("first");
		progress.show(status);
		progress.line("second");
		progress.show(quiet);
		expect(lines).toEqual(["first", "second", "1 resource: 1 synced; 1 healthy", ""]);
		progress.show(status);
		progress.finish();
		expect(lines).toEqual(["first", "second", ""]);
	});

	it("shows what is not done, the worst first, and never more than a screen", () => {
		const waiting = Array.from({ length: 30 }, (_, index) =>
			resource({
				identity: `Service/shop/${index}`,
				sync: "OutOfSync",
				outcome: "waiting",
				reason: waits,
				health: { status: "Missing" },
			}),
		);
		const degraded = resource({ identity, health: { status: "Degraded", reason: because("NoDeployment") } });
		const table = progressTable({ ...quiet, resources: [...quiet.resources, ...waiting, degraded] }, 60);
		expect(table).toHaveLength(13);
		expect(table[0]).toBe("  Degraded     Service/shop/api  ECS has not started a dep…");
		expect(table[1]).toBe("  Missing      Service/shop/0    Waiting for Cluster/shop,…");
		expect(table.at(-2)).toBe("  and 20 more");
		expect(table.at(-1)).toBe("32 resources: 30 out of sync, 2 synced; 30 missing, 1 heal…");
	});

	it("lets no name move the cursor", () => {
		const hostile = resource({
			identity: "Service/\u001b[2J\n/x",
			sync: "OutOfSync",
			reason: because("RoleMissing", { role: "\u001b[1A" }),
		});
		expect(progressTable({ ...quiet, resources: [hostile] }, 200).join("")).not.toMatch(/\p{Cc}/u);
	});

	it("keeps every row narrower than the terminal, so that none wraps", () => {
		for (const columns of [10, 40, 200]) {
			for (const row of progressTable(status, columns)) expect([...row].length).toBeLessThan(columns);
		}
	});
});
