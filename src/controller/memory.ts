/**
 * All that a controller remembers from one pass to the next. None of it is needed to go on after a restart: it is empty then,
 * the first sweep fills it, and what it had counted is counted anew.
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

/** What was seen, what was shown of it, what is under way, and when to look again. */
export interface Memory {
	readonly world: WorldStore;
	readonly book: StatusBook;
	readonly schedule: Schedule;
	readonly repetition: Repetition;
	readonly operations: Operations;
	/** How often creating each resource came to nothing. */
	readonly attempts: Map<Identity, number>;
	/** Resources whose last manifest kept evenkeel's hands off them. */
	readonly retained: Set<Identity>;
	readonly listing: Listing;
	readonly settling: Settling;
	/** How many passes have begun. */
	passes: number;
	lastSuccess: LastSuccess | undefined;
	/** When everything is listed next, milliseconds since the epoch. */
	nextSweepMs: number;
	/** See `AccountWatch`. */
	era: number;
}

/** A memory of nothing. */
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
 * Forgets all that was seen of AWS, since it may be another account's, and has everything looked at anew. What is shown of it
 * stays until then.
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
