/**
 * The stages that the plan of an existing resource goes through. Each answers when it applies, and knows that no stage before it
 * did; `resource.ts` says in which order they are asked.
 */

import { type Verdict, verdictOf } from "../model/plan.ts";
import { because, distinctReasons } from "../model/reason.ts";
import { identityTag, onDeleteTag } from "../model/tags.ts";
import { changeBase, creationTags, planCreation } from "./creation.ts";
import type { Existing } from "./existing.ts";
import { isOursFor, notTaggable, ownershipTags } from "./ownership.ts";
import { removalWait } from "./removal.ts";
import { isAllSeen } from "./seen.ts";

/** A verdict, or undefined where the stage does not apply. */
export type Stage = <Spec extends object, Facts extends object>(existing: Existing<Spec, Facts>) => Verdict | undefined;

/** AWS is still at work on it. */
export const busy: Stage = ({ observed }) => (observed.busy ? { outcome: "wait", reason: observed.busy } : undefined);

/** Its manifest only observes it. */
export const onlyObserved: Stage = ({ resource, drift }) => {
	if (resource.policy.mode !== "observe") return undefined;
	if (drift.length === 0) return { outcome: "in sync" };
	return { outcome: "refusal", reason: because("ObserveOnly", { exists: true }) };
};

/** Whose it is is not known. */
export const ownerUnknown: Stage = ({ ownership }) =>
	ownership.is === "unread" ? { outcome: "wait", reason: because("TagsNotRead") } : undefined;

/** It belongs to another owner, or its tags to another resource. */
export const foreign: Stage = ({ ownership }) =>
	ownership.is === "foreign"
		? { outcome: "refusal", reason: because("OwnedByOther", { cause: ownership.reason }) }
		: undefined;

/** Its manifest or a tag suspends it. */
export const suspended: Stage = ({ suspension, drift }) => {
	if (!suspension) return undefined;
	return drift.length === 0 ? { outcome: "in sync" } : { outcome: "refusal", reason: suspension.reason };
};

/** It has no owner: taken over where its manifest says so, else refused. */
export const unowned: Stage = ({ kind, resource, observed, ownership, context }) => {
	if (ownership.is !== "unowned") return undefined;
	const { identity, policy } = resource;
	if ("ownedThrough" in kind.tags) return { outcome: "refusal", reason: notTaggable(identity, context.input) };
	const reason = kind.tags.managedByAws?.(observed.tags ?? {}) ?? kind.tags.untaggable?.(observed.handle);
	if (reason !== undefined) return { outcome: "refusal", reason };
	if (!policy.adopt) {
		return {
			outcome: "refusal",
			reason: because("NotOwned", { identity, had: identityTag in (observed.tags ?? {}) }),
		};
	}
	const tags = ownershipTags(context.input.desired.environment.owner, identity, policy);
	const call = kind.tags.set(observed.handle, tags, identity);
	return { outcome: "call", action: "adopt", call, reason: because("Adopted") };
};

/** Its tag does not say yet what becomes of it without its manifest, which must be known before anything else can fail. */
export const deletionTagDiffers: Stage = (existing) =>
	existing.tags.drift.some(({ path }) => path === `tags.${onDeleteTag}`) ? tagsDiffer(existing) : undefined;

/** It differs in fields that AWS cannot change, and its policy lets it be replaced for each of them. */
export const replaceable: Stage = ({ kind, resource, observed, content, atMs, context }) => {
	const { refused } = content;
	if (refused.length === 0 || !refused.every((field) => resource.policy.replace.includes(field))) return undefined;
	const creation = planCreation(kind, resource, undefined, context);
	// It is down in between, and so it stays until what comes after it could come at once.
	if (creation.outcome !== "call") return creation;
	const step = kind.plan({
		verb: "delete",
		...changeBase(resource, context),
		observed,
		because: because("Replaced", { fields: refused }),
	});
	if (step.outcome !== "call") return step;
	// What has been scaled down already is not kept down any longer.
	const wait = step.rollout ? removalWait(resource.identity, context, atMs) : undefined;
	return wait ?? { ...step, action: "replace", replacement: creation.call };
};

/** It differs in what a call can change, and no other field that differs blocks that. */
export const updatable: Stage = ({ kind, resource, observed, content, context }) => {
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

/** Its tags differ: one call, and what has to go goes first. */
export const tagsDiffer: Stage = ({ kind, resource, observed: { handle }, tags: { drift, set, remove } }) => {
	if (drift.length === 0 || "ownedThrough" in kind.tags) return undefined;
	const { identity } = resource;
	const call = remove.length > 0 ? kind.tags.remove(handle, remove, identity) : kind.tags.set(handle, set, identity);
	return { outcome: "call", action: "tag", call, reason: because("TagsDiffer") };
};

/** It differs in what AWS cannot change; the reason has what the kind advises to do instead. */
export const immutable: Stage = ({ kind, content: { refused } }) => {
	if (refused.length === 0) return undefined;
	const remediations = refused.flatMap((name) => kind.fields[name].remediation ?? []);
	const reason = because("ImmutableFields", { fields: refused, remediations: distinctReasons(remediations) });
	return { outcome: "refusal", reason };
};

/** Its kind wants one more step, though nothing differs. */
export const followedUp: Stage = ({ kind, resource, observed, content, around, atMs, context }) => {
	const { identity } = resource;
	const { input } = context;
	const step = kind.followUp?.({
		...around,
		desired: content.wanted,
		observed,
		mismatches: input.mismatches?.get(identity) ?? [],
		isOurs: isOursFor(input.desired.environment.owner),
		allSeen: isAllSeen(context, atMs) && !removalWait(identity, context, atMs),
	});
	return step && verdictOf(step, "update");
};
