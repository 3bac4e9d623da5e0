/**
 * How long one more read may take, from how the last ones went. A reconcile reads one after the other, so where AWS answers
 * none of them, each of hundreds would be waited for in full, and everything else with it.
 */
import type { Clock } from "../lib/clock.ts";

/** The limits on the reads of each operation. */
export interface Patience {
	/** The limit on the next read of `operation`, milliseconds. */
	readonly limitMs: (operation: string) => number;
	/** Notes that a read was not answered within its limit. */
	readonly noteTimeout: (operation: string) => void;
}

/** The shortest limit, as a part of the full one: still several times what AWS takes on a good day. */
const shortest = 1 / 8;
/** Without another time-out for so long, the next read has the full limit again, in case that AWS is only slow. */
const forgottenMs = 60_000;

/** Halves the limit on an operation with each read that is not answered. */
export function createPatience(clock: Clock, fullMs: number): Patience {
	const timeouts = new Map<string, { readonly count: number; readonly atMs: number }>();
	const countOf = (operation: string) => {
		const last = timeouts.get(operation);
		if (!last) return 0;
		const sinceMs = clock.now() - last.atMs;
		return sinceMs >= 0 && sinceMs < forgottenMs ? last.count : 0;
	};
	return {
		limitMs: (operation) => fullMs * Math.max(shortest, 1 / 2 ** countOf(operation)),
		noteTimeout: (operation) => void timeouts.set(operation, { count: countOf(operation) + 1, atMs: clock.now() }),
	};
}
