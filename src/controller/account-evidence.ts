/**
 * What the answers of a reconcile have shown of the account. An answer that shows nothing, such as an empty list, could be any
 * account's; what is concluded from it holds only once a later answer names the right one.
 */
import { type AskableService, sharingServiceOf } from "../aws/account-questions.ts";
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
	/** A service was asked and has nothing by which it could be told. */
	readonly hasNothing: (service: AskableService) => void;
	/** Whether it has to be asked who answers: nothing has told since the last answer that shows nothing, or for a while. */
	readonly isOpen: (writes: readonly string[]) => boolean;
	/** Services that have to be asked themselves: they show shared resources, and their endpoints can lead to another account. */
	readonly untold: (writes: readonly string[]) => readonly AskableService[];
}

/** So old may the last proof be when a call is sent; calls that follow one another wait for the request budget. */
const freshMs = 10_000;

/** Nothing is known yet. */
export function createEvidence(clock: Clock): Evidence {
	let answers = 0;
	let lastTold = -1;
	let lastToldMs = Number.NEGATIVE_INFINITY;
	let lastSilent = -1;
	/** Services that show shared resources: those that have told, and those by which something was concluded. */
	const told = new Set<AskableService>();
	const concerned = new Set<AskableService>();
	return {
		begin: () => {
			lastTold = -1;
			lastSilent = -1;
			told.clear();
			concerned.clear();
		},
		told: (operation) => {
			answers += 1;
			lastTold = answers;
			lastToldMs = clock.now();
			const service = sharingServiceOf(operation);
			if (service) told.add(service);
		},
		silent: (operation) => {
			answers += 1;
			lastSilent = answers;
			const service = sharingServiceOf(operation);
			if (!service) return;
			concerned.add(service);
			// The same list without a filter has shown nothing, so the question would show nothing either.
			if (operation === service.operation) told.add(service);
		},
		spent: () => {
			lastTold = -1;
		},
		hasNothing: (service) => void told.add(service),
		isOpen: (writes) => {
			const ageMs = clock.now() - lastToldMs;
			const isFresh = lastTold >= 0 && ageMs >= 0 && ageMs <= freshMs;
			return lastSilent > lastTold || (writes.length > 0 && !isFresh);
		},
		untold: (writes) => {
			const written = writes.flatMap((operation) => sharingServiceOf(operation) ?? []);
			return [...new Set([...concerned, ...written])].filter((service) => !told.has(service));
		},
	};
}
