/**
 * What a new revision of the folder means: which manifests have changed, and which resources have to be looked at for it.
 * Where a revision changes nothing that is known to be well, AWS is not asked.
 */
import { sameJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { SomeKind } from "../model/kind.ts";
import type { Desired, Resource } from "../model/manifest.ts";
import type { ResourceStatus } from "../model/status.ts";
import type { Memory } from "./memory.ts";
import { needsOf } from "./needs.ts";

/** Sets in motion what differs between two revisions of the folder. */
export function takeUp(
	memory: Memory,
	kinds: readonly SomeKind[],
	before: Desired | undefined,
	after: Desired,
	nowMs: number,
): void {
	const { schedule, book, lastSuccess } = memory;
	const changed = changedManifests(before, after);
	const moved = concerned(kinds, changed, after, book.all());
	schedule.wake(moved);
	// Where nothing is to be looked at for it, the last look holds for this revision as well.
	if (moved.size === 0 && lastSuccess && lastSuccess.lastSuccessRevision === before?.revision) {
		memory.lastSuccess = { ...lastSuccess, lastSuccessRevision: after.revision };
	}
	book.declare(after, changed, nowMs);
}

/** Manifests that differ, that came or that went. */
export function changedManifests(before: Desired | undefined, after: Desired): ReadonlySet<Identity> {
	const was = byIdentity(before);
	const is = byIdentity(after);
	return new Set(
		[...was.keys(), ...is.keys()].filter((identity) => !isSameManifest(was.get(identity), is.get(identity))),
	);
}

function byIdentity(desired: Desired | undefined): ReadonlyMap<Identity, Resource> {
	return new Map(desired?.resources.map((resource) => [resource.identity, resource]));
}

/** Wherever it is written. */
function isSameManifest(a: Resource | undefined, b: Resource | undefined): boolean {
	return a === b || (a !== undefined && b !== undefined && sameJson({ ...a, place: b.place }, b));
}

/** What a new revision may set in motion: changed manifests and what refers to them, all that is not in sync yet, and what is listed to go. */
export function concerned(
	kinds: readonly SomeKind[],
	changed: ReadonlySet<Identity>,
	{ resources, environment }: Desired,
	statuses: readonly ResourceStatus[],
): ReadonlySet<Identity> {
	const declared = new Map(resources.map((resource) => [resource.identity, resource]));
	const referring = resources.filter(({ identity }) =>
		needsOf(kinds, declared, identity).some((target) => changed.has(target)),
	);
	return new Set([
		...changed,
		...referring.map(({ identity }) => identity),
		...statuses.filter(({ outcome }) => outcome !== "in sync").map(({ identity }) => identity),
		// What is listed may drain already, and then no list of AWS's shows it.
		...environment.deletions.filter((identity) => !declared.has(identity)),
	]);
}

/**
 * Remembers which resources lost a manifest that kept evenkeel's hands off them or said that they stay: it had no chance to
 * write that into their tags.
 */
export function noteRetained(retained: Set<Identity>, before: Desired | undefined, after: Desired): void {
	const declared = new Set(after.resources.map(({ identity }) => identity));
	for (const identity of declared) retained.delete(identity);
	for (const { identity, policy } of before?.resources ?? []) {
		const isKept = policy.suspend || policy.mode === "observe" || policy.onDelete === "retain";
		if (isKept && !declared.has(identity)) retained.add(identity);
	}
}
