/**
 * ECS task definitions. A revision never changes, so every change of content registers a new one; which revision matches
 * the manifest is what `observe` finds out.
 */
import type { Change, Fields, Kind } from "../../model/kind.ts";
import type { Step } from "../../model/plan.ts";
import { contentTag } from "../../model/tags.ts";
import { ecsTagList } from "../looking.ts";
import { ecsTagCalls } from "../tag-calls.ts";
import { taskDefinitionManifest } from "./manifest.ts";
import { observeTaskDefinitions, type TaskDefinitionFacts } from "./observe.ts";
import { contentHash } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

const update = { onDrift: "update" } as const;

const fields: Fields<TaskDefinitionSpec> = {
	family: update,
	taskRoleArn: update,
	executionRoleArn: update,
	networkMode: update,
	containerDefinitions: update,
	volumes: update,
	placementConstraints: update,
	requiresCompatibilities: update,
	cpu: update,
	memory: update,
	pidMode: update,
	ipcMode: update,
	proxyConfiguration: update,
	inferenceAccelerators: update,
	ephemeralStorage: update,
	runtimePlatform: update,
	enableFaultInjection: update,
};

export const taskDefinition: Kind<TaskDefinitionSpec, TaskDefinitionFacts> = {
	name: "TaskDefinition",
	manifest: taskDefinitionManifest,
	fields,
	revisioned: true,
	observe: observeTaskDefinitions,
	recognises: (desired, observed) => observed.tags?.[contentTag] === contentHash(desired),
	birthTags: (_resource, desired) => ({ [contentTag]: contentHash(desired) }),
	// A service refers to one revision, and any revision of the family holds it.
	answersTo: ({ spec }, value) => value.startsWith(`${spec.family}:`),
	plan,
	...ecsTagCalls,
	health: () => ({ status: "Healthy" }),
};

function plan(change: Change<TaskDefinitionSpec, TaskDefinitionFacts>): Step {
	if (change.verb === "delete") {
		const { arn } = change.observed.handle;
		return {
			outcome: "call",
			call: { operation: "ecs:DeregisterTaskDefinition", input: { taskDefinition: arn } },
			reason: "It is deregistered, because no manifest declares it any more.",
		};
	}
	return {
		outcome: "call",
		call: {
			operation: "ecs:RegisterTaskDefinition",
			input: { ...change.desired, tags: ecsTagList(change.tags) },
		},
		reason: change.verb === "create" ? "It does not exist." : "No active revision has this content.",
	};
}
