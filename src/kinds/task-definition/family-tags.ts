/**
 * The tags of a family: ECS tags revisions, and a family is whose any of its revisions is, since another revision of it may
 * have been registered by CI, without tags.
 */
import type { FollowUpInput } from "../../model/changes.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import { formatTag, identityTag, onDeleteTag, ownerTag } from "../../model/tags.ts";
import { ecsTagRules } from "../tag-rules.ts";
import type { TaskDefinitionFacts } from "./facts.ts";
import type { Revision } from "./revision.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

type Tags = Readonly<Record<string, string>>;

/** Among so many of the newest revisions one has to name the owner; more than twice as many are read at each look. */
const ownedWithin = 5;

/**
 * What `chosen` carries, with the ownership of the newest revision that has one. A family is kept when any revision that
 * evenkeel registered says so: the one that the manifest was about need not be the newest.
 */
export function familyTags(revisions: readonly Revision[], chosen: Revision, isDeclared: boolean): Tags {
	const owned = ownedRevisions(revisions);
	const [newestOwned] = owned;
	if (!newestOwned) return chosen.tags;
	const tags = { ...ownership(newestOwned.tags), ...chosen.tags };
	const onDelete = owned.map((revision) => revision.tags[onDeleteTag]).find((value) => value !== undefined);
	// While there is a manifest, the tag is compared with it and written where the manifest's own revision is.
	return isDeclared || onDelete === undefined ? tags : { ...tags, [onDeleteTag]: onDelete };
}

/**
 * Writes the owner on the revision that stands for the family before those of CI hide the last one that names it: after a
 * restart only the newest revisions are looked at.
 */
export function carryOwner({
	observed: { handle, facts },
}: Pick<FollowUpInput<TaskDefinitionSpec, TaskDefinitionFacts>, "observed">): Step | undefined {
	const { live, revisions } = facts;
	const [newestOwned] = ownedRevisions(revisions);
	if (!live || !newestOwned || handle.arn === newestOwned.arn) return undefined;
	const later = revisions.filter(({ revision }) => revision > newestOwned.revision);
	if (later.length < ownedWithin || !later.some(({ arn }) => arn === handle.arn)) return undefined;
	return {
		outcome: "call",
		action: "tag",
		call: ecsTagRules.set(handle, ownership(newestOwned.tags)),
		reason: because("OwnerOutOfSight", { revisions: later.length }),
	};
}

function ownedRevisions(revisions: readonly Revision[]): Revision[] {
	return revisions.filter(({ tags }) => tags[ownerTag] !== undefined).sort((a, b) => b.revision - a.revision);
}

function ownership(tags: Tags): Record<string, string> {
	return Object.fromEntries(
		[ownerTag, identityTag, formatTag].flatMap((key) => (tags[key] === undefined ? [] : [[key, tags[key]]])),
	);
}
