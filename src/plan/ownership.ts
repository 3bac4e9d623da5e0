/**
 * Determines the owner of a resource from its tags; no other module does. evenkeel owns a resource only if owner,
 * identity and format tags all agree, so a copied or forged tag alone grants no ownership.
 */
import { createHash } from "node:crypto";
import type { Identity } from "../model/identity.ts";
import { type Kinds, observedOf } from "../model/kinds.ts";
import type { Policy } from "../model/manifest.ts";
import type { IsOurs } from "../model/observe-request.ts";
import type { ObservedState } from "../model/observed-state.ts";
import { because, type Reason } from "../model/reason.ts";
import { formatTag, identityTag, onDeleteTag, ownerTag } from "../model/tags.ts";

/** The format of the ownership tags; an incompatible later format gets another number. */
const format = "1";

/** The ownership of a resource. */
export type Ownership =
	| { readonly is: "ours" }
	/** Has no owner; it may be adopted if its manifest allows that. */
	| { readonly is: "unowned" }
	| { readonly is: "foreign"; readonly reason: Reason }
	/** The tags were not read in this reconcile. */
	| { readonly is: "unread" };

/** Determines the ownership from observed tags. Undefined tags were not read. */
export function judge(
	tags: Readonly<Record<string, string>> | undefined,
	owner: string,
	identity: Identity,
): Ownership {
	if (!tags) return { is: "unread" };
	const shown = tags[ownerTag];
	if (shown === undefined) return { is: "unowned" };
	if (shown !== owner) return { is: "foreign", reason: because("OtherOwner", { owner: shown, ours: owner }) };
	if (tags[identityTag] !== identityText(identity)) {
		return { is: "foreign", reason: because("TagNamesOtherResource", { tag: identityTag }) };
	}
	if (tags[formatTag] !== format) {
		return { is: "foreign", reason: because("UnknownTagFormat", { tag: formatTag }) };
	}
	return { is: "ours" };
}

/** The observed state and the kinds that ownership depends on. */
interface Known {
	readonly kinds: Kinds;
	readonly observedState: ObservedState;
}

/** The ownership of `identity` as last observed: by its own tags, or by those of the resource that it is owned through. */
export function ownershipOf(identity: Identity, known: Known, owner: string): Ownership {
	const decisive = taggedFor(identity, known);
	const observation = known.observedState.get(decisive)?.observation;
	return judge(observation?.status === "present" ? observation.observed.tags : undefined, owner, decisive);
}

/** Why no tag of `identity` can be written, for kinds that are owned through others. */
export function notTaggable(identity: Identity, known: Known): Reason {
	return because("OwnedThroughParent", { parent: taggedFor(identity, known) });
}

/** The resource whose tags determine the owner of `identity`: itself, or the one that it is owned through. */
export function taggedFor(identity: Identity, known: Known): Identity {
	const container = containerOf(identity, known);
	// Kinds are owned through kinds created earlier, so the recursion ends; a resource that names itself also ends it.
	return container === undefined || container === identity ? identity : taggedFor(container, known);
}

function containerOf(identity: Identity, { kinds, observedState }: Known): Identity | undefined {
	return kinds.of(identity)?.((kind) => {
		const observed = observedOf(kind, observedState, identity);
		return "ownedThrough" in kind.tags && observed ? kind.tags.ownedThrough(identity, observed) : undefined;
	});
}

/** The ownership check for kinds, which see tags but no owner. */
export function isOursFor(owner: string): IsOurs {
	return (identity, tags) => judge(tags, owner, identity).is === "ours";
}

/** The tags that mark a resource as owned. */
export function ownershipTags(owner: string, identity: Identity, policy: Policy): Record<string, string> {
	return {
		[ownerTag]: owner,
		[identityTag]: identityText(identity),
		[formatTag]: format,
		...(policy.onDelete === "retain" ? { [onDeleteTag]: "retain" } : {}),
	};
}

/** The identity if AWS's tag rules allow it, else a hash of it. */
function identityText(identity: Identity): string {
	if (fitsTag(identity)) return identity;
	return `sha256:${createHash("sha256").update(identity).digest("hex")}`;
}

/** Whether AWS accepts `text` as a tag value, by its characters and length. */
export function fitsTag(text: string): boolean {
	return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(text);
}
