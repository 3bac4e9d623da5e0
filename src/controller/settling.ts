/**
 * For how long the folder has said what it says of each resource. A file that is copied is short or missing for a moment, so a
 * folder that no commit vouches for is believed in a deletion only when it has stayed as it is.
 */
import { sameJson } from "../lib/json.ts";
import type { Identity } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import type { Unsettled } from "../plan/context.ts";
import { changedManifests } from "./changed-manifests.ts";

/** What is remembered of the folder's changes. */
export interface Settling {
	/** Notes that the folder says something else. */
	readonly changed: (before: Desired | undefined, after: Desired, nowMs: number) => void;
	/** Notes that the folder was read once more and says the same. */
	readonly readAgain: (nowMs: number) => void;
	readonly unsettled: () => Unsettled;
}

/** So often is the folder read before anything is deleted: with its last change, and afterwards. */
const enoughReadings = 3;
/** Readings that follow each other faster than this part of the age count as one. */
const closestReadings = 1 / 10;

/** `ageMs`: for how long a deletion has to be asked for. */
export function createSettling(ageMs: number): Settling {
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
		unsettled: () => ({
			...{ untilMs, othersUntilMs, ageMs },
			isReadAgain: readings >= enoughReadings,
		}),
	};
}

/** What of an environment decides what may be deleted. */
function sayOfDeletions({ environment: { owner, prune, deletions } }: Desired): unknown {
	return { owner, prune, deletions };
}
