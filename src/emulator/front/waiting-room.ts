/**
 * Requests that wait for the emulator's time to go by. They can all be sent away, so that an emulator that ends leaves nobody
 * waiting for an answer.
 */
import type { Cancel, Clock } from "../../lib/clock.ts";
import { ConnectionLost } from "./connection-lost.ts";

/** Where requests wait. */
export interface WaitingRoom {
	/** Rejects with ConnectionLost when the room is closed meanwhile. An infinite delay ends in no other way. */
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
				const end = () => {
					waiting.delete(cancel);
					resolve();
				};
				// Without a timer, a request that is never answered does not keep virtual time going.
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
