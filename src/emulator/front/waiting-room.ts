/**
 * Requests that wait for the emulator's time to go by. They can all be sent away, so that an emulator that ends leaves nobody
 * waiting for an answer.
 */
import type { Cancel, Clock } from "../../lib/clock.ts";
import { ConnectionLost } from "./connection-lost.ts";

/** Where requests wait. */
export interface WaitingRoom {
	/** Rejects with ConnectionLost when the room is closed meanwhile. */
	readonly wait: (delayMs: number) => Promise<void>;
	/** Sends everybody away; who comes later waits as before. */
	readonly close: () => void;
}

/** A waiting room over the clock. */
export function createWaitingRoom(clock: Clock): WaitingRoom {
	const waiting = new Map<Cancel, () => void>();
	return {
		wait: (delayMs) =>
			new Promise((resolve, reject) => {
				const cancel = clock.schedule(delayMs, () => {
					waiting.delete(cancel);
					resolve();
				});
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
