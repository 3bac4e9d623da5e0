/**
 * Time as something passed in. Everything that waits takes a clock, so that a world can run in real time, faster than
 * real, or in virtual time where only a test's `advance` moves it. Times are milliseconds since the epoch.
 */

/** Stops a timer; calling it twice, or after the timer went off, does nothing. */
export type Cancel = () => void;

/** Tells the time, and lets something happen later. */
export interface Clock {
	/** The present, in milliseconds since the epoch. */
	readonly now: () => number;
	/** Calls `action` once, `delayMs` from now at the earliest. */
	readonly schedule: (delayMs: number, action: () => void) => Cancel;
}

/** A clock whose time can be moved on by hand. */
export interface SteerableClock extends Clock {
	/** Moves time on by `byMs`, running every action that falls due; between two actions pending promises settle. */
	readonly advance: (byMs: number) => Promise<void>;
}

/** Virtual time: `now` moves only through `advance`, which runs what falls due in order. */
export interface VirtualClock extends SteerableClock {
	/** Milliseconds until the next scheduled action, or undefined when none is. */
	readonly untilNext: () => number | undefined;
}

/** The machine's own clock. */
export function systemClock(): Clock {
	// Monotonic from its start, so that whoever sets the machine's clock back cannot stop what waits.
	const startMs = Date.now() - performance.now();
	return {
		now: () => Math.floor(startMs + performance.now()),
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
