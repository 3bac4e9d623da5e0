/**
 * Holds requests that wait on the emulator's clock. All of them can be released at once, so that no client waits for a
 * stopped emulator.
 */
import type { Cancel, Clock } from "../../lib/clock.ts";
import { ConnectionLost } from "./connection-lost.ts";

/** The waiting requests. */
export interface WaitingRoom {
	/** Rejects with ConnectionLost when the room is closed. An infinite delay ends only that way. */
	readonly wait: (delayMs: number) => Promise<void>;
	/** Releases all waiting requests; later requests wait as before. */
	readonly close: () => void;
}

/** Creates a waiting room on the clock. */
export function createWaitingRoom(clock: Clock): WaitingRoom {
	const waiting = new Map<Cancel, () => void>();
	return {
		wait: (delayMs) =>
			new Promise((resolve, reject) => {
				const end = () => {
					waiting.delete(cancel);
					resolve();
				};
				// An endless wait sets no timer, because a timer would keep virtual time running.
				const cancel = Number.isFinite(delayMs) ? clock.schedule(delayMs, end) : () => {};
				waiting.set(cancel, () => reject(new ConnectionLost()));
			}),
		close: () => {
			for (const [cancel, sendAway] of waiting) {
				cancel();
				sendAway();
			}
			waiting.clear();
		},
	};
}
