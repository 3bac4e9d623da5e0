/**
 * Finds the revision of a family that a manifest describes.
 * A revision whose tag proves the same content is reused even where AWS returns it differently today, so that a new AWS
 * default does not redeploy a fleet.
 */
import { createHash } from "node:crypto";
import { sameJson, stableJson } from "../../lib/json.ts";
import { oncePer } from "../../lib/once-per.ts";
import { contentTag } from "../../model/tags.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** One revision as read; only its tags can change later. */
export interface Revision {
	readonly arn: string;
	readonly revision: number;
	readonly spec: TaskDefinitionSpec;
	readonly tags: Readonly<Record<string, string>>;
}

/** Cached by object: every plan needs the hash of every manifest, and a normalised manifest never changes. */
const hashOf = oncePer((desired: TaskDefinitionSpec) => createHash("sha256").update(stableJson(desired)).digest("hex"));

/** The value of the content tag of a revision registered from this content: hexadecimal SHA-256. */
export function contentHash(desired: TaskDefinitionSpec): string {
	return hashOf(desired);
}

/**
 * The newest revision with the manifest's content, else the newest of all. `revisions` are active and newest first;
 * undefined where empty.
 */
export function chooseRevision(
	revisions: readonly Revision[],
	desired: TaskDefinitionSpec | undefined,
): Revision | undefined {
	if (!desired) return revisions[0];
	return (
		revisions.find((revision) => isMadeFrom(revision, desired)) ??
		revisions.find(({ spec }) => sameJson(spec, desired)) ??
		revisions[0]
	);
}

/** Whether one of `revisions` has the manifest's content, by its tag or by what AWS returns. */
export function holdsContent(revisions: readonly Revision[], desired: TaskDefinitionSpec): boolean {
	return revisions.some((revision) => isMadeFrom(revision, desired) || sameJson(revision.spec, desired));
}

function isMadeFrom({ tags }: Revision, desired: TaskDefinitionSpec): boolean {
	return tags[contentTag] === contentHash(desired);
}
