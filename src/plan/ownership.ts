/**
 * Whose a resource is, judged in this one place from its tags. A resource is ours only when owner, identity and format all
 * agree: a tag that somebody copied to another resource, or forged, makes nothing ours.
 */
import { createHash } from "node:crypto";
import type { Identity } from "../model/identity.ts";
import { type Kinds, observedOf } from "../model/kinds.ts";
import type { Policy } from "../model/manifest.ts";
import type { IsOurs } from "../model/observing.ts";
import { because, type Reason } from "../model/reason.ts";
import { formatTag, identityTag, onDeleteTag, ownerTag } from "../model/tags.ts";
import type { World } from "../model/world.ts";

/** The format of our tags; a later one that reads differently gets another number. */
const format = "1";

/** Whose a resource is. */
export type Ownership =
	| { readonly is: "ours" }
	/** Carries no owner: may be adopted where the manifest says so. */
	| { readonly is: "unowned" }
	| { readonly is: "foreign"; readonly reason: Reason }
	/** The tags were not read in this pass. */
	| { readonly is: "unread" };

/** Judges from tags as AWS shows them; undefined tags were not read. */
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

/** What is known of resources and their kinds, for whose sake one is judged. */
interface Known {
	readonly kinds: Kinds;
	readonly world: World;
}

/** Whose `identity` is as it was last observed: by its own tags, or by those of the resource that it is owned through. */
export function ownershipOf(identity: Identity, known: Known, owner: string): Ownership {
	const decisive = taggedFor(identity, known);
	const sight = known.world.get(decisive)?.sight;
	return judge(sight?.status === "present" ? sight.observed.tags : undefined, owner, decisive);
}

/** Why no tag of `identity` can be written, for a kind whose resources are owned through others. */
export function notTaggable(identity: Identity, known: Known): Reason {
	return because("OwnedThroughParent", { parent: taggedFor(identity, known) });
}

/** The resource whose tags decide whose `identity` is: itself, or the one that it is owned through. */
export function taggedFor(identity: Identity, known: Known): Identity {
	const container = containerOf(identity, known);
	// Kinds are owned through kinds that are created earlier, so this ends; a text that names itself ends it as well.
	return container === undefined || container === identity ? identity : taggedFor(container, known);
}

function containerOf(identity: Identity, { kinds, world }: Known): Identity | undefined {
	return kinds.of(identity)?.((kind) => {
		const observed = observedOf(kind, world, identity);
		return "ownedThrough" in kind.tags && observed ? kind.tags.ownedThrough(identity, observed) : undefined;
	});
}

/** The same question for the kinds, which know tags and no owner. */
export function isOursFor(owner: string): IsOurs {
	return (identity, tags) => judge(tags, owner, identity).is === "ours";
}

/** The tags that make a resource ours. */
export function ownershipTags(owner: string, identity: Identity, policy: Policy): Record<string, string> {
	return {
		[ownerTag]: owner,
		[identityTag]: identityText(identity),
		[formatTag]: format,
		...(policy.onDelete === "retain" ? { [onDeleteTag]: "retain" } : {}),
	};
}

/** The identity where AWS's tag characters and length allow it, else a hash of it. */
function identityText(identity: Identity): string {
	if (fitsTag(identity)) return identity;
	return `sha256:${createHash("sha256").update(identity).digest("hex")}`;
}

/** Whether AWS takes `text` as the value of a tag, by its characters and its length. */
export function fitsTag(text: string): boolean {
	return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(text);
}
