/** What a task asks of a container instance, and what it gets. */
import type { PlacementConstraint, PlacementStrategy } from "@aws-sdk/client-ecs";
import type { PortBinding, RevisionRecord } from "../record-parts.ts";
import type { ClusterRecord, InstanceRecord } from "../records.ts";

/** What a task asks of its place. */
export interface PlaceRequest {
	readonly cluster: ClusterRecord;
	readonly definition: RevisionRecord;
	readonly constraints: readonly PlacementConstraint[];
	readonly strategy: readonly PlacementStrategy[];
	/** Tasks of one group are kept apart by `distinctInstance` and spread by default. */
	readonly group: string;
	/** Only instances of this capacity provider, where a strategy has chosen one. */
	readonly capacityProvider?: string | undefined;
}

/** An instance, and the host ports that the task gets there. */
export interface Place {
	readonly instance: InstanceRecord;
	readonly ports: readonly PortBinding[];
}

/** Why there is no place, as RunTask's failure reason and as the sentence in a service's event. */
export interface PlaceFailure {
	readonly instance: InstanceRecord | undefined;
	readonly reason: string;
	readonly sentence: string;
}
