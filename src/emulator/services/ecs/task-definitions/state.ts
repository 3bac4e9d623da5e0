/** What the emulated ECS remembers of task definitions: families, and revisions that never change but for their status. */
import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { Tags } from "../state.ts";

/** A family, which outlives all its revisions, so that numbers are never used again. */
export interface FamilyRecord {
	readonly name: string;
	nextRevision: number;
	/** By revision number, ascending; deleted revisions are gone, and their numbers with them. */
	readonly revisions: Map<number, RevisionRecord>;
}

/** One revision of a family. */
export interface RevisionRecord {
	readonly sequence: number;
	readonly arn: string;
	readonly family: string;
	readonly revision: number;
	/** As DescribeTaskDefinition gives it; only its status and its times change. */
	readonly definition: TaskDefinition;
	readonly tags: Tags;
	status: "ACTIVE" | "INACTIVE" | "DELETE_IN_PROGRESS";
	deleteRequestedAtMs: number | undefined;
}
