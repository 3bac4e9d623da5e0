/**
 * How many requests come close together. What was kept back by an outage must not come all at once when it is over, since AWS
 * would throttle the whole account for it, and everybody else's tools with it.
 */

/** Long enough to even out what one pass sends, and short against the pauses of whoever is patient. */
const windowMs = 10_000;

/** The most of these times, in milliseconds and in their order, that lie within any ten seconds. */
export function burstOf(timesMs: readonly number[]): number {
	let first = 0;
	let most = 0;
	for (const [last, atMs] of timesMs.entries()) {
		while (atMs - (timesMs[first] ?? atMs) >= windowMs) first += 1;
		most = Math.max(most, last - first + 1);
	}
	return most;
}
