/** The clock of all components inside the embedded AWS: the caller's clock with two additional guarantees. */
import type { Cancel, Clock } from "../lib/clock.ts";

/**
 * All timers can be cancelled at once, so that a stopped emulator keeps no process alive. One action sees a single
 * instant, however fast the clock runs; otherwise a timer could be pending at the action's first reading and overdue at
 * its second, and would be missed.
 */
export function stoppable(clock: Clock): Clock & { readonly stop: () => void } {
	const pending = new Set<Cancel>();
	let stopped = false;
	let instantMs: number | undefined;
	return {
		now: () => instantMs ?? clock.now(),
		schedule: (delayMs, action) => {
			if (stopped) return () => {};
			const cancelTimer = clock.schedule(delayMs, () => {
				pending.delete(cancel);
				instantMs = clock.now();
				try {
					action();
				} finally {
					instantMs = undefined;
				}
			});
			const cancel = () => {
				pending.delete(cancel);
				cancelTimer();
			};
			pending.add(cancel);
			return cancel;
		},
		stop: () => {
			stopped = true;
			for (const cancel of [...pending]) cancel();
		},
	};
}
