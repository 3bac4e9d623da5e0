/** What is known of a family beyond the revision that stands for it. */
import type { Revision } from "./revision.ts";

export interface TaskDefinitionFacts {
	/** Active revisions: the newest ten, newest first, and those that services run on. */
	readonly revisions: readonly Revision[];
	/** Where CI owns images, or somebody else other parts. */
	readonly live?: LiveFacts;
	/** Where the manifest says how many revisions are kept. */
	readonly retention?: RetentionFacts;
}

/** The tags of a revision, and the pass that read them. */
export interface SeenTags {
	readonly tags: Readonly<Record<string, string>>;
	readonly pass: number;
}

export interface RetentionFacts {
	/** The ARNs of all active revisions, newest first, as they were last listed. */
	readonly active: readonly string[];
	/** Of those that were read, by ARN. */
	readonly seen: ReadonlyMap<string, SeenTags>;
	/** The ARNs that tasks run; undefined where this look has not asked for them. */
	readonly ofTasks?: readonly string[];
}

export interface LiveFacts {
	/**
	 * The revision from which a new one takes what is somebody else's: the newest that declared services run on; where none runs, the newest that is
	 * as declared, or the newest there is.
	 */
	readonly source: Revision | undefined;
	/** The ARNs that the declared services were seen to run on in this look, sorted. */
	readonly running: readonly string[];
}
