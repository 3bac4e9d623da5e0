/**
 * What the answers of a reconcile have shown of the account. An answer that shows nothing, such as an empty list, could be any
 * account's; what is concluded from it holds only once a later answer names the right one.
 */
import type { Clock } from "../lib/clock.ts";

/** What was told since the reconcile began. */
export interface Evidence {
	readonly begin: () => void;
	/** The right account has answered `operation`. */
	readonly told: (operation: string) => void;
	/** The answer to `operation` shows nothing. */
	readonly silent: (operation: string) => void;
	/** A call was sent whose answer tells nothing, so that the next one needs another proof. */
	readonly spent: () => void;
	/** Cloud Map was asked and has nothing by which it could be told. */
	readonly nothingInCloudMap: () => void;
	/** Whether it has to be asked who answers: nothing has told since the last answer that shows nothing, or for a while. */
	readonly isOpen: (writes: readonly string[]) => boolean;
	/** The same for Cloud Map, whose endpoint can be another one than that of ECS. */
	readonly lacksCloudMap: (writes: readonly string[]) => boolean;
}

/** So old may the last proof be when a call is sent; calls that follow one another wait for the request budget. */
const freshMs = 10_000;

/** Nothing is known yet. */
export function createEvidence(clock: Clock): Evidence {
	let answers = 0;
	let lastTold = -1;
	let lastToldMs = Number.NEGATIVE_INFINITY;
	let lastSilent = -1;
	let isCloudMapTold = false;
	let isCloudMapConcerned = false;
	return {
		begin: () => {
			lastTold = -1;
			lastSilent = -1;
			isCloudMapTold = false;
			isCloudMapConcerned = false;
		},
		told: (operation) => {
			answers += 1;
			lastTold = answers;
			lastToldMs = clock.now();
			if (isOfCloudMap(operation)) isCloudMapTold = true;
		},
		silent: (operation) => {
			answers += 1;
			lastSilent = answers;
			if (!isOfCloudMap(operation)) return;
			isCloudMapConcerned = true;
			// Its list of namespaces is asked for by no filter, so another question would show nothing either.
			if (operation === "servicediscovery:ListNamespaces") isCloudMapTold = true;
		},
		spent: () => {
			lastTold = -1;
		},
		nothingInCloudMap: () => {
			isCloudMapTold = true;
		},
		isOpen: (writes) => {
			const ageMs = clock.now() - lastToldMs;
			const isFresh = lastTold >= 0 && ageMs >= 0 && ageMs <= freshMs;
			return lastSilent > lastTold || (writes.length > 0 && !isFresh);
		},
		lacksCloudMap: (writes) => !isCloudMapTold && (isCloudMapConcerned || writes.some(isOfCloudMap)),
	};
}

function isOfCloudMap(operation: string): boolean {
	return operation.startsWith("servicediscovery:");
}
