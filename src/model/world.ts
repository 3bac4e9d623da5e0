/**
 * What is known of AWS: the last observation of each resource and when it was made. Ids and ARNs may come from any age;
 * drift, absence and ownership for deletion only from the pass that uses them.
 */
import type { Identity } from "./identity.ts";
import type { Reason } from "./reason.ts";

/** How AWS names a resource. `id` is what short references use: a Cloud Map id, a cluster name, `family:revision`. */
export interface Handle {
	readonly arn: string;
	readonly id: string;
}

/** Argo CD's words for it. */
export type HealthStatus = "Healthy" | "Progressing" | "Degraded" | "Suspended" | "Missing" | "Unknown";

/** Whether a resource does its work. */
export interface Health {
	readonly status: HealthStatus;
	/** Present where the status is not plainly `Healthy`. */
	readonly reason?: Reason;
}

/** How the last replacement of what runs is getting on; what was undone has failed. */
export type Rollout = "in progress" | "failed" | "done";

/** A resource as AWS shows it, in the normal form of its kind's spec. */
export interface Observed<Spec extends object = object, Facts extends object = object> {
	readonly handle: Handle;
	/** Normal form: members that AWS adds or reorders on its own are filled in or sorted as in a manifest. */
	readonly spec: Partial<Spec>;
	/** All tags, our own included. Undefined while they have not been read yet (Cloud Map's cost a call each). */
	readonly tags: Readonly<Record<string, string>> | undefined;
	/** The pass that read the tags. */
	readonly tagsPass: number;
	/** Why nothing can be done with it now: it is being deleted, or an operation is in progress. */
	readonly busy?: Reason;
	/** Whatever else the kind needs to plan or to judge health. */
	readonly facts: Facts;
}

/** The result of looking at one resource once. */
export type Sight<Spec extends object = object, Facts extends object = object> =
	| { readonly status: "present"; readonly observed: Observed<Spec, Facts> }
	/** Proved: the list that would show it was read to its end. `busy` says why creating it must wait all the same. */
	| { readonly status: "absent"; readonly busy?: Reason }
	/** The look failed or was partial; never to be read as absent. */
	| { readonly status: "unknown"; readonly reason: Reason };

/** A sight, and when it was seen. */
export interface Observation<Spec extends object = object, Facts extends object = object> {
	readonly identity: Identity;
	readonly sight: Sight<Spec, Facts>;
	/** When it was seen, to tell how long ago that is. */
	readonly atMs: number;
	/** The same by the machine's clock, to be compared with times of AWS and of people. */
	readonly wallMs: number;
	readonly pass: number;
	/** What was last known to exist, kept through failed looks, for its handle only. */
	readonly lastHandle?: Handle;
	/** What a call of ours has made, by AWS's id or ARN, while no observation has shown it. */
	readonly made?: string;
}

/** The last sight of each resource that was ever looked at. */
export interface World {
	readonly get: (identity: Identity) => Observation | undefined;
	readonly all: () => Iterable<Observation>;
	/** Another number whenever something in it has changed. */
	readonly version: () => number;
}
