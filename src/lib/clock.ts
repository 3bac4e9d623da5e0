/**
 * Time as something passed in. Everything that waits takes a clock, so that a world can run in real time, faster than
 * real, or in virtual time where only a test's `advance` moves it. Times are milliseconds since the epoch.
 *
 * A machine's clock is set now and then, and a machine may be suspended, so there are two times: `now` goes on evenly and is for
 * lengths of time, `wallMs` is what the machine's clock shows and is for what people and AWS mean by a time.
 */

/** Stops a timer; calling it twice, or after the timer went off, does nothing. */
export type Cancel = () => void;

/** Tells the time, and lets something happen later. */
export interface Clock {
	/** The present as it goes on evenly, whoever sets the machine's clock. It stands still while the machine is suspended. */
	readonly now: () => number;
	/** Calls `action` once, `delayMs` from now at the earliest. */
	readonly schedule: (delayMs: number, action: () => void) => Cancel;
}

/** A clock that also tells what the machine's clock shows. */
export interface WallClock extends Clock {
	/** Milliseconds since the epoch. It may be set forward and back. */
	readonly wallMs: () => number;
}

/** A clock whose time can be moved on by hand. */
export interface SteerableClock extends WallClock {
	/** Moves time on by `byMs`, running every action that falls due; between two actions pending promises settle. */
	readonly advance: (byMs: number) => Promise<void>;
}

/** Virtual time: `now` moves only through `advance`, which runs what falls due in order. */
export interface VirtualClock extends SteerableClock {
	/** Milliseconds until the next scheduled action, or undefined when none is. */
	readonly untilNext: () => number | undefined;
}

/** What the machine shows: its clock, and the milliseconds that have passed since some moment. */
export interface Machine {
	readonly wallMs: () => number;
	readonly passedMs: () => number;
}

const machine: Machine = { wallMs: () => Date.now(), passedMs: () => performance.now() };

/** The machine's own clock. */
export function systemClock({ wallMs, passedMs }: Machine = machine): WallClock {
	// Even from its start, so that whoever sets the machine's clock back cannot stop what waits.
	const startMs = wallMs() - passedMs();
	return {
		now: () => Math.floor(startMs + passedMs()),
		wallMs,
		schedule: (delayMs, action) => {
			// Longer delays than Node's timers take (2^31 - 1 ms) would fire at once.
			const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), 2_147_483_647));
			return () => clearTimeout(timer);
		},
	};
}

/** A clock that stands still until a test moves it. */
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

/** A moment by both times. */
export interface Moment {
	readonly atMs: number;
	readonly wallMs: number;
}

/** The present moment. */
export function momentOn(clock: WallClock): Moment {
	return { atMs: clock.now(), wallMs: clock.wallMs() };
}

/** Clocks are adjusted by less all the time, and two readings are never of one instant. */
const leastStepMs = 1_000;

/** Whether the machine's clock was set since a moment, or the machine was suspended, which looks the same afterwards. */
export function wasSetSince(clock: WallClock, { atMs, wallMs }: Moment): boolean {
	return Math.abs(clock.wallMs() - wallMs - (clock.now() - atMs)) >= leastStepMs;
}

/** Resolves after `delayMs` on `clock`, or at once when `signal` aborts. */
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

/** Lets every promise that is ready settle: a macrotask comes after all microtasks. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
