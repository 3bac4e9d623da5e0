/**
 * Finds what planning a resource requires: the manifests it refers to, and those its kind requires first. A reconcile
 * observes dependencies that were never observed together with the due resources, which saves a second reconcile.
 */
import { oncePer } from "../lib/once-per.ts";
import type { ResourceBug } from "../model/bug.ts";
import type { Identity } from "../model/identity.ts";
import type { Dependency, Kind } from "../model/kind.ts";
import { type Kinds, resourceOf } from "../model/kinds.ts";
import { byIdentity, type Desired, type Resource } from "../model/manifest.ts";
import type { ObservedState } from "../model/observed-state.ts";
import { referredIdentities } from "../model/references.ts";

/**
 * The dependencies of a resource, in lists that resources may share. Dependencies of its kind are missing if a bug
 * occurred.
 */
export interface Dependencies {
	readonly lists: readonly (readonly Identity[])[];
	readonly bug?: ResourceBug;
}

/** The dependencies of the manifest of `identity`, whether their targets are declared or not; none without a manifest. */
export function dependenciesOf(
	kinds: Kinds,
	declared: ReadonlyMap<Identity, Resource>,
	identity: Identity,
): Dependencies {
	const resource = declared.get(identity);
	const needs = resource && kinds.get(resource.kind)?.((kind) => needsIn(kind, resource, declared));
	return needs ?? { lists: [] };
}

function needsIn<Spec extends object, Facts extends object>(
	kind: Kind<Spec, Facts>,
	resource: Resource,
	declared: ReadonlyMap<Identity, Resource>,
): Dependencies {
	const own = resourceOf(kind, resource);
	const { found = [], bug } = ask(kind, resource.identity, () => own && kind.relations?.dependsOn?.(own, declared));
	const lists = [referredIdentities(kind.manifest.references, resource.spec), ...found.map(identitiesOf)];
	return bug ? { lists, bug } : { lists };
}

/** Memoized by list, so that shared lists stay shared. */
const identitiesOf = oncePer((needs: readonly Dependency[]) => needs.map(({ identity }) => identity));

/** Due resources, with their dependencies that were never observed. A bug stops only the affected resource. */
export function withDependencies({
	kinds,
	desired: { resources },
	observedState,
	due,
}: {
	readonly kinds: Kinds;
	readonly desired: Desired;
	readonly observedState: ObservedState;
	readonly due: ReadonlySet<Identity>;
}): { readonly due: ReadonlySet<Identity>; readonly bugs: readonly ResourceBug[] } {
	const declared = byIdentity(resources);
	const all = new Set(due);
	const bugs: ResourceBug[] = [];
	const needed = new Set<readonly Identity[]>();
	const neededAnew = new Set<readonly Identity[]>();
	for (const identity of due) {
		const holder = declared.has(identity) ? {} : holderOf(kinds, identity);
		if (holder.found && !observedState.get(holder.found)) all.add(holder.found);
		const { lists, bug = holder.bug } = dependenciesOf(kinds, declared, identity);
		if (bug) bugs.push(bug);
		const isWaiting = mayWait(observedState, identity);
		for (const list of lists) (isWaiting ? neededAnew : needed).add(list);
	}
	const isNotObserved = (target: Identity) => declared.has(target) && !observedState.get(target);
	// Targets that were observed before have their own schedule.
	for (const target of [...needed].flat()) if (isNotObserved(target)) all.add(target);
	for (const target of [...neededAnew].flat()) {
		if (isNotObserved(target) || mayHaveMoved(declared.get(target))) all.add(target);
	}
	return { due: all, bugs };
}

/** The parent of an orphan. It may be deleted and forgotten before the orphan is observed again. */
function holderOf(kinds: Kinds, identity: Identity): Answer<Identity> {
	return kinds.of(identity)?.((kind) => ask(kind, identity, () => kind.relations?.parent?.(identity))) ?? {};
}

/** Resources observed with every full resync: only then is it known which old revisions are unused. */
export function dueWithFullResync({ resources }: Desired): readonly Identity[] {
	return resources.filter(({ policy }) => policy.keepRevisions !== undefined).map(({ identity }) => identity);
}

/** A resource that does not exist yet, or that is waiting, may need a new observation of its dependencies. */
function mayWait(observedState: ObservedState, identity: Identity): boolean {
	const observation = observedState.get(identity)?.observation;
	return observation?.status !== "present" || observation.observed.busy !== undefined;
}

function mayHaveMoved(target: Resource | undefined): boolean {
	return target !== undefined && target.policy.liveImages.length + target.policy.ignore.length > 0;
}

/** What a kind returns for a resource, or the bug that occurred instead. */
interface Answer<Found> {
	readonly found?: Found | undefined;
	readonly bug?: ResourceBug;
}

function ask<Found>(
	{ name }: { readonly name: string },
	identity: Identity,
	answer: () => Found | undefined,
): Answer<Found> {
	try {
		return { found: answer() };
	} catch (error) {
		return { bug: { kind: name, identity, error } };
	}
}
