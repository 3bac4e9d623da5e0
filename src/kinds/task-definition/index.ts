/**
 * The TaskDefinition kind: ECS task definitions.
 * A revision never changes, so every change of content registers a new one; `observe` finds the revision that matches the
 * manifest.
 */
import type { Change, ResourceContext } from "../../model/changes.ts";
import type { Fields, Kind } from "../../model/kind.ts";
import type { Observed } from "../../model/observed-state.ts";
import type { Step } from "../../model/plan.ts";
import { because, type ReasonParams } from "../../model/reason.ts";
import { contentTag } from "../../model/tags.ts";
import { lastPart } from "../normal-form.ts";
import { ecsTagList } from "../observing.ts";
import { ecsTagRules } from "../tag-rules.ts";
import type { TaskDefinitionFacts } from "./facts.ts";
import { carryOwner } from "./family-tags.ts";
import { isAsDeclared, withImagesOf } from "./live-images.ts";
import { taskDefinitionManifest } from "./manifest.ts";
import { observeTaskDefinitions } from "./observe.ts";
import { logGroupsOf, taskDefinitionPrerequisites } from "./prerequisites.ts";
import type {} from "./reasons.ts";
import { retire } from "./retention.ts";
import { contentHash } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

type TaskDefinitionChange = Change<TaskDefinitionSpec, TaskDefinitionFacts>;

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
	observe: observeTaskDefinitions,
	adjust: (desired, { facts }, { resource }) => withImagesOf(desired, facts.live?.source?.spec, resource.policy),
	revisions: { matchesByMarker, externalSource: ({ spec, facts }) => facts.live?.source?.spec ?? spec },
	// A service refers to one revision, but it uses the whole family.
	relations: {
		names: ({ spec }) => logGroupsOf(spec.containerDefinitions),
		namedAs: {
			inReference: (value) => value.slice(0, value.indexOf(":") + 1),
			ofResource: ({ spec }) => `${spec.family}:`,
		},
	},
	plan,
	followUp: (input) => carryOwner(input) ?? retire(input),
	prerequisites: taskDefinitionPrerequisites,
	tags: { ...ecsTagRules, creationTags: (_resource, desired) => ({ [contentTag]: contentHash(desired) }) },
	health: () => ({ status: "Healthy" }),
};

function matchesByMarker(
	desired: TaskDefinitionSpec,
	{ tags, awsRef, facts }: Observed<TaskDefinitionSpec, TaskDefinitionFacts>,
	{ resource }: ResourceContext<TaskDefinitionSpec>,
): boolean {
	if (!facts.live) return tags?.[contentTag] === contentHash(desired);
	const shown = facts.revisions.find(({ arn }) => arn === awsRef.arn);
	return shown !== undefined && isAsDeclared(shown, desired, resource.policy, facts.revisions);
}

function plan(change: TaskDefinitionChange): Step {
	if (change.verb === "delete") {
		const { arn } = change.observed.awsRef;
		return {
			outcome: "action",
			call: { operation: "ecs:DeregisterTaskDefinition", input: { taskDefinition: arn } },
			reason: because("RevisionNotDeclared", { revision: lastPart(arn) }),
		};
	}
	return {
		outcome: "action",
		call: {
			operation: "ecs:RegisterTaskDefinition",
			input: { ...change.desired, tags: ecsTagList(change.tags) },
		},
		reason: change.verb === "create" ? because("NotFound") : because("NoRevisionWithContent", externalParts(change)),
	};
}

/** The revision from which a new one takes the parts with external owners. */
function externalParts({
	policy,
	observed: { facts },
}: Extract<TaskDefinitionChange, { verb: "update" }>): ReasonParams["NoRevisionWithContent"] {
	const source = facts.live?.source;
	if (!facts.live || !source) return {};
	const running = facts.live.running.map(lastPart);
	const what = policy.liveImages.length > 0 ? "images" : "ignored parts";
	return { external: { what, from: lastPart(source.arn), running } };
}
