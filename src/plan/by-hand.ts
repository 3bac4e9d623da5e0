/**
 * The plans of the commands by which a person suspends, resumes or adopts resources. They set and remove evenkeel's own tags
 * and do nothing else: what the tags bring about is the business of the passes that read them.
 */
import type { Identity } from "../model/identity.ts";
import type { TagRules } from "../model/kind.ts";
import type { Kinds } from "../model/kinds.ts";
import { byIdentity, type Desired, type Resource } from "../model/manifest.ts";
import type { Item, Plan, Verdict } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import { suspendedTag } from "../model/tags.ts";
import type { Observed, World } from "../model/world.ts";
import { notTaggable, type Ownership, ownershipOf, ownershipTags } from "./ownership.ts";
import { selecting } from "./selector.ts";

/** What a look at everything has given. */
export interface Seen {
	readonly kinds: Kinds;
	readonly desired: Desired;
	readonly world: World;
	/** Of what is declared or ours; its drift and its health are shown beside what is done by hand. */
	readonly plan: Plan;
}

/** What is to be done by hand with one resource that exists; pure. */
export type Deed = (target: {
	readonly tags: Omit<TagRules<never>, "creationTags">;
	readonly identity: Identity;
	readonly observed: Observed;
	readonly ownership: Exclude<Ownership, { is: "unread" }>;
	/** Its manifest; undefined for an orphan. */
	readonly resource: Resource | undefined;
	readonly owner: string;
}) => Verdict;

/**
 * The plan of `deed` for all resources that one of `selectors` means. Only what is declared or ours is meant. An item in sync needs nothing.
 */
export function planByHand(seen: Seen, selectors: readonly string[], deed: Deed): Plan {
	const isMeant = selecting(selectors);
	const selected = seen.plan.items.filter(({ identity }) => isMeant(identity));
	return { items: selected.map((item) => ({ ...item, verdict: verdictOf(seen, item, deed) })) };
}

/** Sets the tags that suspend; only what is ours can be suspended. */
export function suspending(tags: Readonly<Record<string, string>>): Deed {
	return ({ identity, observed, ownership, tags: calls }) => {
		if (ownership.is !== "ours") return { outcome: "refusal", reason: notOurs(ownership) };
		const [, until = "", note = ""] = /^(\S*) ?(.*)$/s.exec(tags[suspendedTag] ?? "") ?? [];
		const reason = because("SuspendedManually", { until, note });
		return { outcome: "call", action: "tag", call: calls.set(observed.handle, tags, identity), reason };
	};
}

/** Removes the tag that suspends, whether it has expired or not. */
export const resuming: Deed = ({ identity, observed, ownership, tags }) => {
	if (ownership.is !== "ours") return { outcome: "refusal", reason: notOurs(ownership) };
	if (observed.tags?.[suspendedTag] === undefined) return { outcome: "in sync" };
	const call = tags.remove(observed.handle, [suspendedTag], identity);
	return { outcome: "call", action: "tag", call, reason: because("Resumed") };
};

/** Takes over what carries no owner and is declared; what somebody else owns is refused. */
export const adopting: Deed = ({ identity, observed, ownership, resource, owner, tags }) => {
	if (ownership.is === "ours") return { outcome: "in sync" };
	if (ownership.is === "foreign") {
		return { outcome: "refusal", reason: because("AdoptionOfForeign", { cause: ownership.reason }) };
	}
	if (!resource) return { outcome: "refusal", reason: because("AdoptionNeedsManifest") };
	const kept = tags.managedByAws?.(observed.tags ?? {}) ?? tags.untaggable?.(observed.handle);
	if (kept !== undefined) return { outcome: "refusal", reason: kept };
	if (resource.policy.mode === "observe") {
		return { outcome: "refusal", reason: because("AdoptionOfObserved") };
	}
	const call = tags.set(observed.handle, ownershipTags(owner, identity, resource.policy), identity);
	return { outcome: "call", action: "adopt", call, reason: because("Adopted") };
};

function verdictOf({ kinds, desired, world }: Seen, item: Item, deed: Deed): Verdict {
	const { identity } = item;
	const sight = world.get(identity)?.sight;
	if (sight?.status === "absent") return { outcome: "refusal", reason: because("NothingToTag") };
	const resource = byIdentity(desired.resources).get(identity);
	const { owner } = desired.environment;
	const ownership = ownershipOf(identity, { kinds, world }, owner);
	const kind = kinds.of(identity);
	if (sight?.status !== "present" || ownership.is === "unread" || !kind) {
		const cause = sight?.status === "unknown" ? sight.reason : because("TagsNotRead");
		return { outcome: "wait", reason: because("ObservationFailed", { cause }) };
	}
	const { observed } = sight;
	return kind(({ tags }) => {
		if ("ownedThrough" in tags) return { outcome: "refusal", reason: notTaggable(identity, { kinds, world }) };
		return deed({ tags, identity, observed, ownership, resource, owner });
	});
}

function notOurs(ownership: Exclude<Ownership, { is: "unread" | "ours" }>): Reason {
	if (ownership.is === "foreign") return because("OwnedByOther", { cause: ownership.reason });
	return because("NothingToSuspend");
}
