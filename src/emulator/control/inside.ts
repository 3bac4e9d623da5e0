/** What the control API reaches of an emulator. */
import type { Account } from "../account.ts";

/** An emulator as the control API sees it. */
export interface Inside {
	/** Twelve digits. */
	readonly account: string;
	readonly region: string;
	/** Milliseconds since the epoch, on the emulator's clock. */
	readonly now: () => number;
	/** Lets time go by; undefined where the clock cannot be moved. */
	readonly advance: ((byMs: number) => Promise<void>) | undefined;
	/** Begins anew with an empty account. */
	readonly reset: () => void;
	/** The account as it is now; after a reset it is another one. */
	readonly current: () => Account;
}
