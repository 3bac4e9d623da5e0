/**
 * The disturbances of tasks that people have ordered one by one, with a number for each, so that they can be listed and taken
 * back by it. What a disturbance is and does is in `disturbances.ts`.
 */
import type { Disturbed } from "./disturb.ts";
import type { Disturbance } from "./disturbances.ts";

/** A disturbance as it stands. */
export interface DisturbanceState {
	readonly id: string;
	readonly disturbance: Disturbance;
	/** The tasks that it hit at once. */
	readonly taskIds: readonly string[];
	/** How many tasks it still hits; absent where that has no end. */
	readonly remaining?: number;
}

/** What was ordered, by number. */
export interface DisturbanceBook {
	readonly order: (disturbance: Disturbance) => DisturbanceState;
	/** Those that are in force. */
	readonly list: () => readonly DisturbanceState[];
	/** False when there is no such disturbance. */
	readonly takeBack: (id: string) => boolean;
}

/** @param disturb puts a disturbance into force. */
export function createDisturbanceBook(disturb: (disturbance: Disturbance) => Disturbed): DisturbanceBook {
	const orders = new Map<string, { readonly disturbance: Disturbance; readonly disturbed: Disturbed }>();
	let number = 0;
	const stateOf = (id: string, disturbance: Disturbance, { taskIds, remaining }: Disturbed): DisturbanceState => {
		const left = remaining();
		return { id, disturbance, taskIds, ...(Number.isFinite(left) ? { remaining: left } : {}) };
	};
	return {
		order: (disturbance) => {
			number += 1;
			const id = String(number);
			const disturbed = disturb(disturbance);
			if (disturbed.remaining() > 0) orders.set(id, { disturbance, disturbed });
			return stateOf(id, disturbance, disturbed);
		},
		list: () => {
			for (const [id, { disturbed }] of orders) if (disturbed.remaining() < 1) orders.delete(id);
			return Array.from(orders, ([id, { disturbance, disturbed }]) => stateOf(id, disturbance, disturbed));
		},
		takeBack: (id) => {
			orders.get(id)?.disturbed.takeBack();
			return orders.delete(id);
		},
	};
}
