/** Observed state of a family beyond the revision that represents it. */
import type { Revision } from "./revision.ts";

export interface TaskDefinitionFacts {
	/** Active revisions: the newest ten, newest first, and those that services run. */
	readonly revisions: readonly Revision[];
	/** Set where CI owns images, or another owner other parts. */
	readonly live?: LiveFacts;
	/** Set where the manifest sets the number of revisions to keep. */
	readonly retention?: RetentionFacts;
}

/** The tags of a revision, and the reconcile that read them. */
export interface ObservedTags {
	readonly tags: Readonly<Record<string, string>>;
	readonly reconcileId: number;
}

export interface RetentionFacts {
	/** The ARNs of all active revisions, newest first, as last listed. */
	readonly active: readonly string[];
	/** The tags read so far, by revision ARN. */
	readonly seen: ReadonlyMap<string, ObservedTags>;
	/** The ARNs that tasks run; undefined where this observation did not read them. */
	readonly ofTasks?: readonly string[];
}

export interface LiveFacts {
	/**
	 * The revision from which a new one takes the parts with external owners: the newest one that declared services run;
	 * where none runs, the newest that matches the manifest, or the newest of all.
	 */
	readonly source: Revision | undefined;
	/** The ARNs that the declared services ran in this observation, sorted. */
	readonly running: readonly string[];
}
