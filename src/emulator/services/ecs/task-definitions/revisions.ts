/** Finds revisions of task definitions and removes deleted ones (ECS developer guide, task definition states). */
import { AwsError } from "../../../aws-error.ts";
import { nameOf } from "../identifiers.ts";
import type { FamilyRecord, RevisionRecord } from "../record-parts.ts";
import type { EcsState } from "../state.ts";

/** The time that an unused revision stays in deletion. */
const deletionMs = 60_000;

/** The revision that a service or task should run; throws AWS's error unless it is ACTIVE. */
export function usableRevision(state: EcsState, reference: string, present?: RevisionRecord): RevisionRecord {
	const revision = findRevision(state, reference);
	// A service can keep and scale a revision that was deregistered while in use.
	if (revision && revision === present) return revision;
	if (!revision) throw new AwsError("ClientException", "TaskDefinition not found.");
	if (revision.status !== "ACTIVE") throw new AwsError("ClientException", "TaskDefinition is inactive");
	return revision;
}

/** The revision of `family`, `family:revision` or an ARN; a family alone means its latest ACTIVE revision. */
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
 * Removes revisions whose deletion is complete. This happens at the next read: the delay is invisible, and no timer is
 * needed. A revision in use by a deployment or a task stays.
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
