/** What a pass is made from, and what it gives. */
import type { Aws } from "../aws/client.ts";
import type { Mismatches } from "../model/discovery.ts";
import type { Hold } from "../model/hold.ts";
import type { Identity } from "../model/identity.ts";
import type { Item, Plan } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { AccountWatch } from "./account-watch.ts";
import type { SentCall } from "./execute.ts";
import type { ObserveInput } from "./observe.ts";
import type { FailedOperation } from "./operations.ts";
import type { Preflight } from "./preflight.ts";
import type { Settling } from "./settling.ts";

/** What a pass is made from. What was seen and what is under way outlives it; the loop keeps that. */
export interface PassInput extends ObserveInput {
	readonly aws: Aws;
	/** How often creating each resource came to nothing, for request ids; counted up here. */
	readonly attempts: Map<Identity, number>;
	/** Also list everything, so that orphans are found. */
	readonly sweep: boolean;
	/** Resources whose last manifest kept evenkeel's hands off them. */
	readonly retained: ReadonlySet<Identity>;
	/** What tasks, instances and records disagree in, as it is known when the pass begins. */
	readonly mismatches?: Mismatches;
	/** What is known of what calls need, and who looks it up; absent where nobody does. */
	readonly preflight?: Preflight;
	/** What the folder has said only lately; absent where a plan is only shown. */
	readonly settling?: Settling;
	/** What keeps all calls back at that time, milliseconds since the epoch by the machine's clock. */
	readonly holdAt: (wallMs: number) => Hold | undefined;
	/** Why a call is not sent now, though it is wanted: its like was taken a moment ago. */
	readonly holdBack: (item: Item) => Reason | undefined;
	/** Whether what was read and what will be written is the right account's. */
	readonly account: Pick<AccountWatch, "doubt" | "era">;
	/** Ends what is looked up before calls. */
	readonly signal?: AbortSignal | undefined;
}

/** A pass that counts for nothing, and why: another account may have answered, or the end came before its first call. */
export interface Doubted {
	readonly doubt: Reason;
}

/** What a pass has seen, and what follows from it. */
export interface Looked {
	/** What was observed: what was due, and what that needs. */
	readonly due: ReadonlySet<Identity>;
	readonly plan: Plan;
	/** Operations that ended badly since the last pass. */
	readonly failed: readonly FailedOperation[];
}

/** What a pass has seen, and the calls that it sent. */
export interface PassResult extends Looked {
	readonly sent: readonly SentCall[];
}
