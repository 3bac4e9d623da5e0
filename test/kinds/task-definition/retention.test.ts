/** Which revisions of a family may go, judged from what was seen of it and of all that could use one. */
import { describe, expect, it } from "vitest";
import { createObservedStateStore } from "../../../src/controller/observed-state-store.ts";
import type { DeploymentFacts, ServiceFacts } from "../../../src/kinds/service/facts.ts";
import type { RetentionFacts, TaskDefinitionFacts } from "../../../src/kinds/task-definition/facts.ts";
import { expendable, retire } from "../../../src/kinds/task-definition/retention.ts";
import type { TaskDefinitionSpec } from "../../../src/kinds/task-definition/spec.ts";
import { type Identity, identity } from "../../../src/model/identity.ts";
import type { Policy, Resource } from "../../../src/model/manifest.ts";
import { defaultPolicy } from "../../../src/model/policy.ts";
import { isOursFor, ownershipTags } from "../../../src/plan/ownership.ts";

const web = identity("TaskDefinition", "web");
const place = { file: "web.yaml", line: 1, column: 1 };
const arn = (name: string) => `arn:aws:ecs:eu-central-1:111122223333:task-definition/${name}`;
const ours = ownershipTags("test", web, defaultPolicy);
const others = ownershipTags("other", web, defaultPolicy);
const retained = ownershipTags("test", web, { ...defaultPolicy, onDelete: "retain" });

interface Case {
	readonly policy?: Partial<Policy>;
	/** The tags of revisions that are not simply ours; undefined for those that were not read. */
	readonly tags?: Readonly<Record<number, Readonly<Record<string, string>> | undefined>>;
	/** Of services of anybody. */
	readonly services?: readonly Pick<ServiceFacts, "taskDefinitions" | "deployments">[];
	readonly pins?: readonly string[];
	readonly tasks?: readonly string[];
	readonly chosen?: number;
	/** The revisions that were read in the present pass. */
	readonly readNow?: readonly number[];
}

const deployment = (status: string, rolloutState: string, taskDefinition = "web:6"): DeploymentFacts => ({
	...{ id: "ecs-svc/1", status, rolloutState, rolloutReason: "", taskDefinition },
	...{ createdAtMs: 0, updatedAtMs: 0, failedTasks: 0 },
});

const steady = (...taskDefinitions: string[]) => ({
	taskDefinitions,
	deployments: [deployment("PRIMARY", "COMPLETED", taskDefinitions[0])],
});

/** Six active revisions of `web`, of which the manifest describes the newest and keeps two, unless the case says otherwise. */
function family({ policy, tags = {}, services = [], pins = [], tasks = [], chosen = 6, readNow = [] }: Case) {
	const observedState = createObservedStateStore();
	for (const [index, facts] of services.entries()) {
		const awsRef = { arn: `arn:aws:ecs:eu-central-1:111122223333:service/shop/s${index}`, id: `s${index}` };
		const observed = { awsRef, spec: {}, tags: {}, tagsReconcileId: 1, facts };
		observedState.record(
			identity("Service", "shop", `s${index}`),
			{ status: "present", observed },
			{ reconcileId: 1, atMs: 0, wallMs: 0 },
		);
	}
	const declared = new Map<Identity, Resource>(
		pins.map((taskDefinition, index): [Identity, Resource] => {
			const id = identity("Service", "shop", `pinned${index}`);
			const spec = { serviceName: `pinned${index}`, cluster: "shop", taskDefinition };
			return [id, { identity: id, kind: "Service", name: id, spec, tags: {}, policy: defaultPolicy, place }];
		}),
	);
	const revisions = [6, 5, 4, 3, 2, 1];
	const seen = revisions.flatMap((revision) => {
		const read = revision in tags ? tags[revision] : ours;
		return read
			? [[arn(`web:${revision}`), { tags: read, reconcileId: readNow.includes(revision) ? 1 : 0 }] as const]
			: [];
	});
	const facts: RetentionFacts = {
		active: revisions.map((revision) => arn(`web:${revision}`)),
		seen: new Map(seen),
		ofTasks: tasks.map(arn),
	};
	const resource: Resource<TaskDefinitionSpec> = {
		...{ identity: web, kind: "TaskDefinition", name: "web", spec: { family: "web" } as TaskDefinitionSpec },
		...{ tags: {}, policy: { ...defaultPolicy, keepRevisions: 2, ...policy }, place },
	};
	return {
		facts,
		resourceContext: { resource, observedState, declared, isOurs: isOursFor("test"), chosen: arn(`web:${chosen}`) },
	};
}

