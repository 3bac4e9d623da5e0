/** Defines the part of an emulator that the control API uses. */
import type { Account } from "../account.ts";

/** The emulator, as the control API sees it. */
export interface Inside {
	/** Twelve digits. */
	readonly account: string;
	readonly region: string;
	/** Milliseconds since the epoch on the emulator's clock. */
	readonly now: () => number;
	/** Advances the clock; undefined if the clock cannot be advanced manually. */
	readonly advance: ((byMs: number) => Promise<void>) | undefined;
	/** Replaces the account with an empty one. */
	readonly reset: () => void;
	/** The current account; a reset replaces it. */
	readonly current: () => Account;
}
