/**
 * Finding revisions of task definitions, as everything does that runs them, and forgetting those that were deleted (ECS
 * developer guide, task definition states).
 */
import { AwsError } from "../../../aws-error.ts";
import { nameOf } from "../identifiers.ts";
import type { FamilyRecord, RevisionRecord } from "../record-parts.ts";
import type { EcsState } from "../state.ts";

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
export function findRevision(state: EcsState, reference: string): RevisionRecord | undefined {
	const [name = "", number] = nameOf(reference).split(":");
	const family = state.families.get(name);
	if (!family) return undefined;
	forgetDeleted(state, family);
	if (number !== undefined) return family.revisions.get(Number(number));
	let newest: RevisionRecord | undefined;
	for (const revision of family.revisions.values()) if (revision.status === "ACTIVE") newest = revision;
	return newest;
}

/**
 * Forgets the revisions whose deletion is over. Deletion is finished lazily, when somebody looks: nobody can tell, and no
 * timer is needed. A revision that a deployment or a task still uses stays.
 */
export function forgetDeleted(state: EcsState, family: FamilyRecord): void {
	const nowMs = state.context.clock.now();
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
