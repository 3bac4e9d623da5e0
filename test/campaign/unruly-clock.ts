/**
 * The clock of a controller on a machine whose time is set by hand, or which stands still for a while: AWS's own time goes on
 * evenly meanwhile. Timers count time that has passed, as the system's monotonic clock does, so a jump moves none of them.
 */
import type { Clock } from "../../src/lib/clock.ts";

export interface UnrulyClock extends Clock {
	/** Sets the time forward, or back where `byMs` is negative. */
	readonly jump: (byMs: number) => void;
	/** Lets no timer go off until the clock is thawed; then all that is overdue does at once. */
	readonly freeze: () => void;
	readonly thaw: () => void;
}

/** A clock that goes as `clock` does until it is told otherwise. */
export function unrulyClock(clock: Clock): UnrulyClock {
	let offsetMs = 0;
	let isFrozen = false;
	const overdue = new Set<() => void>();
	return {
		now: () => clock.now() + offsetMs,
		schedule: (delayMs, action) => {
			const cancel = clock.schedule(delayMs, () => (isFrozen ? void overdue.add(action) : action()));
			return () => {
				cancel();
				overdue.delete(action);
			};
		},
		jump: (byMs) => {
			offsetMs += byMs;
		},
		freeze: () => {
			isFrozen = true;
		},
		thaw: () => {
			isFrozen = false;
			const actions = [...overdue];
			overdue.clear();
			for (const action of actions) action();
		},
	};
}
