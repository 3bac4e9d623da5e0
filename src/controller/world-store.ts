/**
 * The world as this process knows it: what the last look at each resource showed. It is a memory, not a state file: after a
 * restart it is empty, and the first sweep fills it.
 */
import type { Moment } from "../lib/clock.ts";
import type { Identity } from "../model/identity.ts";
import type { Observation, Sight, World } from "../model/world.ts";

/** The world, for whoever has looked at it. */
export interface WorldStore extends World {
	readonly record: (identity: Identity, sight: Sight, at: Pick<Observation, "pass" | keyof Moment>) => void;
	/** Notes what a call of ours has made, which lists of AWS's may show late. */
	readonly noteMade: (identity: Identity, made: string) => void;
	readonly forget: (identity: Identity) => void;
	readonly forgetAll: () => void;
}

/** A world of which nothing was seen. */
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
			// A failed look says nothing about the handle; only proved absence does.
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