const names = (arns: readonly string[]) => arns.map((one) => one.slice(one.lastIndexOf(":") + 1)).join(" ");

describe("of six revisions of a family that keeps two", () => {
	it.each<[string, Case, string]>([
		["all older ones may go, the oldest first", {}, "1 2 3 4"],
		["all but one may go where one is kept", { policy: { keepRevisions: 1 } }, "1 2 3 4 5"],
		["none may go where six are kept", { policy: { keepRevisions: 6 } }, ""],
		["none may go where more are kept than there are", { policy: { keepRevisions: 7 } }, ""],
		["none may go where the manifest says that it stays", { policy: { onDelete: "retain" } }, ""],
		["those whose tag says that they stay stay", { tags: { 1: retained } }, "2 3 4"],
		["those of others are neither touched nor counted", { tags: { 6: others, 5: {}, 1: others } }, "2"],
		["those that were not read yet may go, and count as none that is kept", { tags: { 6: undefined } }, "1 2 3"],
		["what a service is to run stays", { services: [steady("web:1")] }, "2 3 4"],
		["what a deployment or a task set runs stays", { services: [steady("web:6", "web:2", "web:3")] }, "1 4"],
		["what a task runs stays", { tasks: ["web:3"] }, "1 2 4"],
		["what a manifest names by its number stays", { pins: ["web:2"] }, "1 3 4"],
		["what a manifest names by its ARN stays", { pins: [arn("web:4")] }, "1 2 3"],
		["what the manifest describes stays, though others are newer", { chosen: 2 }, "1 3 4"],
		[
			"none may go while a service of it rolls out",
			{ services: [{ taskDefinitions: ["web:6"], deployments: [deployment("PRIMARY", "IN_PROGRESS")] }] },
			"",
		],
		[
			"none may go while a rollout of it has failed and is not undone",
			{ services: [{ taskDefinitions: ["web:6"], deployments: [deployment("PRIMARY", "FAILED")] }] },
			"",
		],
		[
			"none may go while an earlier deployment of it is left",
			{
				services: [
					{
						taskDefinitions: ["web:6", "web:5"],
						deployments: [deployment("PRIMARY", "COMPLETED"), deployment("ACTIVE", "COMPLETED", "web:5")],
					},
				],
			},
			"",
		],
		[
			"what rolls out elsewhere holds nothing up",
			{ services: [{ taskDefinitions: ["webs:6"], deployments: [deployment("PRIMARY", "IN_PROGRESS", "webs:6")] }] },
			"1 2 3 4",
		],
	])("%s", (_, wanted, expected) => {
		const { facts, resourceContext } = family(wanted);
		expect(names(expendable(facts, resourceContext))).toBe(expected);
	});
});

describe("the oldest revision that may go", () => {
	const step = (
		wanted: Case,
		more: { readonly everythingObserved?: boolean; readonly facts?: Partial<TaskDefinitionFacts> } = {},
	) => {
		const { facts, resourceContext } = family(wanted);
		const observed = {
			awsRef: { arn: resourceContext.chosen, id: "web:6" },
			...{ spec: resourceContext.resource.spec, tags: ours, tagsReconcileId: 1 },
			facts: { revisions: [], retention: facts, ...more.facts },
		};
		return retire({ ...resourceContext, observed, everythingObserved: more.everythingObserved ?? true });
	};

	it("is deregistered, with what is kept and why it goes", () => {
		expect(step({ readNow: [1, 2] })).toEqual({
			outcome: "action",
			call: { operation: "ecs:DeregisterTaskDefinition", input: { taskDefinition: arn("web:1") } },
			reason: { code: "RevisionNotKept", params: { revision: "web:1", keepRevisions: 2 } },
			housekeeping: true,
		});
		expect(step({ policy: { keepRevisions: 1 }, readNow: [1] })).toMatchObject({
			reason: { code: "RevisionNotKept", params: { revision: "web:1", keepRevisions: 1 } },
		});
	});

	it("is one whose tags were read in this pass", () => {
		expect(step({})).toBeUndefined();
		expect(step({ readNow: [3] })).toMatchObject({ call: { input: { taskDefinition: arn("web:3") } } });
	});

	it("stays where not all was seen, or this look has not asked for tasks", () => {
		expect(step({ readNow: [1] }, { everythingObserved: false })).toBeUndefined();
		const { facts } = family({ readNow: [1] });
		const retention = { active: facts.active, seen: facts.seen };
		expect(step({ readNow: [1] }, { facts: { retention } })).toBeUndefined();
	});
});
