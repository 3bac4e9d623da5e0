/**
 * A clock that goes on by itself, as fast as it is told, and can also be moved on by hand: an hour passes at once, and all
 * that falls due in it happens in its order. It is virtual time that real time drives, so that an action always finds the very
 * instant that it was scheduled for.
 */
import { type SteerableClock, virtualClock } from "./clock.ts";

/** Node's timers take no longer delays; one that ends too early only looks again. */
const longestTimerMs = 2_147_483_647;

/** A clock that starts at the present and runs `speed` times as fast as real time. */
export function flowingClock(speed: number): SteerableClock {
	const startMs = Date.now();
	// Monotonic from its start, so that whoever sets the machine's clock back cannot stop what waits.
	const startedMs = performance.now();
	const virtual = virtualClock(startMs);
	let jumpedMs = 0;
	let catchingUp = false;
	let pending = 0;
	let timer: { readonly atMs: number; readonly handle: NodeJS.Timeout } | undefined;
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
	/** Looks again when the next action falls due. */
	const arm = () => {
		const untilNextMs = virtual.untilNext();
		disarm();
		if (untilNextMs !== undefined) armFor(virtual.now() + untilNextMs);
	};
	const armFor = (atMs: number) => {
		const delayMs = Math.min(Math.max(0, atMs - now()) / speed, longestTimerMs);
		timer = { atMs, handle: setTimeout(() => void catchUp(), delayMs) };
	};
	const disarm = () => {
		clearTimeout(timer?.handle);
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
				// What waits for nothing must not keep the process alive.
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
