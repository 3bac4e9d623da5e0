/**
 * Time limits on external work. A limit applies even if the work ignores its signal, so that hanging work cannot block
 * its caller.
 */
import type { Cancel, Clock } from "./clock.ts";

/** The work did not end in time: within its limit, or before the program ended. */
export class GivenUp extends Error {
	readonly because: "limit" | "ending";
	constructor(because: "limit" | "ending") {
		super(because === "limit" ? "it takes too long" : "the program is ending");
		this.because = because;
	}
}

/** The limit on waiting for work. */
export interface Limit {
	readonly clock: Clock;
	/** Milliseconds; if absent, only the signal limits the wait. */
	readonly limitMs?: number;
	/** Ends the wait `graceMs` after it aborts; immediately without `graceMs`. */
	readonly signal?: AbortSignal | undefined;
	readonly graceMs?: number;
}

/**
 * Waits for `work`, whose signal aborts when it is abandoned. Rejects like the work, or with a `GivenUp` even if the
 * work never ends.
 */
export function within<Result>(
	{ clock, limitMs, signal, graceMs = 0 }: Limit,
	work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	if (signal?.aborted && graceMs === 0) return Promise.reject(new GivenUp("ending"));
	return new Promise((resolve, reject) => {
		const stopping = new AbortController();
		const timers: Cancel[] = [];
		const settle = () => {
			for (const cancel of timers) cancel();
			signal?.removeEventListener("abort", onEnding);
		};
		const giveUp = (because: GivenUp["because"]) => {
			settle();
			reject(new GivenUp(because));
			stopping.abort();
		};
		const onEnding = () => {
			if (graceMs === 0) giveUp("ending");
			else timers.push(clock.schedule(graceMs, () => giveUp("ending")));
		};
		if (limitMs !== undefined) timers.push(clock.schedule(limitMs, () => giveUp("limit")));
		signal?.addEventListener("abort", onEnding, { once: true });
		if (signal?.aborted) onEnding();
		work(stopping.signal).then(
			(result) => {
				settle();
				resolve(result);
			},
			(error: unknown) => {
				settle();
				reject(error);
			},
		);
	});
}
