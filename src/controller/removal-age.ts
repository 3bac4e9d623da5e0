/**
 * Tracks how long the folder has asked for each deletion. A file being copied may be truncated or missing briefly, so
 * outside Git a deletion requires an unchanged folder for a while.
 */
import { sameJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import type { RecentChanges } from "../plan/context.ts";
import { changedManifests } from "./changed-manifests.ts";

/** A record of the folder's changes. */
export interface RemovalAge {
	/** Records that the manifests have changed. */
	readonly changed: (before: Desired | undefined, after: Desired, nowMs: number) => void;
	/** Records that the folder was read again without a change. */
	readonly readAgain: (nowMs: number) => void;
	readonly recentChanges: () => RecentChanges;
}

/** Number of readings required before a deletion, including the one that found the last change. */
const enoughReadings = 3;
/** Readings closer together than this fraction of the age count as one. */
const closestReadings = 1 / 10;

/** Creates an empty record. `ageMs`: how long the folder must ask for a deletion. */
export function createRemovalAge(ageMs: number): RemovalAge {
	const untilMs = new Map<Identity, number>();
	let othersUntilMs = 0;
	let readings = 0;
	let lastReadMs = 0;
	return {
		changed: (before, after, nowMs) => {
			readings = 1;
			lastReadMs = nowMs;
			for (const [identity, atMs] of untilMs) if (atMs <= nowMs) untilMs.delete(identity);
			if (!before || !sameJson(sayOfDeletions(before), sayOfDeletions(after))) othersUntilMs = nowMs + ageMs;
			for (const identity of changedManifests(before, after)) untilMs.set(identity, nowMs + ageMs);
		},
		readAgain: (nowMs) => {
			if (nowMs - lastReadMs < ageMs * closestReadings) return;
			readings += 1;
			lastReadMs = nowMs;
		},
		recentChanges: () => ({
			...{ untilMs, othersUntilMs, ageMs },
			isReadAgain: readings >= enoughReadings,
		}),
	};
}

/** The fields of an environment that determine deletions. */
function sayOfDeletions({ environment: { owner, prune, deletions } }: Desired): unknown {
	return { owner, prune, deletions };
}
