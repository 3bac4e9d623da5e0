/**
 * What a new revision of the folder means: which manifests have changed, and which resources have to be looked at for it.
 * Where a revision changes nothing that is known to be well, AWS is not asked.
 */
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import { byIdentity, type Desired } from "../model/manifest.ts";
import { isInSync, type ResourceStatus } from "../model/status.ts";
import { changedManifests } from "./changed-manifests.ts";
import type { Memory } from "./memory.ts";
import { needsOf } from "./needs.ts";

/** Sets in motion what differs between two revisions of the folder. */
export function takeUp(
	memory: Memory,
	kinds: Kinds,
	before: Desired | undefined,
	after: Desired,
	wallMs: number,
): void {
	const { schedule, book, lastSuccess } = memory;
	const changed = changedManifests(before, after);
	const moved = concerned(kinds, changed, after, book.all());
	schedule.wake(moved);
	// Where nothing is to be looked at for it, the last look holds for this revision as well.
	if (moved.size === 0 && lastSuccess && lastSuccess.lastSuccessRevision === before?.revision) {
		memory.lastSuccess = { ...lastSuccess, lastSuccessRevision: after.revision };
	}
	book.declare(after, changed, wallMs);
}

/** What a new revision may set in motion: changed manifests and what refers to them, all that is not in sync yet, and what is listed to go. */
export function concerned(
	kinds: Kinds,
	changed: ReadonlySet<Identity>,
	{ resources, environment }: Desired,
	statuses: readonly ResourceStatus[],
): ReadonlySet<Identity> {
	const declared = byIdentity(resources);
	// Thousands of resources may share one list of what they need.
	const known = new Map<readonly Identity[], boolean>();
	const needsChanged = (needs: readonly Identity[]) => {
		const answer = known.get(needs) ?? needs.some((target) => changed.has(target));
		known.set(needs, answer);
		return answer;
	};
	const referring = resources.filter(({ identity }) => {
		const { lists, bug } = needsOf(kinds, declared, identity);
		// A reconcile of it reports the bug.
		return bug !== undefined || lists.some(needsChanged);
	});
	return new Set([
		...changed,
		...referring.map(({ identity }) => identity),
		...statuses.filter((status) => !isInSync(status)).map(({ identity }) => identity),
		// What is listed may drain already, and then no list of AWS's shows it.
		...environment.deletions.filter((identity) => !declared.has(identity)),
	]);
}

/**
 * Remembers which resources lost a manifest that kept evenkeel's hands off them or said that they stay: it had no chance to
 * write that into their tags.
 */
export function noteRetained(retained: Set<Identity>, before: Desired | undefined, after: Desired): void {
	const declared = byIdentity(after.resources);
	for (const identity of declared.keys()) retained.delete(identity);
	for (const { identity, policy } of before?.resources ?? []) {
		const isKept = policy.suspend || policy.mode === "observe" || policy.onDelete === "retain";
		if (isKept && !declared.has(identity)) retained.add(identity);
	}
}
