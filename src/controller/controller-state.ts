/**
 * The state that a controller keeps between reconciles. A restart needs none of it: the first full resync restores the
 * observed state, and counters start again.
 */
import type { Random } from "../lib/random.ts";
import type { Identity } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import { createIneffectiveCalls, type IneffectiveCalls } from "./ineffective-calls.ts";
import type { Listing } from "./observe.ts";
import { createObservedStateStore, type ObservedStateStore } from "./observed-state-store.ts";
import type { Operations } from "./operations.ts";
import { createRemovalAge, type RemovalAge } from "./removal-age.ts";
import { createSchedule, type Pace, type Schedule } from "./schedule.ts";
import type { LastSuccess } from "./status.ts";
import { createStatusStore, type StatusStore } from "./status-store.ts";

/** Observed state, status, operations in progress and schedule. */
export interface ControllerState {
	readonly observedState: ObservedStateStore;
	readonly statusStore: StatusStore;
	readonly schedule: Schedule;
	readonly ineffectiveCalls: IneffectiveCalls;
	readonly operations: Operations;
	/** Failed attempts to create each resource. */
	readonly attempts: Map<Identity, number>;
	/** Resources whose removed manifest suspended them or retained them on deletion. */
	readonly retained: Set<Identity>;
	readonly listing: Listing;
	readonly removalAge: RemovalAge;
	/** Number of reconciles started. */
	reconciles: number;
	lastSuccess: LastSuccess | undefined;
	/** Time of the next full resync, as `clock.now()` (monotonic). */
	nextFullResyncMs: number;
	/** Increases each time all earlier observations must be discarded; see `AccountGuard`. */
	accountEpoch: number;
}

/** Creates an empty state. */
export function createControllerState(pace: Pace, random: Random): ControllerState {
	return {
		observedState: createObservedStateStore(),
		statusStore: createStatusStore(),
		schedule: createSchedule(pace, random),
		ineffectiveCalls: createIneffectiveCalls(pace.settleMs),
		operations: new Map(),
		attempts: new Map(),
		retained: new Set(),
		listing: { incomplete: undefined },
		removalAge: createRemovalAge(pace.removalAgeMs),
		reconciles: 0,
		lastSuccess: undefined,
		nextFullResyncMs: 0,
		accountEpoch: 0,
	};
}

/**
 * Discards all observations, which may belong to another account, and schedules new ones. The status keeps the last
 * result until then.
 */
export function forgetObserved(state: ControllerState, { resources, environment }: Desired): void {
	const { observedState, operations, listing, schedule, statusStore } = state;
	observedState.forgetAll();
	operations.clear();
	Object.assign(listing, { incomplete: undefined, atMs: undefined });
	state.nextFullResyncMs = 0;
	const known = [...resources, ...statusStore.all()].map(({ identity }) => identity);
	schedule.wake([...known, ...environment.deletions]);
}
