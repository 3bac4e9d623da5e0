/** Compares the manifests of two revisions of the folder. */
import { sameJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import { byIdentity, type Desired, type Resource } from "../model/manifest.ts";

const none: readonly Resource[] = [];

/** Manifests that were changed, added or removed. */
export function changedManifests(before: Desired | undefined, after: Desired): ReadonlySet<Identity> {
	const was = byIdentity(before?.resources ?? none);
	const is = byIdentity(after.resources);
	return new Set(
		[...was.keys(), ...is.keys()].filter((identity) => !isSameManifest(was.get(identity), is.get(identity))),
	);
}

/** Compares manifests regardless of their place in the folder. */
function isSameManifest(a: Resource | undefined, b: Resource | undefined): boolean {
	return a === b || (a !== undefined && b !== undefined && sameJson({ ...a, place: b.place }, b));
}
