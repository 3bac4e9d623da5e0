/**
 * Desired state: what the synced folder says, read and validated as one snapshot. Everything here is plain data in normal
 * form; `manifest/` makes it, `plan/` reads it.
 */
import { oncePer } from "../lib/once-per.ts";
import type { Identity } from "./identity.ts";
import type { PreflightTopic } from "./prerequisite.ts";
import type { Reason } from "./reason.ts";

/** Where in the folder something was written. Lines and columns count from 1; `file` is relative to the root. */
export interface Place {
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

/** Something wrong with a manifest. An error rejects its document's file; a warning is only said. */
export interface Problem {
	readonly place: Place;
	/** Fixed, kebab-case, documented: what a search engine or a script can look for. */
	readonly code: string;
	/** What is wrong and what to write instead. Never holds a value that may be secret. */
	readonly sentence: string;
	readonly severity: "error" | "warning";
}

/** What the operator may say about how a resource is treated; ours, never sent to AWS. Defaults are filled in. */
export interface Policy {
	/** `observe`: look and report, never write. */
	readonly mode: "manage" | "observe";
	/** Take over a resource that exists and carries no owner. */
	readonly adopt: boolean;
	/** No calls for this resource until the word is taken out again. */
	readonly suspend: boolean;
	/** Service Connect names this service calls; creation order and renewal follow them. */
	readonly uses: readonly string[];
	/** What to do when a used endpoint is younger than the client's deployment. */
	readonly onNewEndpoint: "report" | "redeploy";
	/** Any text; a new value forces exactly one new deployment. */
	readonly redeploy?: string;
	/** Whether a new digest under the tag of an image that it runs forces a deployment. */
	readonly followDigest: boolean;
	/** Values for birth only; afterwards the field belongs to somebody else, such as autoscaling. */
	readonly initial?: { readonly desiredCount: number };
	/** A desired count that the manifest omits is kept within these, whoever else changes it. */
	readonly bounds?: { readonly min: number; readonly max: number };
	/** Top-level spec fields that AWS cannot change and for whose sake the resource may be deleted and created anew. */
	readonly replace: readonly string[];
	/** For how long a rollout may make no progress before it is Degraded. */
	readonly progressDeadlineMs: number;
	/** Parts of the spec, as JSON pointers such as `/desiredCount`, that are somebody else's and never compared. */
	readonly ignore: readonly string[];
	/** Containers of a task definition whose images belong to CI; `*` is every container. */
	readonly liveImages: readonly string[];
	/** So many revisions of ours are kept, the newest, and what is in use; all where it is not said. */
	readonly keepRevisions?: number;
	/** What becomes of the resource once its manifest is gone; mirrored in a tag, and the tag decides. */
	readonly onDelete: "delete" | "retain";
	/** How long to wait between two looks when all is well; the controller's own interval when absent. */
	readonly intervalMs?: number;
}

/** One manifest, ready to plan. */
export interface Resource<Spec extends object = object> {
	readonly identity: Identity;
	readonly kind: string;
	/** `metadata.name`, what other manifests refer to it by. */
	readonly name: string;
	/** In the kind's normal form; each reference to another manifest is that manifest's identity. */
	readonly spec: Spec;
	/** AWS tags owned per key; null means that the key must be gone. */
	readonly tags: Readonly<Record<string, string | null>>;
	readonly policy: Policy;
	readonly place: Place;
	/** Why this resource cannot be planned while another manifest is invalid. */
	readonly blocked?: Reason;
}

/** For which account, region and owner the manifests are, and what may be deleted. */
export interface Environment {
	readonly name: string;
	/** The id of this installation, written into tags. */
	readonly owner: string;
	/** Twelve digits; compared with what AWS answers before the first plan. */
	readonly account?: string;
	readonly region?: string;
	/** `off`: orphans are reported. `listed`: those named in `deletions` go. `automatic`: all go, within a budget. */
	readonly prune: "off" | "listed" | "automatic";
	readonly deletions: readonly Identity[];
	readonly rollouts: RolloutLimits;
	readonly windows: readonly SyncWindow[];
	/** What is looked up before a call that names it is sent. */
	readonly preflight: readonly PreflightTopic[];
}

/** A time that comes again and again, in which writing is allowed or denied. */
export interface SyncWindow {
	readonly kind: "allow" | "deny";
	/** When it opens: five parts as in cron. */
	readonly schedule: string;
	/** IANA's name of the zone that the schedule is meant in. */
	readonly timeZone: string;
	readonly durationMs: number;
	/** For whoever finds it closed. */
	readonly reason?: string;
}

/** How fast a change may spread over running services; a limit that is not said does not bind. */
export interface RolloutLimits {
	/** So many rollouts may be in progress at once. */
	readonly maxConcurrent?: number;
	/** Once so many have failed, no other is begun. */
	readonly stopAfterFailures?: number;
}

/** What vouches for the content of the folder, and so for what is missing from it. */
export type Provenance =
	/** A Git commit: every file is as the commit has it. */
	| { readonly is: "committed" }
	/** The folder alone, which may be half written: no checkout, or files that Git ignores. */
	| { readonly is: "unversioned" }
	/** Nothing: files differ from the commit that is checked out, or cannot be compared with it. */
	| { readonly is: "uncommitted"; readonly reason: Reason };

/** The whole of what is wanted, from one snapshot of the folder. */
export interface Desired {
	readonly environment: Environment;
	/** Sorted by identity; no two have the same one. */
	readonly resources: readonly Resource[];
	/** Values that came from something secret, such as a sensitive output of Terraform; none when absent. */
	readonly secrets?: readonly string[];
	/**
	 * Whether every document of the snapshot was accepted. While it is false some resource may look removed though it is
	 * only misspelt, so nothing is pruned.
	 */
	readonly complete: boolean;
	/** Whether what is missing was removed on purpose; deletions depend on it, updates do not. */
	readonly provenance: Provenance;
	/** The commit the snapshot is of, where the folder tells, with `-dirty` if files differ from it; else a digest of its content. */
	readonly revision: string;
}

/** The resources of a snapshot by identity: one map for each list, which never changes. */
export const byIdentity = oncePer(
	(resources: readonly Resource[]): ReadonlyMap<Identity, Resource> =>
		new Map(resources.map((resource) => [resource.identity, resource])),
);
