/** What a kind is asked to observe, and what it answers. */
import type { Read } from "../aws/reads.ts";
import type { Identity } from "./identity.ts";
import type { ImagesNews } from "./images.ts";
import type { Resource } from "./manifest.ts";
import type { Reason } from "./reason.ts";
import type { Observation, Sight, World } from "./world.ts";

/** One resource to look at. */
export interface Due<Spec extends object, Facts extends object> {
	readonly identity: Identity;
	/** Its manifest, or undefined for an orphan. */
	readonly resource: Resource<Spec> | undefined;
	readonly last: Observation<Spec, Facts> | undefined;
}

/** Whose a resource is, as the engine judges it from tags. */
export type IsOurs = (identity: Identity, tags: Readonly<Record<string, string>>) => boolean;

/** What to look at, and what may be used to do so. */
export interface Look<Spec extends object, Facts extends object> {
	readonly due: readonly Due<Spec, Facts>[];
	/** Also list all there is of this kind, so that orphans are found. */
	readonly sweep: boolean;
	/** To be told when a list that finds orphans could not be read to its end: nothing is deleted then. */
	readonly onIncomplete: (reason: Reason) => void;
	/** Called with what operators should know of this AWS, perhaps in each reconcile. */
	readonly onWarning: (warning: Reason) => void;
	/** Whether all there is is listed in this pass, or was a moment ago: what nothing uses any more is looked for only then. */
	readonly allListed: boolean;
	/** Whether tags, as they were read in this pass, make a resource ours. */
	readonly isOurs: IsOurs;
	/** Identities whose tags must be read anew, whatever is cached. */
	readonly freshTags: ReadonlySet<Identity>;
	/** All declared resources, by identity. */
	readonly declared: ReadonlyMap<Identity, Resource>;
	/** What registries say of the images that services run; absent where none is asked. */
	readonly images?: ImagesNews;
	/** Earlier sights of this and the other kinds; kinds that come before this one are of this pass where due. */
	readonly world: World;
	readonly read: Read;
	readonly pass: number;
}

/** What was seen, orphans and foreign resources of a sweep included. A due resource that is missing counts as unknown. */
export type Sights<Spec extends object, Facts extends object> = ReadonlyMap<Identity, Sight<Spec, Facts>>;
