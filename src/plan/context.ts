/**
 * What planning works on: the input of a pass's plan, and how to find manifests and kinds by identity.
 */
import type { Mismatches } from "../model/discovery.ts";
import type { Hold } from "../model/hold.ts";
import type { Identity } from "../model/identity.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired, Resource } from "../model/manifest.ts";
import type { Findings } from "../model/prerequisite.ts";
import type { Reason } from "../model/reason.ts";
import type { World } from "../model/world.ts";

/** Until when what a folder outside of Git says of each resource has to stay the same before anything is deleted for it. */
export interface Unsettled {
	/** Milliseconds since the epoch, of resources whose manifests have changed lately. */
	readonly untilMs: ReadonlyMap<Identity, number>;
	/** For all others: what the environment says of deletions has changed then, or was first read. */
	readonly othersUntilMs: number;
	/** Whether the folder was read often enough since it last changed. */
	readonly isReadAgain: boolean;
	/** How long that is. */
	readonly ageMs: number;
}

/** All that a plan follows from; nothing else has a say. */
export interface PlanInput {
	readonly kinds: Kinds;
	readonly desired: Desired;
	readonly world: World;
	/** The present pass; only observations that it made count for drift, absence and deletion. */
	readonly pass: number;
	/** What was to be looked at in this pass; the plan is about these and the orphans among them. */
	readonly due: ReadonlySet<Identity>;
	/** Why the last full resync was incomplete; then nothing is deleted. */
	readonly incomplete?: Reason;
	/** When everything was last listed, milliseconds since the epoch. */
	readonly listedAtMs?: number;
	/** Resources whose last manifest kept evenkeel's hands off them, or said that they stay. */
	readonly retained: ReadonlySet<Identity>;
	/** How many asynchronous operations for a resource have failed. */
	readonly attempts: ReadonlyMap<Identity, number>;
	/** What keeps all calls back, whatever differs. */
	readonly hold?: Hold;
	/** What tasks, instances and records disagree in, as far as it has lasted; absent where nobody looks for it. */
	readonly mismatches?: Mismatches;
	/** What the folder has said only lately; absent where a plan is only shown. */
	readonly unsettled?: Unsettled;
	/** What is known by now of what calls need; absent where nothing is looked up. */
	readonly findings?: Findings;
}

/** What planning one resource may look at. */
export interface PlanContext {
	readonly input: PlanInput;
	readonly declared: ReadonlyMap<Identity, Resource>;
	/** What could not be observed of everything that exists. */
	readonly unobserved: Reason | undefined;
}
