/**
 * Stores the last observation of each resource in memory. It is not a state file: it is empty after a restart, and the
 * first full resync fills it.
 */
import type { Moment } from "../lib/clock.ts";
import type { Identity } from "../model/identity.ts";
import type { Observation, Sight, World } from "../model/world.ts";

/** The observed state, with the operations that update it. */
export interface WorldStore extends World {
	readonly record: (identity: Identity, sight: Sight, at: Pick<Observation, "pass" | keyof Moment>) => void;
	/** Records what our call created, which AWS's lists may show late. */
	readonly noteMade: (identity: Identity, made: string) => void;
	readonly forget: (identity: Identity) => void;
	readonly forgetAll: () => void;
}

/** Creates an empty store. */
export function createWorldStore(): WorldStore {
	const observations = new Map<Identity, Observation>();
	let version = 0;
	return {
		get: (identity) => observations.get(identity),
		all: () => observations.values(),
		version: () => version,
		forget: (identity) => {
			version += 1;
			observations.delete(identity);
		},
		forgetAll: () => {
			version += 1;
			observations.clear();
		},
		record: (identity, sight, at) => {
			version += 1;
			const before = observations.get(identity);
			// A failed observation keeps the AWS reference; only proven absence clears it.
			const handle =
				sight.status === "present"
					? sight.observed.handle
					: sight.status === "unknown"
						? before?.lastHandle
						: undefined;
			const made = sight.status === "unknown" ? before?.made : undefined;
			observations.set(identity, {
				...{ identity, sight, ...at },
				...(handle ? { lastHandle: handle } : {}),
				...(made ? { made } : {}),
			});
		},
		noteMade: (identity, made) => {
			const before = observations.get(identity);
			if (before) observations.set(identity, { ...before, made });
		},
	};
}
