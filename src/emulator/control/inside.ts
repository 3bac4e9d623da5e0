/** What the control API may reach of the embedded AWS. */
import type { Account, TasksInside } from "../account.ts";
import type { DnsQuestion, DnsReply } from "../dns/answer.ts";
import type { Faults } from "../front/faults.ts";
import type { DisturbanceBook } from "../services/ecs/disturbances/book.ts";

/** What the control API reaches of an emulator. */
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
	/** What DNS says. */
	readonly resolveDns: (question: DnsQuestion) => DnsReply;
	/** Lets the endpoint behind a health check fail or recover; false when there is no such check. */
	readonly tellHealth: Account["tellHealth"];
	/** Everything that is there, at a glance. */
	readonly overview: () => object;
	// These belong to the account as it is now: after a reset there are others.
	readonly tasks: () => TasksInside;
	readonly faults: () => Faults;
	readonly disturbances: () => DisturbanceBook;
}
