/**
 * What a resource needs to be planned: the manifests it refers to, and those its kind wants first. A pass looks at what is due
 * together with whatever of that nobody has seen yet, so that it need not wait for another pass.
 */
import { oncePer } from "../lib/once-per.ts";
import type { Identity } from "../model/identity.ts";
import type { Need } from "../model/kind.ts";
import { type Kinds, resourceOf } from "../model/kinds.ts";
import { byIdentity, type Desired, type Resource } from "../model/manifest.ts";
import { referredIdentities } from "../model/references.ts";
import type { World } from "../model/world.ts";

/** Identities that a resource needs, in lists that others may share. */
export type NeedLists = readonly (readonly Identity[])[];

/** What the manifest of `identity` needs, declared or not; nothing without a manifest. */
export function needsOf(kinds: Kinds, declared: ReadonlyMap<Identity, Resource>, identity: Identity): NeedLists {
	const resource = declared.get(identity);
	if (!resource) return [];
	return (
		kinds.get(resource.kind)?.((kind) => {
			const referred = referredIdentities(kind.manifest.references, resource.spec);
			const own = resourceOf(kind, resource);
			const needs = (own && withoutBugs(() => kind.relations?.dependsOn?.(own, declared))) ?? [];
			return [referred, ...needs.map(identitiesOf)];
		}) ?? []
	);
}

/** Shared lists stay shared. */
const identitiesOf = oncePer((needs: readonly Need[]) => needs.map(({ identity }) => identity));

/** Due resources, and what has to be seen with them: what they need and was never seen. */
export function withNeeds(
	kinds: Kinds,
	{ resources }: Desired,
	world: World,
	due: ReadonlySet<Identity>,
): ReadonlySet<Identity> {
	const declared = byIdentity(resources);
	const all = new Set(due);
	const needed = new Set<readonly Identity[]>();
	const neededAnew = new Set<readonly Identity[]>();
	for (const identity of due) {
		const holder = declared.has(identity) ? undefined : holderOf(kinds, identity);
		if (holder && !world.get(holder)) all.add(holder);
		const isWaiting = mayWait(world, identity);
		for (const list of needsOf(kinds, declared, identity)) (isWaiting ? neededAnew : needed).add(list);
	}
	const isUnseen = (target: Identity) => declared.has(target) && !world.get(target);
	// Whatever was looked at already has a time of its own for the next look.
	for (const target of [...needed].flat()) if (isUnseen(target)) all.add(target);
	for (const target of [...neededAnew].flat()) {
		if (isUnseen(target) || mayHaveMoved(declared.get(target))) all.add(target);
	}
	return all;
}

/** What an orphan lies in, which may be gone and forgotten before the orphan is looked at again. */
function holderOf(kinds: Kinds, identity: Identity): Identity | undefined {
	return kinds.of(identity)?.((kind) => withoutBugs(() => kind.relations?.parent?.(identity)));
}

/** What is looked at whenever everything is listed: only then is it known which old revisions nothing uses. */
export function dueWithSweep({ resources }: Desired): readonly Identity[] {
	return resources.filter(({ policy }) => policy.keepRevisions !== undefined).map(({ identity }) => identity);
}

/** What is yet to be created, or waits by itself, may wait for a new look at what others have made of their parts. */
function mayWait(world: World, identity: Identity): boolean {
	const sight = world.get(identity)?.sight;
	return sight?.status !== "present" || sight.observed.busy !== undefined;
}

function mayHaveMoved(target: Resource | undefined): boolean {
	return target !== undefined && target.policy.liveImages.length + target.policy.ignore.length > 0;
}

/** What only adds to what is looked at may be left out: the plan asks for it again, and reports the bug. */
function withoutBugs<Result>(ask: () => Result): Result | undefined {
	try {
		return ask();
	} catch {
		return undefined;
	}
}
