/**
 * Which revision of a family is the one that a manifest describes. Reusing a revision whose tag tells that it was made from
 * the same content, even where AWS shows it differently today, keeps a new AWS default from redeploying a fleet.
 */
import { createHash } from "node:crypto";
import { sameJson, stableJson } from "../../lib/json.ts";
import { oncePer } from "../../lib/once-per.ts";
import { contentTag } from "../../model/tags.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** One revision as it was read; only its tags can change later. */
export interface Revision {
	readonly arn: string;
	readonly revision: number;
	readonly spec: TaskDefinitionSpec;
	readonly tags: Readonly<Record<string, string>>;
}

/** By the very object: every plan asks for the hash of every manifest, and a manifest in normal form never changes. */
const hashOf = oncePer((desired: TaskDefinitionSpec) => createHash("sha256").update(stableJson(desired)).digest("hex"));

/** What the tag of a revision holds that was registered from this content: hexadecimal SHA-256. */
export function contentHash(desired: TaskDefinitionSpec): string {
	return hashOf(desired);
}

/**
 * The newest revision with the manifest's content, else the newest there is. `revisions` are active ones, newest first;
 * undefined where there is none.
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

/** Whether one of `revisions` has the manifest's content, by its tag or by what AWS shows. */
export function holdsContent(revisions: readonly Revision[], desired: TaskDefinitionSpec): boolean {
	return revisions.some((revision) => isMadeFrom(revision, desired) || sameJson(revision.spec, desired));
}

function isMadeFrom({ tags }: Revision, desired: TaskDefinitionSpec): boolean {
	return tags[contentTag] === contentHash(desired);
}
