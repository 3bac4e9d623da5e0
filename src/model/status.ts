/**
 * The status of resources and of the controller, derived from plans and outcomes alone; read by metrics, log, status
 * server and page.
 */
import type { AwsFailureKind } from "../aws/failure.ts";
import type { Mismatch } from "./discovery.ts";
import type { Identity } from "./identity.ts";
import type { Health, HealthStatus, Rollout } from "./observed-state.ts";
import type { Pause } from "./pause.ts";
import type { Action, Drift, Outcome, WaitTarget } from "./plan.ts";
import type { Place, Problem } from "./problem.ts";
import type { Reason, ReasonCode } from "./reason.ts";

/** Why AWS did not carry out a call. */
export type FailureKind = AwsFailureKind;

/** Whether a resource matches its manifest, in Argo CD's terms; `Unknown` if it was not observed. */
export type SyncStatus = "Synced" | "OutOfSync" | "Unknown";

/** As in a Kubernetes condition. */
export type ConditionStatus = "True" | "False" | "Unknown";

/** Reasons of conditions that need no parameters. */
export type ConditionReason = "InSync" | "Differs" | "Settled" | "NotStalled" | HealthStatus;

/** A condition as in Kubernetes. */
export interface Condition {
	readonly type: "Ready" | "Synced" | "Reconciling" | "Stalled";
	readonly status: ConditionStatus;
	/** The code of `detail`, if there is one. */
	readonly reason: ReasonCode | ConditionReason;
	/** The source of the message; undefined if `reason` is sufficient. */
	readonly detail?: Reason;
	/** When `status` last changed, as an ISO 8601 time. */
	readonly lastTransitionTime: string;
}

/** The status of one resource. */
export interface ResourceStatus {
	readonly identity: Identity;
	readonly sync: SyncStatus;
	/** Undefined until it is first observed. */
	readonly outcome?: Outcome;
	readonly health: Health;
	/** Undefined when in sync. */
	readonly reason?: Reason;
	/** What must proceed first, if known. */
	readonly waitsFor?: WaitTarget;
	readonly drift: readonly Drift[];
	readonly unmanaged: readonly string[];
	readonly orphan: boolean;
	/** Undefined for an orphan. */
	readonly place?: Place;
	/** The last call that AWS accepted. */
	readonly lastChange?: {
		readonly revision: string;
		readonly action: Action;
		readonly operation: string;
		readonly atMs: number;
	};
	/** The last call that AWS rejected; cleared when a later one is accepted or the resource is in sync. */
	readonly failure?: {
		readonly kind: FailureKind;
		readonly operation: string;
		/** AWS's own code and message, without secret values. */
		readonly awsCode: string;
		readonly message: string;
		readonly atMs: number;
		/** Consecutive failures. */
		readonly times: number;
	};
	/** Whether AWS accepts the same call repeatedly and later observations still require it. */
	readonly hasNoEffect?: boolean;
	/** A summary of the other members, as Kubernetes conditions. */
	readonly conditions?: readonly Condition[];
	/** The state of its last rollout; undefined for kinds without rollouts. */
	readonly rollout?: Rollout;
	/** Persistent discovery mismatches; undefined if not checked. */
	readonly mismatches?: readonly Mismatch[];
	/** When it was last observed, and when drift was first observed; milliseconds since the epoch. */
	readonly observedAtMs?: number;
	readonly driftSinceMs?: number;
}

/** Whether the resource works or is suspended on purpose, so that nothing needs to wait for it. */
export function isWell({ health }: Pick<ResourceStatus, "health">): boolean {
	return health.status === "Healthy" || health.status === "Suspended";
}

/** Whether AWS matched the manifest when last observed. */
export function isInSync({ sync }: Pick<ResourceStatus, "sync">): boolean {
	return sync === "Synced";
}

/**
 * Whether nothing is left to wait for: the resource is in sync and, with `healthy`, also healthy. An orphan is settled
 * if the environment keeps it, or while the folder is uncommitted or invalid; otherwise it will be deleted.
 */
export function isSettled(resource: ResourceStatus, { healthy }: { readonly healthy: boolean }): boolean {
	if (resource.orphan) return resource.outcome === "blocked" || resource.waitsFor === "manifest";
	return isInSync(resource) && (!healthy || isWell(resource));
}

/** The content of the status page, `/api/v1/status` and `evenkeel status`. */
export interface Status {
	readonly environment?: string;
	readonly owner?: string;
	/** The revision of the current plan, and when it was read. */
	readonly revision?: string;
	readonly revisionAtMs?: number;
	/**
	 * The revision of the folder, if it is not in force: its manifests are invalid, or the commit is rejected. The last
	 * valid revision stays in force.
	 */
	readonly rejectedRevision?: string;
	/** Whether a revision must descend from the one in force, and since which one; absent unless a folder is followed. */
	readonly ancestry?: { readonly checked: boolean; readonly since?: string };
	/** The account and Region that AWS answers with. */
	readonly account?: string;
	readonly region?: string;
	/** Why writes are paused, although planned. */
	readonly pause?: Pause;
	/** Why nothing is planned: another account answers, or AWS does not answer. */
	readonly stopped?: Reason;
	readonly problems: readonly Problem[];
	/** Sorted by identity. */
	readonly resources: readonly ResourceStatus[];
	readonly reconciles: number;
	/** The end of the last reconcile that observed everything due, and the revision that it planned. */
	readonly lastSuccessMs?: number;
	readonly lastSuccessRevision?: string;
}
