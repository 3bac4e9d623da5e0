/**
 * The observed state: the last observation of each resource, with its time. Ids and ARNs may come from an observation
 * of any age; drift, absence and ownership for deletion only from the current reconcile.
 */
import type { Identity } from "./identity.ts";
import type { Reason } from "./reason.ts";

/** How AWS names a resource. `id` is what short references use: a Cloud Map id, a cluster name, `family:revision`. */
export interface AwsRef {
	readonly arn: string;
	readonly id: string;
}

/** The health statuses of Argo CD. */
export type HealthStatus = "Healthy" | "Progressing" | "Degraded" | "Suspended" | "Missing" | "Unknown";

/** The health of a resource. */
export interface Health {
	readonly status: HealthStatus;
	/** Present unless the status is simply `Healthy`. */
	readonly reason?: Reason;
}

/** The state of the last rollout; a rolled back one has failed. */
export type Rollout = "in progress" | "failed" | "done";

/** An observed resource, in the normal form of its kind's spec. */
export interface Observed<Spec extends object = object, Facts extends object = object> {
	readonly awsRef: AwsRef;
	/** In normal form: members that AWS adds or reorders are filled in or sorted as in a manifest. */
	readonly spec: Partial<Spec>;
	/** All tags, including evenkeel's own. Undefined until they are read (Cloud Map needs one call for each resource). */
	readonly tags: Readonly<Record<string, string>> | undefined;
	/** The reconcile that read the tags. */
	readonly tagsReconcileId: number;
	/** Why it cannot be changed now: it is being deleted, or an operation is in progress. */
	readonly busy?: Reason;
	/** Further data that the kind needs to plan or to determine health. */
	readonly facts: Facts;
}

/** The result of observing one resource. */
export type Observation<Spec extends object = object, Facts extends object = object> =
	| { readonly status: "present"; readonly observed: Observed<Spec, Facts> }
	/** Proven: the list that would contain it is complete. `busy`: why its creation must still wait. */
	| { readonly status: "absent"; readonly busy?: Reason }
	/** The observation failed or was partial; never treated as absent. */
	| { readonly status: "unknown"; readonly reason: Reason };

/** An observation with its time. */
export interface ObservationRecord<Spec extends object = object, Facts extends object = object> {
	readonly identity: Identity;
	readonly observation: Observation<Spec, Facts>;
	/** Time of the observation, to compute its age. */
	readonly atMs: number;
	/** The same on the wall clock, for comparison with times of AWS and of people. */
	readonly wallMs: number;
	readonly reconcileId: number;
	/** The last known AWS reference, kept through failed observations. */
	readonly lastAwsRef?: AwsRef;
	/** The AWS id or ARN of what a call created, until an observation shows it. */
	readonly createdRef?: string;
}

/** The last observation of every resource. */
export interface ObservedState {
	readonly get: (identity: Identity) => ObservationRecord | undefined;
	readonly all: () => Iterable<ObservationRecord>;
	/** Changes whenever the observed state changes. */
	readonly version: () => number;
}
