/**
 * Collects evidence of which account answers the requests of a reconcile. An answer that names no account, such as an
 * empty list, could come from any account, so conclusions from it count only after a later answer names the right one.
 */
import { type AskableService, sharingServiceOf } from "../aws/account-questions.ts";
import type { Clock } from "../lib/clock.ts";

/** The evidence collected since the reconcile began. */
export interface Evidence {
	readonly begin: () => void;
	/** Records that the answer to `operation` names the right account. */
	readonly told: (operation: string) => void;
	/** Records that the answer to `operation` names no account. */
	readonly silent: (operation: string) => void;
	/** Expires the evidence, as after a call whose answer names no account: the next call needs fresh evidence. */
	readonly expire: () => void;
	/** Records that a service was queried and has no resource that names the account. */
	readonly hasNothing: (service: AskableService) => void;
	/**
	 * Whether the account must be queried: the last answer names no account, or the last evidence is too old for
	 * `writes`.
	 */
	readonly isOpen: (writes: readonly string[]) => boolean;
	/**
	 * Services that must be queried themselves: they list shared resources, and their endpoints can lead to another
	 * account.
	 */
	readonly unreported: (writes: readonly string[]) => readonly AskableService[];
}

/** Maximum age of the evidence when a call is sent, in milliseconds. Consecutive calls wait for the request budget. */
const freshMs = 10_000;

/** Creates an empty collection of evidence. */
export function createEvidence(clock: Clock): Evidence {
	let answers = 0;
	let lastAnswered = -1;
	let lastAnsweredMs = Number.NEGATIVE_INFINITY;
	let lastSilent = -1;
	/**
	 * Services that list shared resources: those that named the right account, and those whose answers a conclusion
	 * rests on.
	 */
	const told = new Set<AskableService>();
	const concerned = new Set<AskableService>();
	return {
		begin: () => {
			lastAnswered = -1;
			lastSilent = -1;
			told.clear();
			concerned.clear();
		},
		told: (operation) => {
			answers += 1;
			lastAnswered = answers;
			lastAnsweredMs = clock.now();
			const service = sharingServiceOf(operation);
			if (service) told.add(service);
		},
		silent: (operation) => {
			answers += 1;
			lastSilent = answers;
			const service = sharingServiceOf(operation);
			if (!service) return;
			concerned.add(service);
			// The unfiltered list is the query itself and was empty, so repeating it would add nothing.
			if (operation === service.operation) told.add(service);
		},
		expire: () => {
			lastAnswered = -1;
		},
		hasNothing: (service) => void told.add(service),
		isOpen: (writes) => {
			const ageMs = clock.now() - lastAnsweredMs;
			const isFresh = lastAnswered >= 0 && ageMs >= 0 && ageMs <= freshMs;
			return lastSilent > lastAnswered || (writes.length > 0 && !isFresh);
		},
		unreported: (writes) => {
			const written = writes.flatMap((operation) => sharingServiceOf(operation) ?? []);
			return [...new Set([...concerned, ...written])].filter((service) => !told.has(service));
		},
	};
}
