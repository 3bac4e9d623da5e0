/**
 * Measures bursts of requests. Requests delayed by an outage must not be sent all at once afterwards, because AWS
 * throttles the whole account and all its other tools.
 */

/** Long enough to average the requests of one reconcile, and short compared to retry delays. */
const windowMs = 10_000;

/** The maximum number of these sorted times, in milliseconds, within any ten seconds. */
export function burstOf(timesMs: readonly number[]): number {
	let first = 0;
	let most = 0;
	for (const [last, atMs] of timesMs.entries()) {
		while (atMs - (timesMs[first] ?? atMs) >= windowMs) first += 1;
		most = Math.max(most, last - first + 1);
	}
	return most;
}
