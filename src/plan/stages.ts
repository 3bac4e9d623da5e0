/**
 * The stages of the plan of an existing resource. Each one may assume that no earlier stage applied; `resource.ts`
 * defines the order.
 */

import { type Verdict, verdictOf } from "../model/plan.ts";
import { because, distinctReasons } from "../model/reason.ts";
import { identityTag, onDeleteTag } from "../model/tags.ts";
import { changeBase, creationTags, planCreation } from "./creation.ts";
import type { Existing } from "./existing.ts";
import { isEverythingObserved } from "./observed.ts";
import { isOursFor, notTaggable, ownershipTags } from "./ownership.ts";
import { removalWait } from "./removal.ts";

/** Returns a verdict, or undefined if the stage does not apply. */
export type Stage = <Spec extends object, Facts extends object>(existing: Existing<Spec, Facts>) => Verdict | undefined;

/** Waits while an AWS operation is in progress. */
export const waitIfBusy: Stage = ({ observed }) =>
	observed.busy ? { outcome: "waiting", reason: observed.busy } : undefined;

/** Blocks changes if the manifest says `mode: observe`. */
export const blockIfObserveOnly: Stage = ({ resource, drift }) => {
	if (resource.policy.mode !== "observe") return undefined;
	if (drift.length === 0) return { outcome: "in sync" };
	return { outcome: "blocked", reason: because("ObserveOnly", { exists: true }) };
};

/** Waits while the owner of the resource is unknown. */
export const waitIfOwnerUnknown: Stage = ({ ownership }) =>
	ownership.is === "unread" ? { outcome: "waiting", reason: because("TagsNotRead") } : undefined;

/** Blocks changes if the resource has another owner, or the tags of another resource. */
export const blockIfForeign: Stage = ({ ownership }) =>
	ownership.is === "foreign"
		? { outcome: "blocked", reason: because("OwnedByOther", { cause: ownership.reason }) }
		: undefined;

/** Blocks changes while the manifest or a tag suspends the resource. */
export const blockIfSuspended: Stage = ({ suspension, drift }) => {
	if (!suspension) return undefined;
	return drift.length === 0 ? { outcome: "in sync" } : { outcome: "blocked", reason: suspension.reason };
};

/** Adopts a resource without an owner if the manifest allows that; blocks changes otherwise. */
export const adoptIfUnowned: Stage = ({ kind, resource, observed, ownership, context }) => {
	if (ownership.is !== "unowned") return undefined;
	const { identity, policy } = resource;
	if ("ownedThrough" in kind.tags) return { outcome: "blocked", reason: notTaggable(identity, context.input) };
	const reason = kind.tags.managedByAws?.(observed.tags ?? {}) ?? kind.tags.untaggable?.(observed.awsRef);
	if (reason !== undefined) return { outcome: "blocked", reason };
	if (!policy.adopt) {
		return {
			outcome: "blocked",
			reason: because("NotOwned", { identity, had: identityTag in (observed.tags ?? {}) }),
		};
	}
	const tags = ownershipTags(context.input.desired.environment.owner, identity, policy);
	const call = kind.tags.set(observed.awsRef, tags, identity);
	return { outcome: "action", action: "adopt", call, reason: because("Adopted") };
};

/** Updates the on-delete tag before all other changes, so that a failing change cannot leave it outdated. */
export const fixDeletionTag: Stage = (existing) =>
	existing.tags.drift.some(({ path }) => path === `tags.${onDeleteTag}`) ? fixTags(existing) : undefined;

/** Replaces the resource if fields differ that AWS cannot change and its policy allows replacement for each of them. */
export const replaceIfAllowed: Stage = ({ kind, resource, observed, content, atMs, context }) => {
	const { refused } = content;
	if (refused.length === 0 || !refused.every((field) => resource.policy.replace.includes(field))) return undefined;
	const creation = planCreation(kind, resource, undefined, context);
	// Replacing causes downtime, so the old resource is deleted only when the creation call could be sent immediately
	// afterwards.
	if (creation.outcome !== "action") return creation;
	const step = kind.plan({
		verb: "delete",
		...changeBase(resource, context),
		observed,
		because: because("Replaced", { fields: refused }),
	});
	if (step.outcome !== "action") return step;
	// Only the first step of a replacement, scaling to 0, waits for the removal delay; once at 0, waiting would only
	// prolong the downtime.
	const wait = step.rollout ? removalWait(resource.identity, context, atMs) : undefined;
	return wait ?? { ...step, action: "replace", replacement: creation.call };
};

/** Updates fields that a call can change, unless another differing field blocks that. */
export const updateFields: Stage = ({ kind, resource, observed, content, context }) => {
	const { wanted, drift, updatable: fields, refused } = content;
	if (fields.length === 0 || refused.some((field) => kind.fields[field].blocksUpdates)) return undefined;
	const step = kind.plan({
		verb: "update",
		...changeBase(resource, context),
		...{ desired: wanted, observed, fields, drift },
		tags: creationTags(kind, resource, wanted, context),
	});
	return verdictOf(step, "update");
};

/** Updates the tags of the resource, one call at a time; removals come first. */
export const fixTags: Stage = ({ kind, resource, observed: { awsRef }, tags: { drift, set, remove } }) => {
	if (drift.length === 0 || "ownedThrough" in kind.tags) return undefined;
	const { identity } = resource;
	const call = remove.length > 0 ? kind.tags.remove(awsRef, remove, identity) : kind.tags.set(awsRef, set, identity);
	return { outcome: "action", action: "tag", call, reason: because("TagsDiffer") };
};

/** Blocks changes of fields that AWS cannot change; the reason includes the kind's remediation. */
export const blockIfImmutable: Stage = ({ kind, content: { refused } }) => {
	if (refused.length === 0) return undefined;
	const remediations = refused.flatMap((name) => kind.fields[name].remediation ?? []);
	const reason = because("ImmutableFields", { fields: refused, remediations: distinctReasons(remediations) });
	return { outcome: "blocked", reason };
};

/** Performs a further step that the kind requires although nothing differs. */
export const followUp: Stage = ({ kind, resource, observed, content, resourceContext, atMs, context }) => {
	const { identity } = resource;
	const { input } = context;
	const step = kind.followUp?.({
		...resourceContext,
		desired: content.wanted,
		observed,
		mismatches: input.mismatches?.get(identity) ?? [],
		isOurs: isOursFor(input.desired.environment.owner),
		everythingObserved: isEverythingObserved(context, atMs) && !removalWait(identity, context, atMs),
	});
	return step && verdictOf(step, "update");
};
