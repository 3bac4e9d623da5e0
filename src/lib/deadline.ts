/**
 * Limits on waiting for something outside of the process. A limit holds even where the work does not listen to its signal, so
 * that nothing that hangs holds up what waits for it.
 */
import type { Cancel, Clock } from "./clock.ts";

/** The work has not ended in time: within its limit, or before the program ends. */
export class GivenUp extends Error {
	readonly because: "limit" | "ending";
	constructor(because: "limit" | "ending") {
		super(because === "limit" ? "it takes too long" : "the program is ending");
		this.because = because;
	}
}

/** For how long work may be waited for. */
export interface Limit {
	readonly clock: Clock;
	/** Milliseconds; no limit but the signal when absent. */
	readonly limitMs?: number;
	/** Ends the waiting, `graceMs` after it aborts; at once without `graceMs`. */
	readonly signal?: AbortSignal | undefined;
	readonly graceMs?: number;
}

/**
 * Waits for `work`, which gets a signal that aborts when it is given up. Rejects as the work does, or with a `GivenUp` even if
 * the work itself never ends.
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
