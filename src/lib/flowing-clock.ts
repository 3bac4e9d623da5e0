/**
 * A clock that runs at a configurable speed and can also be advanced explicitly: an hour passes at once, with all due
 * actions in order. It drives virtual time from real time, so that an action always runs at exactly its scheduled time.
 */
import { type SteerableClock, virtualClock } from "./clock.ts";

/** Node's timers allow no longer delays; one that ends too early only checks again. */
const maxTimerMs = 2_147_483_647;

/** Creates a clock that starts at the current time and runs `speed` times as fast as real time. */
export function flowingClock(speed: number): SteerableClock {
	const startMs = Date.now();
	// Monotonic from the start, so that setting the wall clock back cannot block timers.
	const startedMs = performance.now();
	const virtual = virtualClock(startMs);
	let jumpedMs = 0;
	let catchingUp = false;
	let pending = 0;
	let timer: { readonly atMs: number; readonly awsRef: NodeJS.Timeout } | undefined;
	let turn: Promise<void> = Promise.resolve();

	const flowedMs = () => startMs + jumpedMs + Math.floor((performance.now() - startedMs) * speed);
	const now = () => (catchingUp ? virtual.now() : Math.max(virtual.now(), flowedMs()));
	const catchUp = (byMs = 0) => {
		turn = turn.then(async () => {
			catchingUp = true;
			jumpedMs += byMs;
			try {
				await virtual.advance(Math.max(0, flowedMs() - virtual.now()));
			} finally {
				catchingUp = false;
				arm();
			}
		});
		return turn;
	};
	/** Sets a timer for the next due action. */
	const arm = () => {
		const untilNextMs = virtual.untilNext();
		disarm();
		if (untilNextMs !== undefined) armFor(virtual.now() + untilNextMs);
	};
	const armFor = (atMs: number) => {
		const delayMs = Math.min(Math.max(0, atMs - now()) / speed, maxTimerMs);
		timer = { atMs, awsRef: setTimeout(() => void catchUp(), delayMs) };
	};
	const disarm = () => {
		clearTimeout(timer?.awsRef);
		timer = undefined;
	};
	return {
		now,
		wallMs: now,
		advance: catchUp,
		schedule: (delayMs, action) => {
			const atMs = now() + Math.max(0, delayMs);
			let done = false;
			const end = () => {
				if (!done) pending -= 1;
				done = true;
				// A timer without pending actions must not keep the process alive.
				if (pending === 0) disarm();
			};
			pending += 1;
			const cancel = virtual.schedule(atMs - virtual.now(), () => {
				end();
				action();
			});
			if (!catchingUp && (!timer || atMs < timer.atMs)) {
				disarm();
				armFor(atMs);
			}
			return () => {
				cancel();
				end();
			};
		},
	};
}
