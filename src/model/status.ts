/**
 * What the operator is shown about each resource: made from plans and outcomes alone, read by metrics, log, status server
 * and page.
 */
import type { AwsFailureKind } from "../aws/failure.ts";
import type { Mismatch } from "./discovery.ts";
import type { Hold } from "./hold.ts";
import type { Identity } from "./identity.ts";
import type { Place, Problem } from "./manifest.ts";
import type { Action, Drift, Outcome, WaitTarget } from "./plan.ts";
import type { Reason, ReasonCode } from "./reason.ts";
import type { Health, HealthStatus, Rollout } from "./world.ts";

/** Why AWS did not do what a call asked. */
export type FailureKind = AwsFailureKind;

/** Whether a resource is as its manifest says, in Argo CD's words; `Unknown` when it was not seen. */
export type SyncStatus = "Synced" | "OutOfSync" | "Unknown";

/** As Kubernetes writes the answer of a condition. */
export type ConditionStatus = "True" | "False" | "Unknown";

/** Reasons of conditions that need no parameters. */
export type ConditionReason = "InSync" | "Differs" | "Settled" | "NotStalled" | HealthStatus;

/** As in Kubernetes. */
export interface Condition {
	readonly type: "Ready" | "Synced" | "Reconciling" | "Stalled";
	readonly status: ConditionStatus;
	/** One word: the code of `detail` where there is one. */
	readonly reason: ReasonCode | ConditionReason;
	/** What the message is worded from; undefined where the reason says it all. */
	readonly detail?: Reason;
	/** When `status` last became what it is, as an ISO 8601 time. */
	readonly lastTransitionTime: string;
}

/** What people and programs are shown of one resource. */
export interface ResourceStatus {
	readonly identity: Identity;
	readonly sync: SyncStatus;
	/** Undefined while it was never looked at. */
	readonly outcome?: Outcome;
	readonly health: Health;
	/** Undefined when in sync. */
	readonly reason?: Reason;
	/** What has to move before it can, where that is known. */
	readonly waitsFor?: WaitTarget;
	readonly drift: readonly Drift[];
	readonly undeclared: readonly string[];
	readonly orphan: boolean;
	/** Undefined for an orphan. */
	readonly place?: Place;
	/** The last call of ours that AWS took. */
	readonly lastChange?: {
		readonly revision: string;
		readonly action: Action;
		readonly operation: string;
		readonly atMs: number;
	};
	/** The last call of ours that AWS did not take; gone once a later one is taken or nothing is left to do. */
	readonly failure?: {
		readonly kind: FailureKind;
		readonly operation: string;
		/** AWS's own code and message, without secret values. */
		readonly awsCode: string;
		readonly message: string;
		readonly atMs: number;
		/** How often in a row. */
		readonly times: number;
	};
	/** Whether AWS takes a call of ours again and again, and a later look still asks for it. */
	readonly hasNoEffect?: boolean;
	/** What the other members come to, in the form of Kubernetes' conditions. */
	readonly conditions?: readonly Condition[];
	/** How its last rollout is getting on; undefined for what never rolls out. */
	readonly rollout?: Rollout;
	/** What has lasted of tasks, instances and records that disagree; undefined where nothing looks for it. */
	readonly mismatches?: readonly Mismatch[];
	/** When it was last looked at, and when it was first seen to drift; milliseconds since the epoch. */
	readonly lookedAtMs?: number;
	readonly driftSinceMs?: number;
}

/** Whether it does its work, or is kept from it on purpose: nobody need wait for anything. */
export function isWell({ health }: Pick<ResourceStatus, "health">): boolean {
	return health.status === "Healthy" || health.status === "Suspended";
}

/** Whether AWS is as the manifest says, as last observed. */
export function isInSync({ sync }: Pick<ResourceStatus, "sync">): boolean {
	return sync === "Synced";
}

/**
 * Whether nothing is left to wait for: it is in sync and, where `healthy` asks for it, well. An orphan is settled where the environment
 * keeps it, or the folder until it is committed or mended; until then it is to be deleted.
 */
export function isSettled(resource: ResourceStatus, { healthy }: { readonly healthy: boolean }): boolean {
	if (resource.orphan) return resource.outcome === "refusal" || resource.waitsFor === "manifest";
	return isInSync(resource) && (!healthy || isWell(resource));
}

/** Everything the status page, `/api/v1/status` and `evenkeel status` show. */
export interface Status {
	readonly environment?: string;
	readonly owner?: string;
	/** The revision the plan is made from, and when it was read. */
	readonly revision?: string;
	readonly revisionAtMs?: number;
	/** The revision that the folder is at, where it is another: its manifests were rejected or it is held, and the last good ones stay in force. */
	readonly rejectedRevision?: string;
	/** Whether a revision is taken only if it descends from the one in force, and since which one; known where a folder is followed. */
	readonly ancestry?: { readonly checked: boolean; readonly since?: string };
	/** The account and region that AWS answered with. */
	readonly account?: string;
	readonly region?: string;
	/** Why nothing is written at all, though it is planned. */
	readonly hold?: Hold;
	/** Why nothing is planned at all: another account answers, or AWS does not. */
	readonly stopped?: Reason;
	readonly problems: readonly Problem[];
	/** Sorted by identity. */
	readonly resources: readonly ResourceStatus[];
	readonly passes: number;
	/** The end of the last pass in which everything that was due was seen, and the revision that it planned. */
	readonly lastSuccessMs?: number;
	readonly lastSuccessRevision?: string;
}
