/** Defines a task's placement request and its result. */
import type { PlacementConstraint, PlacementStrategy } from "@aws-sdk/client-ecs";
import type { PortBinding, RevisionRecord } from "../record-parts.ts";
import type { ClusterRecord, InstanceRecord } from "../records.ts";

/** A placement request. */
export interface PlaceRequest {
	readonly cluster: ClusterRecord;
	readonly definition: RevisionRecord;
	readonly constraints: readonly PlacementConstraint[];
	readonly strategy: readonly PlacementStrategy[];
	/** `distinctInstance` separates tasks of one group, and the default strategy spreads them. */
	readonly group: string;
	/** Only instances of this capacity provider, if a strategy selected one. */
	readonly capacityProvider?: string | undefined;
}

/** An instance and the task's host ports on it. */
export interface Place {
	readonly instance: InstanceRecord;
	readonly ports: readonly PortBinding[];
}

/** The reason for a failed placement, as RunTask's failure reason and as the text of a service event. */
export interface PlaceFailure {
	readonly instance: InstanceRecord | undefined;
	readonly reason: string;
	readonly sentence: string;
}
