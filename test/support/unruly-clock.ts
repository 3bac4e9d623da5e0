/**
 * The clock of a controller on a machine whose time is set manually, whose process is paused, or which is suspended,
 * while AWS's own time continues evenly. Timers measure elapsed time, like the system's monotonic clock, so a clock
 * jump moves none of them, and a suspended machine measures no time.
 */
import type { Cancel, Clock, WallClock } from "../../src/lib/clock.ts";

export interface UnrulyClock extends WallClock {
	/** Sets the machine's clock forward, or back if `byMs` is negative. */
	readonly jump: (byMs: number) => void;
	/** Delays all timers until the clock is thawed; overdue ones then fire at once. */
	readonly freeze: () => void;
	readonly thaw: () => void;
	/** Measures no time until the machine is resumed; its clock then shows the current time. */
	readonly suspend: () => void;
	readonly resume: () => void;
}

interface Timer {
	readonly dueMs: number;
	readonly action: () => void;
	cancel: Cancel;
}

/** A clock that follows `clock` until it is changed. */
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
