/** The input and the result of a kind's `observe`. */
import type { Read } from "../aws/reads.ts";
import type { Identity } from "./identity.ts";
import type { ImageStates } from "./images.ts";
import type { Resource } from "./manifest.ts";
import type { Observation, ObservationRecord, ObservedState } from "./observed-state.ts";
import type { Reason } from "./reason.ts";

/** One resource to observe. */
export interface Due<Spec extends object, Facts extends object> {
	readonly identity: Identity;
	/** Its manifest; undefined for an orphan. */
	readonly resource: Resource<Spec> | undefined;
	readonly last: ObservationRecord<Spec, Facts> | undefined;
}

/** Whether tags make a resource owned, as the engine determines. */
export type IsOurs = (identity: Identity, tags: Readonly<Record<string, string>>) => boolean;

/** What to observe, and the means to do so. */
export interface ObserveRequest<Spec extends object, Facts extends object> {
	readonly due: readonly Due<Spec, Facts>[];
	/** Also list all resources of this kind, to find orphans. */
	readonly fullResync: boolean;
	/** Reports that a list which finds orphans is incomplete; nothing is deleted then. */
	readonly onIncomplete: (reason: Reason) => void;
	/** Called with warnings about this AWS, possibly in each reconcile. */
	readonly onWarning: (warning: Reason) => void;
	/** Whether everything is listed in this reconcile, or was recently. Unused resources are searched only then. */
	readonly allListed: boolean;
	/** Whether tags read in this reconcile make a resource owned. */
	readonly isOurs: IsOurs;
	/** Identities whose tags must be read again, regardless of caches. */
	readonly freshTags: ReadonlySet<Identity>;
	/** All declared resources, by identity. */
	readonly declared: ReadonlyMap<Identity, Resource>;
	/** Answers of image registries about running images; absent if image checks are disabled. */
	readonly images?: ImageStates;
	/** Earlier observations of all kinds. Due resources of kinds that come first were observed in this reconcile. */
	readonly observedState: ObservedState;
	readonly read: Read;
	readonly reconcileId: number;
}

/**
 * The observations, including orphans and resources of other owners in a full resync. A due resource without one counts
 * as unknown.
 */
export type Observations<Spec extends object, Facts extends object> = ReadonlyMap<Identity, Observation<Spec, Facts>>;
