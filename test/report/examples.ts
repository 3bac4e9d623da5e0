/**
 * One plan and one status that hold a bit of everything, for the tests of what is shown.
 */
import type { Problem } from "../../src/model/manifest.ts";
import type { Item, Plan } from "../../src/model/plan.ts";
import type { ResourceStatus, Status } from "../../src/model/status.ts";

/** A moment for all tests: 2026-01-31 12:00:00Z. */
export const nowMs = Date.UTC(2026, 0, 31, 12);

export const problem: Problem = {
	place: { file: "envs/prod/api.yaml", line: 7, column: 3 },
	code: "unknown-field",
	sentence: 'There is no field "desiredCont"; did you mean "desiredCount"?',
	severity: "error",
};

/** An item that is in sync, unless said otherwise. */
export function item(overrides: Partial<Item> & Pick<Item, "identity">): Item {
	const usual = {
		drift: [],
		undeclared: [],
		health: { status: "Healthy" },
		orphan: false,
		compared: true,
		exists: true,
	} as const;
	return { verdict: { outcome: "in sync" }, ...usual, ...overrides };
}

/** A status that is synced and healthy, unless said otherwise. */
export function resource(overrides: Partial<ResourceStatus> & Pick<ResourceStatus, "identity">): ResourceStatus {
	const usual = { sync: "Synced", outcome: "in sync", health: { status: "Healthy" }, reason: "" } as const;
	return { ...usual, drift: [], undeclared: [], orphan: false, lookedAtMs: nowMs, ...overrides };
}

export const plan: Plan = {
	items: [
		item({ identity: "Cluster/shop", undeclared: ["settings"] }),
		item({
			identity: "Namespace/old",
			orphan: true,
			verdict: { outcome: "refusal", reason: "It is not listed in the environment's deletions." },
		}),
		item({
			identity: "Registry/internal/api",
			verdict: { outcome: "wait", reason: "It waits for Namespace/internal." },
			health: { status: "Missing" },
			exists: false,
		}),
		item({
			identity: "Service/shop/api",
			verdict: {
				outcome: "call",
				reason: "desiredCount differs.",
				call: { operation: "ecs:UpdateService", input: { cluster: "shop", service: "api", desiredCount: 1 } },
			},
			drift: [{ path: "desiredCount", desired: 1, observed: 4 }],
			health: { status: "Degraded", reason: "Its tasks do not start: it's the image." },
		}),
		item({
			identity: "TaskDefinition/api",
			verdict: {
				outcome: "call",
				reason: "No revision has this content.",
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
	passes: 12,
	problems: [problem],
	resources: [
		resource({ identity: "Cluster/shop", place: { file: "base/shop.yaml", line: 1, column: 1 } }),
		resource({
			identity: "Namespace/old",
			orphan: true,
			sync: "OutOfSync",
			outcome: "refusal",
			reason: "It is not listed in the environment's deletions.",
		}),
		resource({
			identity: "Service/shop/api",
			sync: "OutOfSync",
			outcome: "call",
			reason: "desiredCount differs.",
			health: { status: "Progressing", reason: "1 of 4 tasks runs." },
			drift: [{ path: "desiredCount", desired: 4, observed: 1 }],
			driftSinceMs: nowMs - 30_000,
			lastChange: {
				revision: "0123456789abcdef0123456789abcdef01234567",
				operation: "ecs:CreateService",
				atMs: nowMs - 60_000,
			},
			failure: {
				kind: "throttled",
				operation: "ecs:UpdateService",
				sentence: "ecs:UpdateService: ThrottlingException: Rate exceeded",
				times: 1,
				atMs: nowMs - 1_000,
			},
		}),
	],
};
