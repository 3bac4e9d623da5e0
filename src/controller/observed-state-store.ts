/**
 * Stores the last observation of each resource in memory. It is not a state file: it is empty after a restart, and the
 * first full resync fills it.
 */
import type { Moment } from "../lib/clock.ts";
import type { Identity } from "../model/identity.ts";
import type { Observation, ObservationRecord, ObservedState } from "../model/observed-state.ts";

/** The observed state, with the operations that update it. */
export interface ObservedStateStore extends ObservedState {
	readonly record: (
		identity: Identity,
		observation: Observation,
		at: Pick<ObservationRecord, "reconcileId" | keyof Moment>,
	) => void;
	/** Records what our call created, which AWS's lists may show late. */
	readonly noteCreated: (identity: Identity, createdRef: string) => void;
	readonly forget: (identity: Identity) => void;
	readonly forgetAll: () => void;
}

/** Creates an empty store. */
export function createObservedStateStore(): ObservedStateStore {
	const observations = new Map<Identity, ObservationRecord>();
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
		record: (identity, observation, at) => {
			version += 1;
			const before = observations.get(identity);
			// A failed observation keeps the AWS reference; only proven absence clears it.
			const awsRef =
				observation.status === "present"
					? observation.observed.awsRef
					: observation.status === "unknown"
						? before?.lastAwsRef
						: undefined;
			const createdRef = observation.status === "unknown" ? before?.createdRef : undefined;
			observations.set(identity, {
				...{ identity, observation, ...at },
				...(awsRef ? { lastAwsRef: awsRef } : {}),
				...(createdRef ? { createdRef } : {}),
			});
		},
		noteCreated: (identity, createdRef) => {
			const before = observations.get(identity);
			if (before) observations.set(identity, { ...before, createdRef });
		},
	};
}
