/**
 * One plan and one status that hold a bit of everything, for the tests of what is shown.
 */

import type { Item, Plan } from "../../src/model/plan.ts";
import type { Problem } from "../../src/model/problem.ts";
import { because } from "../../src/model/reason.ts";
import type { ResourceStatus, Status } from "../../src/model/status.ts";

/** A moment for all tests: 2026-01-31 12:00:00Z. */
export const nowMs = Date.UTC(2026, 0, 31, 12);

export const problem: Problem = {
	place: { file: "envs/prod/api.yaml", line: 7, column: 3 },
	code: "unknown-field",
	params: { field: "desiredCont", meant: "desiredCount" },
	severity: "error",
};

const notListed = because("NotListedForDeletion", { identity: "Namespace/old" });
const differs = because("FieldsDiffer", { fields: ["desiredCount"] });
const notPlaced = because("TasksNotPlaced", { running: 0, desired: 1, said: "it's the image" });

/** An item that is in sync, unless said otherwise. */
export function item(overrides: Partial<Item> & Pick<Item, "identity">): Item {
	const usual = {
		drift: [],
		unmanaged: [],
		health: { status: "Healthy" },
		orphan: false,
		compared: true,
		exists: true,
	} as const;
	return { verdict: { outcome: "in sync" }, ...usual, ...overrides };
}

/** A status that is synced and healthy, unless said otherwise. */
export function resource(overrides: Partial<ResourceStatus> & Pick<ResourceStatus, "identity">): ResourceStatus {
	const usual = { sync: "Synced", outcome: "in sync", health: { status: "Healthy" } } as const;
	return { ...usual, drift: [], unmanaged: [], orphan: false, observedAtMs: nowMs, ...overrides };
}

export const plan: Plan = {
	items: [
		item({ identity: "Cluster/shop", unmanaged: ["settings"] }),
		item({
			identity: "Namespace/old",
			orphan: true,
			verdict: { outcome: "blocked", reason: notListed },
		}),
		item({
			identity: "Registry/internal/api",
			verdict: { outcome: "waiting", reason: because("DependencyNotFound", { target: "Namespace/internal" }) },
			health: { status: "Missing" },
			exists: false,
		}),
		item({
			identity: "Service/shop/api",
			verdict: {
				outcome: "action",
				action: "update",
				reason: differs,
				call: { operation: "ecs:UpdateService", input: { cluster: "shop", service: "api", desiredCount: 1 } },
			},
			drift: [{ path: "desiredCount", desired: 1, observed: 4 }],
			health: { status: "Degraded", reason: notPlaced },
		}),
		item({
			identity: "TaskDefinition/api",
			verdict: {
				outcome: "action",
				action: "update",
				reason: because("NoRevisionWithContent", {}),
				call: {
					operation: "ecs:RegisterTaskDefinition",
					input: {
						family: "api",
						containerDefinitions: [
							{
								name: "api",
								image: "api:2",
								environment: [{ name: "TOKEN", value: "canary-1" }],
								repositoryCredentials: { credentialsParameter: "canary-2" },
								logConfiguration: { logDriver: "splunk", options: { "splunk-token": "canary-3" } },
							},
						],
					},
				},
			},
			drift: [
				{ path: "containerDefinitions.api.image", desired: "api:2", observed: "api:1" },
				{ path: "containerDefinitions.api.environment.TOKEN.value", desired: "***", observed: "***" },
				{ path: "cpu", desired: undefined, observed: "256" },
			],
		}),
	],
};

export const status: Status = {
	environment: "prod",
	owner: "shop-prod",
	account: "111122223333",
	region: "ap-northeast-1",
	revision: "0123456789abcdef0123456789abcdef01234567",
	revisionAtMs: nowMs - 65_000,
	lastSuccessMs: nowMs - 3_000,
	reconciles: 12,
	problems: [problem],
	resources: [
		resource({ identity: "Cluster/shop", place: { file: "base/shop.yaml", line: 1, column: 1 } }),
		resource({
			identity: "Namespace/old",
			orphan: true,
			sync: "OutOfSync",
			outcome: "blocked",
			reason: notListed,
		}),
		resource({
			identity: "Service/shop/api",
			sync: "OutOfSync",
			outcome: "action",
			reason: differs,
			health: { status: "Progressing", reason: because("TasksNotSteady", { running: 1, desired: 4 }) },
			drift: [{ path: "desiredCount", desired: 4, observed: 1 }],
			driftSinceMs: nowMs - 30_000,
			lastChange: {
				revision: "0123456789abcdef0123456789abcdef01234567",
				action: "create",
				operation: "ecs:CreateService",
				atMs: nowMs - 60_000,
			},
			failure: {
				kind: "throttled",
				operation: "ecs:UpdateService",
				awsCode: "ThrottlingException",
				message: "Rate exceeded",
				times: 1,
				atMs: nowMs - 1_000,
			},
		}),
	],
};
