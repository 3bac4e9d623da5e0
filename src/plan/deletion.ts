/**
 * Decides which orphans may be deleted. Deletion cannot be undone, so any doubt keeps them all: an invalid manifest, an
 * incomplete observation or an unexpectedly large number of orphans.
 */
import type { Identity } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import { because, type Reason } from "../model/reason.ts";
import { onDeleteTag } from "../model/tags.ts";

/** A resource that evenkeel owns and no manifest declares. */
export interface Orphan {
	readonly identity: Identity;
	readonly tags: Readonly<Record<string, string>>;
	/** Deleting it destroys data, so it must be listed in `deletions`. */
	readonly holdsData?: boolean;
}

/** Whether an orphan may be deleted. */
export type Permission =
	| { readonly allowed: true }
	| { readonly allowed: false; readonly outcome: "waiting" | "blocked"; readonly reason: Reason };

/**
 * Decides about all orphans together. Under `automatic`, unlisted orphans are deleted only if they are at most a tenth
 * of the owned resources, or a single one. Otherwise none is deleted, since a half-lost folder looks like a
 * half-removed one.
 */
export function permissions(
	orphans: readonly Orphan[],
	{
		desired,
		owned,
		retained,
		unobserved,
	}: {
		readonly desired: Desired;
		readonly owned: number;
		readonly retained?: ReadonlySet<Identity>;
		readonly unobserved?: Reason;
	},
): ReadonlyMap<Identity, Permission> {
	const { environment } = desired;
	const listed = new Set(environment.deletions);
	const unlisted = orphans.filter(
		({ identity, tags, holdsData }) =>
			!listed.has(identity) && !holdsData && tags[onDeleteTag] !== "retain" && !retained?.has(identity),
	);
	const budget = Math.max(1, Math.floor(owned / 10));
	const judgeOne = ({ identity, tags, holdsData }: Orphan): Permission => {
		if (tags[onDeleteTag] === "retain") {
			return refused(because("RetainedByTag", { tag: onDeleteTag }));
		}
		if (retained?.has(identity)) {
			return refused(because("RetainedByLastManifest"));
		}
		if (!desired.complete) {
			return waits(because("DeletionNeedsValidManifests"));
		}
		if (environment.prune === "off") {
			return refused(because("PruneOff"));
		}
		if (!listed.has(identity) && environment.prune === "listed") {
			return refused(because("NotListedForDeletion", { identity }));
		}
		if (!listed.has(identity) && holdsData) {
			return refused(because("DataNotListedForDeletion", { identity }));
		}
		if (!listed.has(identity) && unlisted.length > budget) {
			return refused(because("PruneBudgetExceeded", { orphans: unlisted.length, budget }));
		}
		if (unobserved) return waits(because("DeletionNeedsFullObservation", { cause: unobserved }));
		return { allowed: true };
	};
	return new Map(orphans.map((orphan) => [orphan.identity, judgeOne(orphan)]));
}

function refused(reason: Reason): Permission {
	return { allowed: false, outcome: "blocked", reason };
}

function waits(reason: Reason): Permission {
	return { allowed: false, outcome: "waiting", reason };
}
