/**
 * Reasons as data: a code with parameters that says why a resource waits, is blocked, has an action or is not healthy.
 * Decisions create and compare them; only `report/` words them. A kind adds codes by declaring them in `ReasonParams`.
 */
import { stableJson } from "../lib/json.ts";
import type { Identity } from "./identity.ts";
import type { Problem } from "./problem.ts";

/** The parameters of each code. Values are plain data, so that a reason can be compared, stored and sent. */
export interface ReasonParams {
	// What could not be observed.
	/** A read that AWS did not answer successfully. `awsCode` and `message` are AWS's own. */
	ReadFailed: { readonly operation: string; readonly awsCode: string; readonly message: string };
	/** AWS's answer neither contains the resource nor says that it does not exist. */
	NotInAnswer: NoParams;
	/** AWS's answer names a failure other than MISSING. Both texts are AWS's own; `detail` may be empty. */
	FailureInAnswer: { readonly awsReason: string; readonly detail: string };
	/** A resource required for the lookup of others was never observed. */
	NotObservedYet: { readonly target: Identity };
	/** A list that finds orphans is incomplete. `within`: the resource whose content was listed. */
	ListFailed: { readonly kind: string; readonly within?: Identity; readonly cause: Reason };
	/** A resource found only by a full resync could not be observed. */
	ResourceNotObserved: { readonly target: Identity; readonly cause?: Reason };
	/** The resource could not be observed in this reconcile. */
	ObservationFailed: { readonly cause?: Reason };
	TagsNotRead: NoParams;

	// What it waits for.
	DependencyNotFound: { readonly target: Identity };
	DependencyNotObserved: { readonly target: Identity };
	DependencyOutOfSync: { readonly target: Identity };
	DependencyNotOwned: { readonly target: Identity };
	DependencyNotSteady: { readonly target: Identity };
	/** `targets`: the references that no valid manifest declares. */
	DependencyMayBeInvalid: { readonly targets: readonly string[] };
	/** An asynchronous operation that one of our calls started. */
	OperationInProgress: { readonly operation: string; readonly operationId: string };
	/** The same call was accepted; waiting for it to take effect. */
	EffectNotObserved: { readonly operation: string };
	/** `status` is AWS's own. */
	ChangeInProgress: { readonly status: string };
	DeletionInProgress: { readonly runningTasks?: number };
	/** `referrer` still uses the resource that is to be deleted. */
	InUseBy: { readonly referrer: Identity };
	/** `successor` takes over from the resource that is to be deleted, and is not healthy yet. */
	SuccessorNotHealthy: { readonly successor: Identity };
	RereadBeforeDeletion: NoParams;
	PreflightPending: NoParams;
	/** The prerequisites that do not exist. */
	PrerequisiteMissing: { readonly missing: readonly Reason[] };
	RolloutLimitReached: { readonly maxConcurrent: number };
	/** `failed` is the first of `count` resources whose rollout failed. */
	RolloutsStopped: { readonly failed: Identity; readonly count: number; readonly limit: number };

	// Why an action is blocked.
	ObserveOnly: { readonly exists: boolean };
	SuspendedByManifest: NoParams;
	/** `until`: ISO 8601; absent when the tag's value does not start with a time. */
	SuspendedByTag: { readonly tag: string; readonly until?: string; readonly note?: string };
	/** It has no owner tag. `had`: it has evenkeel's identity tag, so it had an owner once. */
	NotOwned: { readonly identity: Identity; readonly had: boolean };
	OwnedByOther: { readonly cause: Reason };
	/** AWS accepts no tags for it; the tags of `parent` determine its owner. */
	OwnedThroughParent: { readonly parent: Identity };
	OtherOwner: { readonly owner: string; readonly ours: string };
	TagNamesOtherResource: { readonly tag: string };
	UnknownTagFormat: { readonly tag: string };
	/** Fields that AWS cannot change on an existing resource. `remediations`: the advice of the kind. */
	ImmutableFields: { readonly fields: readonly string[]; readonly remediations: readonly Reason[] };
	/** Writes are paused. `operation`: the AWS operation that would be sent; `why`: its own reason. */
	Paused: { readonly pause: Reason; readonly operation: string; readonly why: Reason };
	PausedByObserve: NoParams;
	/** `until`: ISO 8601; `denying`: the open deny window, absent when no allow window is open. */
	PausedByWindow: {
		readonly until?: string;
		readonly denying?: { readonly schedule: string; readonly timeZone: string; readonly note?: string };
	};

	// Orphans.
	RetainedByTag: { readonly tag: string };
	RetainedByLastManifest: NoParams;
	PruneOff: NoParams;
	NotListedForDeletion: { readonly identity: Identity };
	/** Deleting it destroys data, so automatic pruning keeps it. */
	DataNotListedForDeletion: { readonly identity: Identity };
	PruneBudgetExceeded: { readonly orphans: number; readonly budget: number };
	DeletionNeedsValidManifests: NoParams;
	/** The folder is outside Git; `ageMs`: how long its manifests must ask for the deletion. */
	DeletionNotAskedLongEnough: { readonly ageMs: number };
	/** `files`: the first files that differ, and how; `count`: the number of all. */
	FilesDifferFromCommit: {
		readonly commit: string;
		readonly files: readonly { readonly path: string; readonly how: string }[];
		readonly count: number;
	};
	/** For example a merge. */
	GitOperationInProgress: { readonly operation: string; readonly workTree: string };
	/** `detail`: of a fault that has one, such as the operating system's code. */
	GitIndexUnreadable: { readonly index: string; readonly fault: GitIndexFault; readonly detail?: string };
	FolderChangedSinceRead: NoParams;
	DeletionNeedsFullObservation: { readonly cause: Reason };

