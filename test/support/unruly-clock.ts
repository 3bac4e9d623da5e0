/**
 * The clock of a controller on a machine whose time is set by hand, which stands still for a while, or which is suspended: AWS's
 * own time goes on evenly meanwhile. Timers count time that has passed, as the system's monotonic clock does, so a jump moves none
 * of them, and a machine that is suspended counts nothing.
 */
import type { Cancel, Clock, WallClock } from "../../src/lib/clock.ts";

export interface UnrulyClock extends WallClock {
	/** Sets what the machine's clock shows forward, or back where `byMs` is negative. */
	readonly jump: (byMs: number) => void;
	/** Lets no timer go off until the clock is thawed; then all that is overdue does at once. */
	readonly freeze: () => void;
	readonly thaw: () => void;
	/** Counts no time until the machine is resumed; then its clock shows the time that it is by then. */
	readonly suspend: () => void;
	readonly resume: () => void;
}

interface Timer {
	readonly dueMs: number;
	readonly action: () => void;
	cancel: Cancel;
}

/** A clock that goes as `clock` does until it is told otherwise. */
export function unrulyClock(clock: Clock): UnrulyClock {
	let offsetMs = 0;
	let lostMs = 0;
	let suspendedAtMs: number | undefined;
	let isFrozen = false;
	const overdue = new Set<Timer>();
	const pending = new Set<Timer>();
	const now = () => (suspendedAtMs ?? clock.now()) - lostMs;
	const arm = (timer: Timer) => {
		timer.cancel = clock.schedule(timer.dueMs - now(), () => {
			if (isFrozen) return void overdue.add(timer);
			pending.delete(timer);
			timer.action();
		});
	};
	return {
		now,
		wallMs: () => clock.now() + offsetMs,
		schedule: (delayMs, action) => {
			const timer: Timer = { dueMs: now() + delayMs, action, cancel: () => {} };
			pending.add(timer);
			if (suspendedAtMs === undefined) arm(timer);
			return () => {
				timer.cancel();
				pending.delete(timer);
				overdue.delete(timer);
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
			const timers = [...overdue];
			overdue.clear();
			for (const timer of timers) {
				pending.delete(timer);
				timer.action();
			}
		},
		suspend: () => {
			if (suspendedAtMs !== undefined) return;
			for (const timer of pending) timer.cancel();
			suspendedAtMs = clock.now();
		},
		resume: () => {
			if (suspendedAtMs === undefined) return;
			lostMs += clock.now() - suspendedAtMs;
			suspendedAtMs = undefined;
			for (const timer of pending) if (!overdue.has(timer)) arm(timer);
		},
	};
}
