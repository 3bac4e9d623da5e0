/**
 * The state that a controller keeps between reconciles. A restart needs none of it: the first full resync restores the
 * observed state, and counters start again.
 */
import type { Random } from "../lib/random.ts";
import type { Identity } from "../model/identity.ts";
import type { Desired } from "../model/manifest.ts";
import type { Listing } from "./observe.ts";
import type { Operations } from "./operations.ts";
import { createRepetition, type Repetition } from "./repetition.ts";
import { createSchedule, type Pace, type Schedule } from "./schedule.ts";
import { createSettling, type Settling } from "./settling.ts";
import type { LastSuccess } from "./status.ts";
import { createStatusBook, type StatusBook } from "./status-book.ts";
import { createWorldStore, type WorldStore } from "./world-store.ts";

/** Observed state, status, operations in progress and schedule. */
export interface Memory {
	readonly world: WorldStore;
	readonly book: StatusBook;
	readonly schedule: Schedule;
	readonly repetition: Repetition;
	readonly operations: Operations;
	/** Failed attempts to create each resource. */
	readonly attempts: Map<Identity, number>;
	/** Resources whose removed manifest suspended them or retained them on deletion. */
	readonly retained: Set<Identity>;
	readonly listing: Listing;
	readonly settling: Settling;
	/** Number of reconciles started. */
	passes: number;
	lastSuccess: LastSuccess | undefined;
	/** Time of the next full resync, in milliseconds since the epoch. */
	nextSweepMs: number;
	/** See `AccountWatch`. */
	era: number;
}

/** Creates an empty state. */
export function createMemory(pace: Pace, random: Random): Memory {
	return {
		world: createWorldStore(),
		book: createStatusBook(),
		schedule: createSchedule(pace, random),
		repetition: createRepetition(pace.settleMs),
		operations: new Map(),
		attempts: new Map(),
		retained: new Set(),
		listing: { incomplete: undefined },
		settling: createSettling(pace.removalAgeMs),
		passes: 0,
		lastSuccess: undefined,
		nextSweepMs: 0,
		era: 0,
	};
}

/**
 * Discards all observations, which may belong to another account, and schedules new ones. The status keeps the last
 * result until then.
 */
export function forgetSeen(memory: Memory, { resources, environment }: Desired): void {
	const { world, operations, listing, schedule, book } = memory;
	world.forgetAll();
	operations.clear();
	Object.assign(listing, { incomplete: undefined, atMs: undefined });
	memory.nextSweepMs = 0;
	const known = [...resources, ...book.all()].map(({ identity }) => identity);
	schedule.wake([...known, ...environment.deletions]);
}
