/** The changes that a kind turns into the next AWS call. */
import type { Mismatch } from "./discovery.ts";
import type { Identity } from "./identity.ts";
import type { Policy, Resource } from "./manifest.ts";
import type { IsOurs } from "./observing.ts";
import type { Drift } from "./plan.ts";
import type { Reason } from "./reason.ts";
import type { Observed, World } from "./world.ts";

interface ChangeBase {
	readonly identity: Identity;
	readonly policy: Policy;
	readonly owner: string;
	/** Counts the attempts whose asynchronous operation failed, for deterministic request ids that still differ. */
	readonly attempt: number;
}

/** A change that is wanted and allowed; the kind says which call moves it forward. */
export type Change<Spec extends object, Facts extends object> =
	| (ChangeBase & {
			readonly verb: "create";
			/** References are handles by now. */
			readonly desired: Spec;
			/** All tags to be born with, ownership included. */
			readonly tags: Readonly<Record<string, string>>;
	  })
	| (ChangeBase & {
			readonly verb: "update";
			readonly desired: Spec;
			readonly observed: Observed<Spec, Facts>;
			/** Top-level spec fields that differ and that a call can change. */
			readonly fields: readonly (keyof Spec & string)[];
			readonly drift: readonly Drift[];
			/** All tags it should have; used by kinds whose update makes a new AWS object. */
			readonly tags: Readonly<Record<string, string>>;
	  })
	| (ChangeBase & {
			readonly verb: "delete";
			readonly observed: Observed<Spec, Facts>;
			/** Why it is deleted. */
			readonly because: Reason;
	  });

/** A manifest, and what it stands among. */
export interface Surroundings<Spec extends object> {
	readonly resource: Resource<Spec>;
	readonly world: World;
	/** All declared resources, by identity. */
	readonly declared: ReadonlyMap<Identity, Resource>;
}

/** What a kind may want beyond what its spec says: a forced deployment, a renewal. Asked only when nothing drifts. */
export interface FollowUpInput<Spec extends object, Facts extends object> extends Surroundings<Spec> {
	/** The spec with references as handles. */
	readonly desired: Spec;
	readonly observed: Observed<Spec, Facts>;
	/** What has lasted of tasks, instances and records that disagree, where this resource is their registry or service. */
	readonly mismatches: readonly Mismatch[];
	readonly isOurs: IsOurs;
	/** Whether all there is was seen a moment ago, and no manifest is rejected: what nothing seems to use may go only then. */
	readonly allSeen: boolean;
}
