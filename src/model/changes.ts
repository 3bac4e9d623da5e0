/** The changes for which a kind plans the next AWS call. */
import type { Mismatch } from "./discovery.ts";
import type { Identity } from "./identity.ts";
import type { Policy, Resource } from "./manifest.ts";
import type { IsOurs } from "./observe-request.ts";
import type { Observed, ObservedState } from "./observed-state.ts";
import type { Drift } from "./plan.ts";
import type { Reason } from "./reason.ts";

interface ChangeBase {
	readonly identity: Identity;
	readonly policy: Policy;
	readonly owner: string;
	/**
	 * Number of attempts whose asynchronous operation failed. It makes request ids deterministic, yet different for
	 * each attempt.
	 */
	readonly attempt: number;
}

/** A wanted and permitted change; the kind decides which call comes next. */
export type Change<Spec extends object, Facts extends object> =
	| (ChangeBase & {
			readonly verb: "create";
			/** References are resolved to AWS references. */
			readonly desired: Spec;
			/** All tags of the new resource, ownership included. */
			readonly tags: Readonly<Record<string, string>>;
	  })
	| (ChangeBase & {
			readonly verb: "update";
			readonly desired: Spec;
			readonly observed: Observed<Spec, Facts>;
			/** Top-level spec fields that differ and that a call can change. */
			readonly fields: readonly (keyof Spec & string)[];
			readonly drift: readonly Drift[];
			/** All desired tags, for kinds whose update creates a new AWS object. */
			readonly tags: Readonly<Record<string, string>>;
	  })
	| (ChangeBase & {
			readonly verb: "delete";
			readonly observed: Observed<Spec, Facts>;
			/** Why it is deleted. */
			readonly because: Reason;
	  });

/** A manifest, and the state around it. */
export interface ResourceContext<Spec extends object> {
	readonly resource: Resource<Spec>;
	readonly observedState: ObservedState;
	/** All declared resources, by identity. */
	readonly declared: ReadonlyMap<Identity, Resource>;
}

/** The input for steps beyond the spec, such as a forced deployment or a renewal. Requested only when there is no drift. */
export interface FollowUpInput<Spec extends object, Facts extends object> extends ResourceContext<Spec> {
	/** The spec with references resolved to AWS references. */
	readonly desired: Spec;
	readonly observed: Observed<Spec, Facts>;
	/** Persistent discovery mismatches of this resource, as registry or as service. */
	readonly mismatches: readonly Mismatch[];
	readonly isOurs: IsOurs;
	/** Whether everything was observed recently and no manifest is invalid. Only then may unused resources be deleted. */
	readonly everythingObserved: boolean;
}
