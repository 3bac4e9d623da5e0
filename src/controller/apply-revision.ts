/**
 * Determines which manifests a new revision changes and which resources must be observed for it. A revision that
 * changes no resource in sync causes no AWS request.
 */
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import { byIdentity, type Desired } from "../model/manifest.ts";
import { isInSync, type ResourceStatus } from "../model/status.ts";
import { changedManifests } from "./changed-manifests.ts";
import type { ControllerState } from "./controller-state.ts";
import { dependenciesOf } from "./dependencies.ts";

/** Applies the differences between two revisions of the folder: schedules the affected resources. */
export function applyRevision(
	state: ControllerState,
	kinds: Kinds,
	before: Desired | undefined,
	after: Desired,
	wallMs: number,
): void {
	const { schedule, statusStore, lastSuccess } = state;
	const changed = changedManifests(before, after);
	const moved = concerned(kinds, changed, after, statusStore.all());
	schedule.wake(moved);
	// If the revision affects no resource, the last observation also holds for this revision.
	if (moved.size === 0 && lastSuccess && lastSuccess.lastSuccessRevision === before?.revision) {
		state.lastSuccess = { ...lastSuccess, lastSuccessRevision: after.revision };
	}
	statusStore.declare(after, changed, wallMs);
}

/**
 * The resources that a new revision affects: changed manifests and their referrers, resources not in sync, and listed
 * deletions.
 */
export function concerned(
	kinds: Kinds,
	changed: ReadonlySet<Identity>,
	{ resources, environment }: Desired,
	statuses: readonly ResourceStatus[],
): ReadonlySet<Identity> {
	const declared = byIdentity(resources);
	// Memoizes by list, since thousands of resources may share one.
	const known = new Map<readonly Identity[], boolean>();
	const dependenciesChanged = (needs: readonly Identity[]) => {
		const answer = known.get(needs) ?? needs.some((target) => changed.has(target));
		known.set(needs, answer);
		return answer;
	};
	const referring = resources.filter(({ identity }) => {
		const { lists, bug } = dependenciesOf(kinds, declared, identity);
		// The next reconcile reports the bug.
		return bug !== undefined || lists.some(dependenciesChanged);
	});
	return new Set([
		...changed,
		...referring.map(({ identity }) => identity),
		...statuses.filter((status) => !isInSync(status)).map(({ identity }) => identity),
		// A listed resource may already be draining, and then AWS's lists omit it.
		...environment.deletions.filter((identity) => !declared.has(identity)),
	]);
}

/**
 * Records resources whose removed manifest suspended them or retained them on deletion. evenkeel could not write that
 * into their tags.
 */
export function noteRetained(retained: Set<Identity>, before: Desired | undefined, after: Desired): void {
	const declared = byIdentity(after.resources);
	for (const identity of declared.keys()) retained.delete(identity);
	for (const { identity, policy } of before?.resources ?? []) {
		const isKept = policy.suspend || policy.mode === "observe" || policy.onDelete === "retain";
		if (isKept && !declared.has(identity)) retained.add(identity);
	}
}
