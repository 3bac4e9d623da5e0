/** How a service is said to be, from what ECS shows of its deployments and counts. */
import { describe, expect, it } from "vitest";
import type { DeploymentFacts, ServiceFacts } from "../../../src/kinds/service/facts.ts";
import { serviceHealth } from "../../../src/kinds/service/health.ts";
import { defaultPolicy } from "../../../src/model/policy.ts";
import { because, type Reason } from "../../../src/model/reason.ts";

const minute = 60_000;
const one = { running: 1, desired: 2 };

const deployment = (facts: Partial<DeploymentFacts>): DeploymentFacts => ({
	id: "ecs-svc/1",
	status: "PRIMARY",
	rolloutState: "COMPLETED",
	rolloutReason: "",
	taskDefinition: "api:1",
	createdAtMs: 0,
	updatedAtMs: 0,
	failedTasks: 0,
	...facts,
});

const service = (facts: Partial<ServiceFacts>): { readonly facts: ServiceFacts } => ({
	facts: {
		...{ status: "ACTIVE", desiredCount: 2, runningCount: 2, pendingCount: 0 },
		...{ deployments: [deployment({})], taskDefinitions: ["api:1"], stoppedReasons: [], history: [], endpoints: [] },
		...facts,
	},
});

const set = (status: string, isStable: boolean) => ({ status, isStable });
const rolling = deployment({ rolloutState: "IN_PROGRESS" });

describe("the health of a service", () => {
	it.each<[string, Partial<ServiceFacts>, number, string, Reason | undefined]>([
		["complete", {}, 0, "Healthy", undefined],
		["just created", { deployments: [] }, 0, "Progressing", because("NoDeployment")],
		[
			"rolling out",
			{ deployments: [rolling] },
			59,
			"Progressing",
			because("DeploymentInProgress", { running: 2, desired: 2 }),
		],
		[
			"rolling out for too long",
			{ deployments: [rolling], runningCount: 1 },
			61,
			"Degraded",
			because("DeploymentStalled", { minutes: 61, deadlineMinutes: 60, ...one }),
		],
		["complete long ago", {}, 100_000, "Healthy", undefined],
		["scaling", { runningCount: 1 }, 0, "Progressing", because("TasksNotSteady", one)],
		["draining", { status: "DRAINING" }, 0, "Progressing", because("ServiceDraining")],
		[
			"failed",
			{ deployments: [deployment({ rolloutState: "FAILED", rolloutReason: "no" })] },
			0,
			"Degraded",
			because("DeploymentFailed", { said: "no", stoppedReasons: [], unreachable: false }),
		],
		["without a task set", { deployments: [], taskSets: [] }, 100_000, "Progressing", because("NoPrimaryTaskSet")],
		["deployed by others", { deployments: [], taskSets: [set("PRIMARY", true)] }, 0, "Healthy", undefined],
		[
			"being deployed by others",
			{ deployments: [], taskSets: [set("ACTIVE", true), set("PRIMARY", false)] },
			0,
			"Progressing",
			because("TaskSetNotSteady", { running: 2, desired: 2 }),
		],
		[
			"without a place",
			{ runningCount: 1, complaint: "was unable to place a task" },
			0,
			"Degraded",
			because("TasksNotPlaced", { said: "was unable to place a task", ...one }),
		],
	])("that is %s", (_name, facts, minutes, status, reason) => {
		const health = serviceHealth(service(facts), { policy: defaultPolicy }, minutes * minute);
		expect(health.status).toBe(status);
		expect(health.reason).toEqual(reason);
	});

	it("counts the deadline that its manifest says", () => {
		const policy = { ...defaultPolicy, progressDeadlineMs: 10 * minute };
		expect(serviceHealth(service({ deployments: [rolling] }), { policy }, 11 * minute).status).toBe("Degraded");
		expect(serviceHealth(service({ deployments: [rolling] }), { policy }, 9 * minute).status).toBe("Progressing");
	});
});
