/** What `evenkeel status --wait` makes of one status after the other. */
import { describe, expect, it } from "vitest";
import { createWaitCheck } from "../../src/controller/wait-check.ts";
import { because } from "../../src/model/reason.ts";
import type { ResourceStatus, Status } from "../../src/model/status.ts";
import { textOf } from "../../src/report/catalogue/index.ts";
import { resource } from "../report/examples.ts";

const wanted = "0123456789abcdef0123456789abcdef01234567";
const other = "fedcba9876543210fedcba9876543210fedcba98";
const at = (revision: string, resources: readonly ResourceStatus[], overrides: Partial<Status> = {}): Status => ({
	...{ environment: "prod", revision, lastSuccessRevision: revision, reconciles: 3, problems: [], resources },
	...overrides,
});
const error = {
	place: { file: "a.yaml", line: 1, column: 1 },
	code: "syntax",
	params: { cause: "tab" },
	severity: "error",
} as const;
const said = "a.yaml:1:1 The file cannot be read as YAML or JSON. The line is indented with a tab. Use spaces.";
const api = "Service/shop/api";
const well = resource({ identity: api });
const counts = { running: 1, desired: 2 };
const steadies = because("TasksNotSteady", counts);
const undone = because("RolledBack", { status: "ROLLBACK_SUCCESSFUL", said: [] });
const noReasons = { stoppedReasons: [], unreachable: false };
const failure = because("DeploymentFailed", { said: "It failed.", ...noReasons });
const crash = because("TasksFailedToStart", { failedTasks: 2, ...counts, ...noReasons });
const rolling = resource({ identity: api, health: { status: "Progressing", reason: steadies } });
const rolledBack = resource({
	identity: api,
	sync: "OutOfSync",
	outcome: "blocked",
	reason: undone,
	health: { status: "Degraded" },
	rollout: "failed",
});
const failing = resource({ identity: api, health: { status: "Degraded", reason: failure }, rollout: "failed" });
const crashing = resource({ identity: api, health: { status: "Degraded", reason: crash } });

describe("waiting for a revision", () => {
	it.each<[string, Status, string, string | undefined]>([
		["all in sync and healthy", at(wanted, [well]), "reached", undefined],
		["a rollout in progress", at(wanted, [rolling]), "moving", `${api}: Synced, Progressing. ${textOf(steadies)}`],
		["tasks that may come up yet", at(wanted, [crashing]), "moving", `${api}: Synced, Degraded. ${textOf(crash)}`],
		[
			"a rollout that was rolled back",
			at(wanted, [rolledBack]),
			"failed",
			`${api}: OutOfSync, Degraded. ${textOf(undone)}`,
		],
		["a rollout that failed", at(wanted, [failing]), "failed", `${api}: Synced, Degraded. ${textOf(failure)}`],
		[
			"an orphan that is being deleted",
			at(wanted, [
				well,
				resource({ identity: "Service/shop/old", orphan: true, sync: "OutOfSync", outcome: "waiting" }),
			]),
			"moving",
			"Service/shop/old: OutOfSync, Healthy",
		],
		[
			"the wrong account",
			at(wanted, [], { stopped: because("AccountUnconfirmed") }),
			"failed",
			"another account may have",
		],
		["a rejected manifest beside good ones", at(wanted, [well], { problems: [error] }), "failed", said],
		[
			"a rejected manifest, and others that still roll out",
			at(wanted, [rolling], { problems: [error], lastSuccessRevision: other }),
			"failed",
			said,
		],
		[
			"manifests that are rejected as a whole",
			at(other, [well], { rejectedRevision: wanted, problems: [error] }),
			"failed",
			said,
		],
		[
			"other manifests that are rejected",
			at(other, [well], { rejectedRevision: "x", problems: [error] }),
			"moving",
			`Revision ${wanted} is not applied yet; the folder is at ${other}.`,
		],
		[
			"what was seen for an older revision",
			at(wanted, [well], { lastSuccessRevision: other }),
			"moving",
			"No resource has been observed",
		],
		[
			"a refusal that was seen for an older revision",
			at(wanted, [rolledBack], { lastSuccessRevision: other }),
			"moving",
			api,
		],
		[
			"nothing read yet",
			{ reconciles: 0, problems: [], resources: [] },
			"moving",
			`Revision ${wanted} is not applied yet`,
		],
	])("%s", (_, status, state, sentence) => {
		const awaited = createWaitCheck(wanted)(status);
		expect(awaited.state).toBe(state);
		if (sentence !== undefined) {
			expect(awaited).toMatchObject({ sentences: [expect.stringContaining(sentence)] });
		}
	});

	it("tells when another one has taken its place, but only after it was in force", () => {
		const awaiting = createWaitCheck(wanted);
		expect(awaiting(at(other, [well])).state).toBe("moving");
		expect(awaiting(at(wanted, [rolling])).state).toBe("moving");
		expect(awaiting({ reconciles: 0, problems: [], resources: [] }).state).toBe("moving");
		expect(awaiting(at(other, [well]))).toEqual({
			state: "superseded",
			sentences: [expect.stringContaining(`Revision ${other} replaced ${wanted}`)],
		});
	});

	it.each([
		["0123456", wanted, "reached"],
		["012345", wanted, "moving"],
		[wanted, `${wanted}-dirty`, "moving"],
		[wanted.slice(0, 8), `${wanted}-dirty`, "moving"],
		["sha256:0", "sha256:0123", "moving"],
		["sha256:0123", "sha256:0123", "reached"],
		[undefined, other, "reached"],
	])("takes %s for %s: %s", (given, revision, state) => {
		expect(createWaitCheck(given)(at(revision, [well])).state).toBe(state);
	});
});
