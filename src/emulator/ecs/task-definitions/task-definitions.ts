/**
 * Task definitions: families of numbered revisions that never change. Each registration makes a new revision, numbers go
 * on after deletion, and a deleted revision stays in deletion while something still runs it (ECS developer guide, task
 * definition states).
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
	ListTaskDefinitionFamiliesResponse,
	ListTaskDefinitionsRequest,
	ListTaskDefinitionsResponse,
	RegisterTaskDefinitionRequest,
	RegisterTaskDefinitionResponse,
	TaskDefinition,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../failure.ts";
import { isKnown } from "../../known-ids.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { page } from "../paging.ts";
import type { EcsState } from "../state.ts";
import { readTags, writeTags } from "../tags.ts";
import { normalisedDefinition } from "./defaults.ts";
import { checkDefinition } from "./rules.ts";
import type { FamilyRecord, RevisionRecord } from "./state.ts";

/** How long a revision that nothing uses stays in deletion. */
const deletionMs = 60_000;

/** The revision that a service or task is to run; throws AWS's refusal unless it is ACTIVE. */
export function usableRevision(state: EcsState, reference: string, present?: RevisionRecord): RevisionRecord {
	const revision = findRevision(state, reference);
	// A service may keep and scale a revision that was deregistered after it had begun to use it.
	if (revision && revision === present) return revision;
	if (!revision) throw new AwsError("ClientException", "TaskDefinition not found.");
	if (revision.status !== "ACTIVE") throw new AwsError("ClientException", "TaskDefinition is inactive");
	return revision;
}

/** The revision that `family`, `family:revision` or an ARN means; a bare family means its newest ACTIVE revision. */
function findRevision(state: EcsState, reference: string): RevisionRecord | undefined {
	const [name = "", number] = nameOf(reference).split(":");
	const family = state.families.get(name);
	if (!family) return undefined;
	forgetDeleted(state, family);
	if (number !== undefined) return family.revisions.get(Number(number));
	let newest: RevisionRecord | undefined;
	for (const revision of family.revisions.values()) if (revision.status === "ACTIVE") newest = revision;
	return newest;
}

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
				revision.definition.deregisteredAt = new Date(state.surroundings.clock.now());
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
	const normalised = normalisedDefinition(state.surroundings, input);
	for (const role of [normalised.taskRoleArn, normalised.executionRoleArn]) {
		if (role && !isKnown(state.surroundings, role)) throw new AwsError("ClientException", "Role is not valid");
	}
	const tags = readTags(input.tags);
	const name = input.family ?? "";
	const family = state.families.get(name) ?? { name, nextRevision: 1, revisions: new Map() };
	state.families.set(name, family);
	const number = family.nextRevision++;
	const arn = arnOf(state.surroundings, `task-definition/${name}:${number}`);
	const revision: RevisionRecord = {
		sequence: state.nextSequence(),
		arn,
		family: name,
		revision: number,
		definition: {
			...normalised,
			taskDefinitionArn: arn,
			revision: number,
			registeredAt: new Date(state.surroundings.clock.now()),
			registeredBy: `arn:aws:iam::${state.surroundings.account}:root`,
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
		const arn = revision?.arn ?? arnOf(state.surroundings, `task-definition/${nameOf(reference)}`);
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
			const nowMs = state.surroundings.clock.now();
			revision.status = "DELETE_IN_PROGRESS";
			revision.deleteRequestedAtMs = nowMs;
			revision.definition.deleteRequestedAt = new Date(nowMs);
		}
		return [view(revision)];
	});
	return { taskDefinitions, failures };
}

/**
 * Forgets the revisions whose deletion is over. Deletion is finished lazily, when somebody looks: nobody can tell, and no
 * timer is needed. A revision that a deployment or a task still uses stays.
 */
function forgetDeleted(state: EcsState, family: FamilyRecord): void {
	const nowMs = state.surroundings.clock.now();
	let used: Set<RevisionRecord> | undefined;
	for (const revision of family.revisions.values()) {
		if (revision.deleteRequestedAtMs === undefined || revision.deleteRequestedAtMs + deletionMs > nowMs) continue;
		used ??= revisionsInUse(state);
		if (!used.has(revision)) family.revisions.delete(revision.revision);
	}
}

function revisionsInUse(state: EcsState): Set<RevisionRecord> {
	const used = new Set<RevisionRecord>();
	for (const cluster of state.clusters.values()) {
		for (const task of cluster.tasks) if (task.lastStatus !== "STOPPED") used.add(task.definition);
		for (const service of cluster.services.values()) {
			for (const deployment of service.deployments) used.add(deployment.definition);
		}
	}
	return used;
}

function listRevisions(state: EcsState, input: ListTaskDefinitionsRequest): ListTaskDefinitionsResponse {
	const status = input.status ?? "ACTIVE";
	const families =
		input.familyPrefix === undefined ? [...state.families.values()] : [state.families.get(input.familyPrefix)];
	const revisions: RevisionRecord[] = [];
	for (const family of families) {
		if (!family) continue;
		forgetDeleted(state, family);
		for (const revision of family.revisions.values()) if (revision.status === status) revisions.push(revision);
	}
	const descending = input.sort === "DESC";
	// A space sorts before every character of a family name, so that `web` comes before `web-2`.
	const ordered = revisions
		.map((revision) => ({ revision, key: `${revision.family} ${String(revision.revision).padStart(10, "0")}` }))
		.sort((a, b) => (a.key < b.key !== descending ? -1 : 1));
	const { items, nextToken } = page(
		ordered,
		(item) => item.key,
		input,
		{ list: "task definitions", defaultSize: 100 },
		descending,
	);
	return { taskDefinitionArns: items.map((item) => item.revision.arn), ...(nextToken && { nextToken }) };
}

function listFamilies(state: EcsState, input: ListTaskDefinitionFamiliesRequest): ListTaskDefinitionFamiliesResponse {
	const status = input.status ?? "ACTIVE";
	const names = [...state.families.values()]
		.filter((family) => family.name.startsWith(input.familyPrefix ?? ""))
		.filter((family) => {
			forgetDeleted(state, family);
			if (family.revisions.size === 0) return false;
			const active = [...family.revisions.values()].some((revision) => revision.status === "ACTIVE");
			return status === "ALL" || active === (status === "ACTIVE");
		})
		.map((family) => family.name)
		.sort();
	const { items, nextToken } = page(names, (name) => name, input, { list: "families", defaultSize: 100 });
	return { families: [...items], ...(nextToken && { nextToken }) };
}
