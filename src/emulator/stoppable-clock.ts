/**
 * The clock that everything inside the embedded AWS runs on: the caller's, with two promises added that its parts rest on.
 */
import type { Cancel, Clock } from "../lib/clock.ts";

/**
 * A clock whose every timer can be ended at once, so that a stopped emulator keeps no process alive, and on which one
 * action takes no time: what happens in it sees one instant, however fast the clock runs. What falls due between two
 * readings would else be seen as still to come by the first and as over by the second, and be waited for by none.
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
