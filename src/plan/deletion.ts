/**
 * Which orphans may go. Deleting is the one thing that cannot be undone, so everything here errs on the side of keeping:
 * a rejected manifest, an unseen resource or a surprising number of orphans keeps all of them.
 */
import type { Identity } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import { because, type Reason } from "../model/reason.ts";
import { onDeleteTag } from "../model/tags.ts";

/** A resource that we own and that no manifest declares any more. */
export interface Orphan {
	readonly identity: Identity;
	readonly tags: Readonly<Record<string, string>>;
	/** Deleting it destroys data, so that only a person may ask for it. */
	readonly holdsData?: boolean;
}

/** What may happen to an orphan. */
export type Permission =
	| { readonly allowed: true }
	| { readonly allowed: false; readonly outcome: "wait" | "refusal"; readonly reason: Reason };

/**
 * Judges all orphans together. Under `automatic`, the unlisted ones go only if they are few: at most a tenth of what we
 * own, and one in any case; otherwise none of them goes, since a folder half lost looks just like a folder half removed.
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
	return { allowed: false, outcome: "refusal", reason };
}

function waits(reason: Reason): Permission {
	return { allowed: false, outcome: "wait", reason };
}
