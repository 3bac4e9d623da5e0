/**
 * Shortens the time limit of reads after timeouts. A reconcile reads sequentially, so if AWS does not answer, waiting
 * the full limit for each of hundreds of reads would block everything else.
 */
import type { Clock } from "../lib/clock.ts";

/** The time limits of reads, by operation. */
export interface ReadTimeouts {
	/** The limit for the next read of `operation`, in milliseconds. */
	readonly limitMs: (operation: string) => number;
	/** Records that a read exceeded its limit. */
	readonly noteTimeout: (operation: string) => void;
}

/** The shortest limit, as a fraction of the full one: still several times AWS's usual response time. */
const shortest = 1 / 8;
/** If no timeout occurs for this long, the next read has the full limit again, in case AWS is only slow. */
const forgottenMs = 60_000;

/** Creates limits that halve with each timeout of an operation. */
export function createReadTimeouts(clock: Clock, fullMs: number): ReadTimeouts {
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
