/** Which manifests differ between two revisions of the folder. */
import { sameJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { Desired, Resource } from "../model/manifest.ts";

/** Manifests that differ, that came or that went. */
export function changedManifests(before: Desired | undefined, after: Desired): ReadonlySet<Identity> {
	const was = byIdentity(before);
	const is = byIdentity(after);
	return new Set(
		[...was.keys(), ...is.keys()].filter((identity) => !isSameManifest(was.get(identity), is.get(identity))),
	);
}

function byIdentity(desired: Desired | undefined): ReadonlyMap<Identity, Resource> {
	return new Map(desired?.resources.map((resource) => [resource.identity, resource]));
}

/** Wherever it is written. */
function isSameManifest(a: Resource | undefined, b: Resource | undefined): boolean {
	return a === b || (a !== undefined && b !== undefined && sameJson({ ...a, place: b.place }, b));
}
