/**
 * Plans the manual actions suspend, resume and adopt. They only set and remove evenkeel's own tags; the reconciles that
 * read the tags act on them.
 */
import type { Identity } from "../model/identity.ts";
import type { TagRules } from "../model/kind.ts";
import type { Kinds } from "../model/kinds.ts";
import { byIdentity, type Desired, type Resource } from "../model/manifest.ts";
import type { Observed, ObservedState } from "../model/observed-state.ts";
import type { Item, Plan, Verdict } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import { suspendedTag } from "../model/tags.ts";
import { notTaggable, type Ownership, ownershipOf, ownershipTags } from "./ownership.ts";
import { selecting } from "./selector.ts";

/** The observed state and the plan of a full observation. */
export interface Seen {
	readonly kinds: Kinds;
	readonly desired: Desired;
	readonly observedState: ObservedState;
	/** Covers declared and owned resources. Its drift and health are shown beside the manual action. */
	readonly plan: Plan;
}

/** Plans a manual action for one existing resource. Pure. */
export type ManualAction = (target: {
	readonly tags: Omit<TagRules<never>, "creationTags">;
	readonly identity: Identity;
	readonly observed: Observed;
	readonly ownership: Exclude<Ownership, { is: "unread" }>;
	/** The manifest of the resource; undefined for an orphan. */
	readonly resource: Resource | undefined;
	readonly owner: string;
}) => Verdict;

/**
 * The plan of a manual action for the resources that one of `selectors` matches, among those declared or owned. An item
 * in sync needs no action.
 */
export function planManualAction(seen: Seen, selectors: readonly string[], manualAction: ManualAction): Plan {
	const isMeant = selecting(selectors);
	const selected = seen.plan.items.filter(({ identity }) => isMeant(identity));
	return { items: selected.map((item) => ({ ...item, verdict: verdictOf(seen, item, manualAction) })) };
}

/** Sets the suspension tag. Only owned resources can be suspended. */
export function suspending(tags: Readonly<Record<string, string>>): ManualAction {
	return ({ identity, observed, ownership, tags: calls }) => {
		if (ownership.is !== "ours") return { outcome: "blocked", reason: notOurs(ownership) };
		const [, until = "", note = ""] = /^(\S*) ?(.*)$/s.exec(tags[suspendedTag] ?? "") ?? [];
		const reason = because("SuspendedManually", { until, note });
		return { outcome: "action", action: "tag", call: calls.set(observed.awsRef, tags, identity), reason };
	};
}

/** Removes the suspension tag, expired or not. */
export const resuming: ManualAction = ({ identity, observed, ownership, tags }) => {
	if (ownership.is !== "ours") return { outcome: "blocked", reason: notOurs(ownership) };
	if (observed.tags?.[suspendedTag] === undefined) return { outcome: "in sync" };
	const call = tags.remove(observed.awsRef, [suspendedTag], identity);
	return { outcome: "action", action: "tag", call, reason: because("Resumed") };
};

/** Adopts a declared resource without an owner; blocked if another installation owns it. */
export const adopting: ManualAction = ({ identity, observed, ownership, resource, owner, tags }) => {
	if (ownership.is === "ours") return { outcome: "in sync" };
	if (ownership.is === "foreign") {
		return { outcome: "blocked", reason: because("AdoptionOfForeign", { cause: ownership.reason }) };
	}
	if (!resource) return { outcome: "blocked", reason: because("AdoptionNeedsManifest") };
	const kept = tags.managedByAws?.(observed.tags ?? {}) ?? tags.untaggable?.(observed.awsRef);
	if (kept !== undefined) return { outcome: "blocked", reason: kept };
	if (resource.policy.mode === "observe") {
		return { outcome: "blocked", reason: because("AdoptionOfObserved") };
	}
	const call = tags.set(observed.awsRef, ownershipTags(owner, identity, resource.policy), identity);
	return { outcome: "action", action: "adopt", call, reason: because("Adopted") };
};

function verdictOf({ kinds, desired, observedState }: Seen, item: Item, manualAction: ManualAction): Verdict {
	const { identity } = item;
	const observation = observedState.get(identity)?.observation;
	if (observation?.status === "absent") return { outcome: "blocked", reason: because("NothingToTag") };
	const resource = byIdentity(desired.resources).get(identity);
	const { owner } = desired.environment;
	const ownership = ownershipOf(identity, { kinds, observedState }, owner);
	const kind = kinds.of(identity);
	if (observation?.status !== "present" || ownership.is === "unread" || !kind) {
		const cause = observation?.status === "unknown" ? observation.reason : because("TagsNotRead");
		return { outcome: "waiting", reason: because("ObservationFailed", { cause }) };
	}
	const { observed } = observation;
	return kind(({ tags }) => {
		if ("ownedThrough" in tags) return { outcome: "blocked", reason: notTaggable(identity, { kinds, observedState }) };
		return manualAction({ tags, identity, observed, ownership, resource, owner });
	});
}

function notOurs(ownership: Exclude<Ownership, { is: "unread" | "ours" }>): Reason {
	if (ownership.is === "foreign") return because("OwnedByOther", { cause: ownership.reason });
	return because("NothingToSuspend");
}
