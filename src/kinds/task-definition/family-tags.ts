/**
 * The tags of a family.
 * ECS tags revisions, not families, so the family belongs to the owner of any of its revisions: CI may register newer
 * revisions without tags.
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

/** One of this many newest revisions must carry the owner tag; each observation reads more than twice as many. */
const ownedWithin = 5;

/**
 * The tags of `chosen`, with the ownership of the newest revision that has an owner. A family is kept when any revision
 * that evenkeel registered is tagged so: the manifest's revision need not be the newest.
 */
export function familyTags(revisions: readonly Revision[], chosen: Revision, isDeclared: boolean): Tags {
	const owned = ownedRevisions(revisions);
	const [newestOwned] = owned;
	if (!newestOwned) return chosen.tags;
	const tags = { ...ownership(newestOwned.tags), ...chosen.tags };
	const onDelete = owned.map((revision) => revision.tags[onDeleteTag]).find((value) => value !== undefined);
	// With a manifest, the tag is compared with it and written to the manifest's own revision.
	return isDeclared || onDelete === undefined ? tags : { ...tags, [onDeleteTag]: onDelete };
}

/**
 * Copies the owner tag to the representing revision before revisions of CI push the last tagged one out of the newest ten,
 * which are all that is observed after a restart.
 */
export function carryOwner({
	observed: { awsRef, facts },
}: Pick<FollowUpInput<TaskDefinitionSpec, TaskDefinitionFacts>, "observed">): Step | undefined {
	const { live, revisions } = facts;
	const [newestOwned] = ownedRevisions(revisions);
	if (!live || !newestOwned || awsRef.arn === newestOwned.arn) return undefined;
	const later = revisions.filter(({ revision }) => revision > newestOwned.revision);
	if (later.length < ownedWithin || !later.some(({ arn }) => arn === awsRef.arn)) return undefined;
	return {
		outcome: "action",
		action: "tag",
		call: ecsTagRules.set(awsRef, ownership(newestOwned.tags)),
		reason: because("OwnerNotObserved", { revisions: later.length }),
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
