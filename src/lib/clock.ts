/**
 * Clocks, passed in wherever something waits, so that code can run in real time, faster than real time, or in virtual
 * time that only a test's `advance` moves. Times are milliseconds since the epoch.
 *
 * A machine's clock may be set and a machine may be suspended, so there are two times: `now` is monotonic and measures
 * durations, and `wallMs` is the wall clock, for times that people and AWS refer to.
 */

/** Stops a timer. A second call, or a call after the timer fired, has no effect. */
export type Cancel = () => void;

/** Tells the time, and schedules actions. */
export interface Clock {
	/** The monotonic time, unaffected by changes of the wall clock. It stops while the machine is suspended. */
	readonly now: () => number;
	/** Calls `action` once, at the earliest after `delayMs`. */
	readonly schedule: (delayMs: number, action: () => void) => Cancel;
}

/** A clock that also tells the wall clock time. */
export interface WallClock extends Clock {
	/** Milliseconds since the epoch. May jump forward and back. */
	readonly wallMs: () => number;
}

/** A clock that can also be advanced explicitly. */
export interface SteerableClock extends WallClock {
	/** Advances the time by `byMs` and runs every action that falls due. Pending promises settle between two actions. */
	readonly advance: (byMs: number) => Promise<void>;
}

/** Virtual time: `now` moves only through `advance`, which runs due actions in order. */
export interface VirtualClock extends SteerableClock {
	/** Milliseconds until the next scheduled action; undefined if there is none. */
	readonly untilNext: () => number | undefined;
}

/** The time sources of a machine: its wall clock, and a monotonic counter of milliseconds. */
export interface Machine {
	readonly wallMs: () => number;
	readonly passedMs: () => number;
}

const machine: Machine = { wallMs: () => Date.now(), passedMs: () => performance.now() };

/** The clock of this machine. */
export function systemClock({ wallMs, passedMs }: Machine = machine): WallClock {
	// Monotonic from the start, so that setting the wall clock back cannot block timers.
	const startMs = wallMs() - passedMs();
	return {
		now: () => Math.floor(startMs + passedMs()),
		wallMs,
		schedule: (delayMs, action) => {
			// Node's timers fire immediately for delays above 2^31 - 1 ms.
			const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), 2_147_483_647));
			return () => clearTimeout(timer);
		},
	};
}

/** Creates a clock that stands still until a test advances it. */
export function virtualClock(startMs = Date.UTC(2026, 0, 1)): VirtualClock {
	let nowMs = startMs;
	let order = 0;
	const pending = new Set<{ readonly atMs: number; readonly order: number; readonly action: () => void }>();
	const first = () => {
		let earliest: typeof pending extends Set<infer Timer> ? Timer | undefined : never;
		for (const timer of pending) {
			if (!earliest || timer.atMs < earliest.atMs || (timer.atMs === earliest.atMs && timer.order < earliest.order)) {
				earliest = timer;
			}
		}
		return earliest;
	};
	return {
		now: () => nowMs,
		wallMs: () => nowMs,
		schedule: (delayMs, action) => {
			const timer = { atMs: nowMs + Math.max(delayMs, 0), order: order++, action };
			pending.add(timer);
			return () => void pending.delete(timer);
		},
		untilNext: () => {
			const timer = first();
			return timer && timer.atMs - nowMs;
		},
		advance: async (byMs) => {
			const endMs = nowMs + byMs;
			for (let timer = first(); timer && timer.atMs <= endMs; timer = first()) {
				pending.delete(timer);
				nowMs = Math.max(nowMs, timer.atMs);
				timer.action();
				await settled();
			}
			nowMs = endMs;
			await settled();
		},
	};
}

/** A moment in both times. */
export interface Moment {
	readonly atMs: number;
	readonly wallMs: number;
}

/** The current moment. */
export function momentOn(clock: WallClock): Moment {
	return { atMs: clock.now(), wallMs: clock.wallMs() };
}

/** Wall clocks are continuously adjusted by smaller amounts, and two readings are never simultaneous. */
const leastStepMs = 1_000;

/** Whether the wall clock was set or the machine was suspended since a moment; both look the same. */
export function wasSetSince(clock: WallClock, { atMs, wallMs }: Moment): boolean {
	return Math.abs(clock.wallMs() - wallMs - (clock.now() - atMs)) >= leastStepMs;
}

/** Resolves after `delayMs` on `clock`, or immediately when `signal` aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal?.aborted) return resolve();
		const done = () => {
			cancel();
			signal?.removeEventListener("abort", done);
			resolve();
		};
		const cancel = clock.schedule(delayMs, done);
		signal?.addEventListener("abort", done, { once: true });
	});
}

/** Waits until all ready promises have settled: a macrotask runs after all microtasks. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