	// Why an action is planned.
	NotFound: NoParams;
	FieldsDiffer: { readonly fields: readonly string[] };
	TagsDiffer: NoParams;
	Adopted: NoParams;
	/** No manifest declares it. */
	NotDeclared: NoParams;
	/** It is deleted to be recreated, since AWS cannot change `fields`. */
	Replaced: { readonly fields: readonly string[] };
	/** The reason of an action, with prerequisites that could not be looked up. */
	WithUnknownPrerequisites: { readonly why: Reason; readonly unknown: readonly Reason[] };
	/** A warning: not all checks of the environment's `preflight` are possible. */
	PreflightIncomplete: { readonly cause: string };
	/** `what` could not be looked up. */
	PrerequisiteUnknown: { readonly what: string; readonly cause: string };
	/** It is owned by another installation and cannot be adopted. */
	AdoptionOfForeign: { readonly cause: Reason };
	AdoptionNeedsManifest: NoParams;
	AdoptionOfObserved: NoParams;
	/** A manual action names a resource that does not exist. */
	NothingToTag: NoParams;
	/** A manual action names a resource without an owner, which evenkeel does not write to anyway. */
	NothingToSuspend: NoParams;
	/** `until`: ISO 8601. */
	SuspendedManually: { readonly until: string; readonly note: string };
	Resumed: NoParams;

	// Images whose tags are followed.
	/** `said`: what the image registry answers. */
	ImageTagUnknown: { readonly image: string; readonly said: string };
	DigestNotDeployed: { readonly image: string; readonly digest: string; readonly deployed: string };

	// Why nothing is planned.
	/**
	 * Another account or Region answers than the environment names or, if it names none, than has answered before.
	 * `carriedOut`: calls that the other account accepted.
	 */
	WrongAccount: {
		readonly environment: string;
		readonly differences: readonly AccountDifference[];
		readonly carriedOut: readonly { readonly operation: string; readonly account: string }[];
	};
	/** AWS does not say which account answers. */
	AwsNotAnswering: { readonly cause: Reason };
	/** Another account may have answered after the plan was made. */
	AccountUnconfirmed: NoParams;
	/** The program ended before everything was observed. */
	Interrupted: NoParams;

	// Why the folder cannot be read or watched.
	FolderNotFound: { readonly path: string };
	PathNotFolder: { readonly path: string };
	FolderOutsideRoot: { readonly path: string; readonly root: string };
	/** The folder was written to without a pause for `seconds`. */
	FolderBusy: { readonly path: string; readonly seconds: number };
	/** Git kept its lock for `seconds`. */
	GitLockHeld: { readonly lock: string; readonly seconds: number };
	/** `systemCode`: the operating system's error code, such as `EACCES`. */
	PathUnreadable: { readonly path: string; readonly systemCode: string };
	/** A Git state file is larger than Git would write it. */
	GitFileTooLarge: { readonly path: string; readonly mostKiB: number };
	/** A symbolic link on the path to the folder leaves the checked out work tree. */
	LinkLeavesWorkTree: { readonly link: string; readonly workTree: string; readonly path: string };
	/** A warning: changes are found only when the folder is read periodically. */
	FolderNotWatched: { readonly systemCode: string; readonly resyncSeconds: number };

	// Health and status.
	/** Tasks, instances and records disagree. */
	DiscoveryMismatch: { readonly mismatches: readonly Reason[] };
	NeverObserved: NoParams;
	ManifestChanged: NoParams;
	/** AWS accepts the same call repeatedly without effect. */
	NoEffect: { readonly operation: string; readonly times: number };
	/** A resource whose exported manifest would be invalid. */
	ExportInvalid: { readonly problem: Pick<Problem, "code" | "params"> };
	/** A bug in evenkeel. `error`: for example `TypeError: …`. */
	InternalError: { readonly error: string };
	/** A call that AWS rejected. `message` is AWS's own, without secret values. */
	CallFailed: { readonly operation: string; readonly awsCode: string; readonly message: string };
}

/** What is wrong with Git's index. */
export type GitIndexFault =
	| "missing"
	| "not a file"
	| "too large"
	| "unreadable"
	| "no index"
	| "wrong checksum"
	| "damaged"
	| "split"
	| "unknown extension";

/**
 * One difference between the answering account and the expected one. `isNamed`: the environment names the expected
 * value.
 */
export interface AccountDifference {
	readonly what: "account" | "region";
	readonly expected: string;
	readonly answering: string;
	readonly isNamed: boolean;
}

/** For codes without parameters. */
export type NoParams = Readonly<Record<never, never>>;

/** The name of a reason: CamelCase like the `reason` of a Kubernetes condition, stable and documented. */
export type ReasonCode = keyof ReasonParams;

/** A code with its parameters. */
export type Reason<Code extends ReasonCode = ReasonCode> = {
	readonly [C in Code]: { readonly code: C; readonly params: ReasonParams[C] };
}[Code];

/** Creates a reason: `because("FieldsDiffer", { fields })`. A code without parameters takes none. */
export function because<Code extends ReasonCode>(
	code: Code,
	...[params]: keyof ReasonParams[Code] extends never ? [] : [params: ReasonParams[Code]]
): Reason<Code> {
	return { code, params: params ?? {} } as Reason<Code>;
}

/** Whether two reasons are equal; two undefined ones are. */
export function sameReason(a: Reason | undefined, b: Reason | undefined): boolean {
	return a === b || (a !== undefined && b !== undefined && stableJson(a) === stableJson(b));
}

/** Each reason once, in order of first occurrence. */
export function distinctReasons(reasons: readonly Reason[]): readonly Reason[] {
	return [...new Map(reasons.map((reason) => [stableJson(reason), reason])).values()];
}
