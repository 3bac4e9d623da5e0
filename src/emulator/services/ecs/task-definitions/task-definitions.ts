/**
 * Task definitions: families of numbered, immutable revisions. Each registration creates a new revision, numbers
 * continue after deletion, and a deleted revision in use stays in deletion (ECS developer guide, task definition
 * states).
 */
import type {
	DeleteTaskDefinitionsRequest,
	DeleteTaskDefinitionsResponse,
	DeregisterTaskDefinitionRequest,
	DeregisterTaskDefinitionResponse,
	DescribeTaskDefinitionRequest,
	DescribeTaskDefinitionResponse,
	Failure,
	ListTaskDefinitionFamiliesRequest,
	ListTaskDefinitionsRequest,
	RegisterTaskDefinitionRequest,
	RegisterTaskDefinitionResponse,
	TaskDefinition,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";

import { arnOf, nameOf } from "../identifiers.ts";
import type { RevisionRecord } from "../record-parts.ts";
import type { EcsState } from "../state.ts";
import { readTags, writeTags } from "../tags.ts";
import { normalisedDefinition } from "./defaults.ts";
import { listFamilies, listRevisions } from "./lists.ts";
import { findRevision } from "./revisions.ts";
import { checkDefinition } from "./rules.ts";
/** The operations on task definitions. */
export function taskDefinitionOperations(state: EcsState) {
	return {
		RegisterTaskDefinition: (input: RegisterTaskDefinitionRequest): RegisterTaskDefinitionResponse => {
			const revision = register(state, input);
			return { taskDefinition: view(revision), ...(revision.tags.size > 0 && { tags: writeTags(revision.tags) }) };
		},
		DescribeTaskDefinition: (input: DescribeTaskDefinitionRequest): DescribeTaskDefinitionResponse => {
			const revision = findRevision(state, input.taskDefinition ?? "");
			if (!revision) throw new AwsError("ClientException", "Unable to describe task definition.");
			return {
				taskDefinition: view(revision),
				...(input.include?.includes("TAGS") && { tags: writeTags(revision.tags) }),
			};
		},
		DeregisterTaskDefinition: (input: DeregisterTaskDefinitionRequest): DeregisterTaskDefinitionResponse => {
			requireRevisionNumber(input.taskDefinition ?? "");
			const revision = findRevision(state, input.taskDefinition ?? "");
			if (!revision) throw new AwsError("ClientException", "The specified task definition does not exist.");
			if (revision.status === "ACTIVE") {
				revision.status = "INACTIVE";
				revision.definition.deregisteredAt = new Date(state.context.clock.now());
			}
			return { taskDefinition: view(revision) };
		},
		DeleteTaskDefinitions: (input: DeleteTaskDefinitionsRequest) => deleteRevisions(state, input),
		ListTaskDefinitions: (input: ListTaskDefinitionsRequest) => listRevisions(state, input),
		ListTaskDefinitionFamilies: (input: ListTaskDefinitionFamiliesRequest) => listFamilies(state, input),
	};
}

function register(state: EcsState, input: RegisterTaskDefinitionRequest): RevisionRecord {
	checkDefinition(input);
	const normalised = normalisedDefinition(state.context, input);
	for (const role of [normalised.taskRoleArn, normalised.executionRoleArn]) {
		if (role && !state.context.known.has(role)) throw new AwsError("ClientException", "Role is not valid");
	}
	const tags = readTags(input.tags);
	const name = input.family ?? "";
	const family = state.families.get(name) ?? { name, nextRevision: 1, revisions: new Map() };
	state.families.set(name, family);
	const number = family.nextRevision++;
	const arn = arnOf(state.context, `task-definition/${name}:${number}`);
	const revision: RevisionRecord = {
		sequence: state.nextSequence(),
		arn,
		family: name,
		revision: number,
		definition: {
			...normalised,
			taskDefinitionArn: arn,
			revision: number,
			registeredAt: new Date(state.context.clock.now()),
			registeredBy: `arn:aws:iam::${state.context.account}:root`,
		},
		tags,
		status: "ACTIVE",
		deleteRequestedAtMs: undefined,
	};
	family.revisions.set(number, revision);
	return revision;
}

function view(revision: RevisionRecord): TaskDefinition {
	return { ...revision.definition, status: revision.status };
}

function requireRevisionNumber(reference: string): void {
	if (/:\d+$/.test(nameOf(reference))) return;
	throw new AwsError("InvalidParameterException", `Invalid revision number. Number: ${nameOf(reference)}`);
}

function deleteRevisions(state: EcsState, input: DeleteTaskDefinitionsRequest): DeleteTaskDefinitionsResponse {
	const references = input.taskDefinitions ?? [];
	if (references.length < 1 || references.length > 10) {
		throw new AwsError("InvalidParameterException", "Specify between 1 and 10 task definitions.");
	}
	for (const reference of references) requireRevisionNumber(reference);
	const failures: Failure[] = [];
	const taskDefinitions = references.flatMap((reference) => {
		const revision = findRevision(state, reference);
		const arn = revision?.arn ?? arnOf(state.context, `task-definition/${nameOf(reference)}`);
		if (!revision) {
			failures.push({
				arn,
				reason:
					"The specified task definition does not exist. Specify a valid account, family, revision and try again.",
			});
			return [];
		}
		if (revision.status === "ACTIVE") {
			failures.push({
				arn,
				reason: "The specified task definition is still in ACTIVE status. Please deregister the target and try again.",
			});
			return [];
		}
		if (revision.status === "INACTIVE") {
			const nowMs = state.context.clock.now();
			revision.status = "DELETE_IN_PROGRESS";
			revision.deleteRequestedAtMs = nowMs;
			revision.definition.deleteRequestedAt = new Date(nowMs);
		}
		return [view(revision)];
	});
	return { taskDefinitions, failures };
}
