/**
 * The desired state: the validated content of the synced folder, as plain data in normal form. `manifest/` creates it,
 * `plan/` reads it.
 */
import { oncePer } from "../lib/once-per.ts";
import type { Identity } from "./identity.ts";
import type { PreflightTopic } from "./prerequisite.ts";
import type { Place } from "./problem.ts";
import type { Reason } from "./reason.ts";

/** evenkeel's own settings for a resource, with defaults filled in; never sent to AWS. */
export interface Policy {
	/** `observe`: observe and report, never write. */
	readonly mode: "manage" | "observe";
	/** Adopt an existing resource that has no owner. */
	readonly adopt: boolean;
	/** Take no action on this resource while this is set. */
	readonly suspend: boolean;
	/** Service Connect names that this service calls; they determine creation order and renewal. */
	readonly uses: readonly string[];
	/** What to do if a used endpoint is newer than the client's deployment. */
	readonly onNewEndpoint: "report" | "redeploy";
	/** Any text; a new value forces exactly one new deployment. */
	readonly redeploy?: string;
	/** Whether a new digest under the tag of a running image forces a deployment. */
	readonly followDigest: boolean;
	/** Values for creation only; afterwards another owner, such as autoscaling, controls the field. */
	readonly initial?: { readonly desiredCount: number };
	/** Bounds for a desired count that the manifest omits, regardless of what changes the count. */
	readonly bounds?: { readonly min: number; readonly max: number };
	/** Top-level spec fields that AWS cannot change and for which the resource may be deleted and recreated. */
	readonly replace: readonly string[];
	/** How long a rollout may make no progress before the resource is Degraded, in milliseconds. */
	readonly progressDeadlineMs: number;
	/**
	 * Parts of the spec that another owner controls and that are never compared, as JSON pointers such as
	 * `/desiredCount`.
	 */
	readonly ignore: readonly string[];
	/** Containers of a task definition whose images another tool deploys; `*` stands for every container. */
	readonly liveImages: readonly string[];
	/** Number of owned revisions to keep: the newest ones and those in use; absent to keep all. */
	readonly keepRevisions?: number;
	/** What happens to the resource after its manifest is removed. Mirrored in a tag, which decides. */
	readonly onDelete: "delete" | "retain";
	/** Interval between observations in sync, in milliseconds; defaults to the controller's interval. */
	readonly intervalMs?: number;
}

/** One manifest, ready to plan. */
export interface Resource<Spec extends object = object> {
	readonly identity: Identity;
	readonly kind: string;
	/** `metadata.name`, by which other manifests refer to it. */
	readonly name: string;
	/** In the kind's normal form; a reference to another manifest is that manifest's identity. */
	readonly spec: Spec;
	/** AWS tags, managed per key; null requires the key to be absent. */
	readonly tags: Readonly<Record<string, string | null>>;
	readonly policy: Policy;
	readonly place: Place;
	/** Why this resource cannot be planned while another manifest is invalid. */
	readonly blocked?: Reason;
}

/** The account, Region and owner of the manifests, and the rules for deletions. */
export interface Environment {
	readonly name: string;
	/** The id of this installation, written into tags. */
	readonly owner: string;
	/** Twelve digits; verified against AWS before the first plan. */
	readonly account?: string;
	readonly region?: string;
	/**
	 * `off`: orphans are only reported. `listed`: orphans in `deletions` are deleted. `automatic`: all are deleted,
	 * within a limit.
	 */
	readonly prune: "off" | "listed" | "automatic";
	readonly deletions: readonly Identity[];
	readonly rollouts: RolloutLimits;
	readonly windows: readonly SyncWindow[];
	/** What is looked up before an action that names it. */
	readonly preflight: readonly PreflightTopic[];
}

/** A recurring time in which writes are allowed or denied. */
export interface SyncWindow {
	readonly kind: "allow" | "deny";
	/** When it opens: a cron expression with five fields. */
	readonly schedule: string;
	/** The IANA time zone of the schedule. */
	readonly timeZone: string;
	readonly durationMs: number;
	/** Shown while the window pauses writes. */
	readonly reason?: string;
}

/** Why a window is invalid: an unknown time zone, a malformed schedule, or a schedule that never occurs. */
export type WindowFault = "time zone" | "schedule" | "never";

/** How fast a change may spread over running services; an absent limit does not apply. */
export interface RolloutLimits {
	/** Maximum number of rollouts in progress. */
	readonly maxConcurrent?: number;
	/** Number of failed rollouts after which no further one starts. */
	readonly stopAfterFailures?: number;
}

/** How reliable the content of the folder is, which decides whether missing manifests mean deletions. */
export type Provenance =
	/** A Git commit: every file matches it. */
	| { readonly is: "committed" }
	/** No commit: a plain folder or files ignored by Git, which may be half written. */
	| { readonly is: "unversioned" }
	/** Files differ from the checked out commit, or cannot be compared with it. */
	| { readonly is: "uncommitted"; readonly reason: Reason };

/** The complete desired state, from one snapshot of the folder. */
export interface Desired {
	readonly environment: Environment;
	/** Sorted by identity, without duplicates. */
	readonly resources: readonly Resource[];
	/** Values from a secret source, such as a sensitive Terraform output. */
	readonly secrets?: readonly string[];
	/**
	 * Whether every document of the snapshot is valid. If not, nothing is pruned, since a seemingly removed resource
	 * may only be misspelled.
	 */
	readonly complete: boolean;
	/** Whether missing manifests were removed on purpose; deletions depend on it, updates do not. */
	readonly provenance: Provenance;
	/** The commit of the snapshot if known, with `-dirty` if files differ from it; else a digest of the content. */
	readonly revision: string;
}

/** The resources of a snapshot by identity, memoized by list. */
export const byIdentity = oncePer(
	(resources: readonly Resource[]): ReadonlyMap<Identity, Resource> =>
		new Map(resources.map((resource) => [resource.identity, resource])),
);
