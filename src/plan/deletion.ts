/**
 * Which orphans may go. Deleting is the one thing that cannot be undone, so everything here errs on the side of keeping:
 * a rejected manifest, an unseen resource or a surprising number of orphans keeps all of them.
 */
import type { Identity } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import { onDeleteTag } from "../model/tags.ts";

/** A resource that we own and that no manifest declares any more. */
export interface Orphan {
	readonly identity: Identity;
	readonly tags: Readonly<Record<string, string>>;
}

/** What may happen to an orphan; the reasons are sentences. */
export type Permission =
	| { readonly allowed: true }
	| { readonly allowed: false; readonly outcome: "wait" | "refusal"; readonly reason: string };

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
		unseen,
	}: {
		readonly desired: Desired;
		readonly owned: number;
		readonly retained?: ReadonlySet<Identity>;
		readonly unseen?: string;
	},
): ReadonlyMap<Identity, Permission> {
	const { environment } = desired;
	const listed = new Set(environment.deletions);
	const unlisted = orphans.filter(
		({ identity, tags }) => !listed.has(identity) && tags[onDeleteTag] !== "retain" && !retained?.has(identity),
	);
	const budget = Math.max(1, Math.floor(owned / 10));
	const judgeOne = ({ identity, tags }: Orphan): Permission => {
		if (tags[onDeleteTag] === "retain") {
			return refused(`It is kept, because its manifest said "onDelete: retain" (tag ${onDeleteTag}).`);
		}
		if (retained?.has(identity)) {
			return refused(
				"It is kept, because its last manifest suspended it, only observed it, or said that it stays. " +
					"To delete it, declare it once more without that.",
			);
		}
		if (!desired.complete) {
			return waits("Nothing is deleted while a manifest is rejected, which may be the one that declares this.");
		}
		if (environment.prune === "off") {
			return refused(`No manifest declares it any more. It is kept, because the environment says "prune: off".`);
		}
		if (!listed.has(identity) && environment.prune === "listed") {
			return refused(
				`No manifest declares it any more. To delete it, list "${identity}" under "deletions" in the environment.`,
			);
		}
		if (!listed.has(identity) && unlisted.length > budget) {
			return refused(
				`${unlisted.length} resources have lost their manifests at once, more than the ${budget} that may go by ` +
					`themselves, so all of them are kept. List those that should go under "deletions" in the environment.`,
			);
		}
		if (unseen) return waits(`Nothing is deleted while not all can be seen: ${unseen}`);
		return { allowed: true };
	};
	return new Map(orphans.map((orphan) => [orphan.identity, judgeOne(orphan)]));
}

function refused(reason: string): Permission {
	return { allowed: false, outcome: "refusal", reason };
}

function waits(reason: string): Permission {
	return { allowed: false, outcome: "wait", reason };
}
