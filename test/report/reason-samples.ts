/** Sample parameters of every reason code, for the tests of the wording and for the page docs/REASONS.md. */
import type { Reason, ReasonCode, ReasonParams } from "../../src/model/reason.ts";

const api = "Service/shop/order-api";
const registry = "Registry/shop.internal/order-api";
const digest = "sha256:1111";
const older = "sha256:0000";
const until = "2026-01-31T12:00:00Z";
const counts = { running: 1, desired: 2 } as const;
const pullFailure = "CannotPullContainerError: i/o timeout";
const stopped = { stoppedReasons: [pullFailure], unreachable: true } as const;
const differs = reason("FieldsDiffer", { fields: ["desiredCount"] });
const readFailed = reason("ReadFailed", {
	operation: "ecs:DescribeServices",
	awsCode: "ThrottlingException",
	message: "Rate exceeded",
});
const foreign = reason("OtherOwner", { owner: "shop-staging", ours: "shop-prod" });
const roleMissing = reason("RoleMissing", { role: "order-api" });

/** A code without a sample does not compile. */
export const reasonSamples: { readonly [Code in ReasonCode]: ReasonParams[Code] } = {
	ReadFailed: readFailed.params,
	NotInAnswer: {},
	FailureInAnswer: { awsReason: "ACCESS_DENIED", detail: "" },
	NotObservedYet: { target: "Namespace/shop.internal" },
	ListFailed: { kind: "Service", within: "Cluster/shop", cause: readFailed },
	ResourceNotObserved: { target: api, cause: readFailed },
	ObservationFailed: { cause: readFailed },
	TagsNotRead: {},
	NeverObserved: {},
	InternalError: { error: "TypeError: spec.tags is not iterable" },

	DependencyNotFound: { target: "Cluster/shop" },
	DependencyNotObserved: { target: "Cluster/shop" },
	DependencyOutOfSync: { target: "TaskDefinition/order-api" },
	DependencyNotOwned: { target: "Cluster/shop" },
	DependencyNotSteady: { target: api },
	DependencyMayBeInvalid: { targets: ["Cluster/shop"] },
	OperationInProgress: { operation: "servicediscovery:CreatePrivateDnsNamespace", operationId: "op-1" },
	EffectNotObserved: { operation: "ecs:UpdateService" },
	ChangeInProgress: { status: "PROVISIONING" },
	DeletionInProgress: { runningTasks: 2 },
	InUseBy: { referrer: api },
	SuccessorNotHealthy: { successor: api },
	RereadBeforeDeletion: {},
	PreflightPending: {},
	PrerequisiteMissing: { missing: [roleMissing] },
	RolloutLimitReached: { maxConcurrent: 2 },
	RolloutsStopped: { failed: api, count: 2, limit: 2 },

	ObserveOnly: { exists: true },
	SuspendedByManifest: {},
	SuspendedByTag: { tag: "evenkeel:suspended", until, note: "incident 42" },
	NotOwned: { identity: api, had: false },
	OwnedThroughParent: { parent: "Cluster/shop" },
	OwnedByOther: { cause: foreign },
	OtherOwner: foreign.params,
	TagNamesOtherResource: { tag: "evenkeel:identity" },
	UnknownTagFormat: { tag: "evenkeel:format" },
	ImmutableFields: { fields: ["launchType"], remediations: [reason("UseCapacityProviderStrategy", {})] },
	Paused: { pause: reason("PausedByObserve", {}), operation: "ecs:UpdateService", why: differs },
	PausedByObserve: {},
	PausedByWindow: { until, denying: { schedule: "0 9 * * FRI", timeZone: "Europe/Berlin", note: "demo day" } },
	AdoptionOfForeign: { cause: foreign },
	AdoptionNeedsManifest: {},
	AdoptionOfObserved: {},
	NothingToTag: {},
	NothingToSuspend: {},

	RetainedByTag: { tag: "evenkeel:on-delete" },
	RetainedByLastManifest: {},
	PruneOff: {},
	NotListedForDeletion: { identity: api },
	DataNotListedForDeletion: { identity: "Cluster/shop" },
	PruneBudgetExceeded: { orphans: 12, budget: 3 },
	DeletionNeedsValidManifests: {},
	DeletionNotAskedLongEnough: { ageMs: 60_000 },
	FilesDifferFromCommit: {
		commit: "0123456789abcdef0123456789abcdef01234567",
		files: [{ path: "envs/prod/web.yaml", how: "changed" }],
		count: 2,
	},
	GitOperationInProgress: { operation: "merge", workTree: "/manifests" },
	GitIndexUnreadable: { index: "/manifests/.git/index", fault: "damaged" },
	FolderChangedSinceRead: {},
	DeletionNeedsFullObservation: { cause: reason("ResourceNotObserved", { target: api, cause: readFailed }) },

	NotFound: {},
	FieldsDiffer: differs.params,
	TagsDiffer: {},
	Adopted: {},
	NotDeclared: {},
	Replaced: { fields: ["role"] },
	WithUnknownPrerequisites: {
		why: differs,
		unknown: [reason("PrerequisiteUnknown", { what: "the role order-api", cause: "IAM does not answer" })],
	},
	PreflightIncomplete: { cause: "the role order-api: AccessDenied" },
	PrerequisiteUnknown: { what: "the role order-api", cause: "IAM does not answer" },
	SuspendedManually: { until, note: "incident 42" },
	Resumed: {},

	ImageTagUnknown: { image: "ghcr.io/shop/order-api:1", said: "ghcr.io was asked too often (429)." },
	DigestNotDeployed: { image: "ghcr.io/shop/order-api:1", digest, deployed: older },
	DiscoveryMismatch: { mismatches: [reason("TaskNotRegistered", { task: "4f1c", service: api, registry })] },
	ManifestChanged: {},
	NoEffect: { operation: "ecs:UpdateService", times: 3 },
	WrongAccount: {
		environment: "prod",
		differences: [{ what: "account", expected: "111122223333", answering: "444455556666", isNamed: true }],
		carriedOut: [{ operation: "ecs:CreateCluster", account: "444455556666" }],
	},
	AwsNotAnswering: { cause: readFailed },
	AccountUnconfirmed: {},
	Interrupted: {},
	ExportInvalid: {
		problem: {
			code: "wrong-form",
			params: { subject: { field: "Name", isItem: false }, form: "Write letters and digits." },
		},
	},
	FolderNotFound: { path: "/srv/manifests" },
	PathNotFolder: { path: "/srv/manifests" },
	FolderOutsideRoot: { path: "/srv/manifests", root: "/srv/other" },
	FolderBusy: { path: "/srv/manifests", seconds: 5 },
	GitLockHeld: { lock: "/srv/.git/index.lock", seconds: 5 },
	PathUnreadable: { path: "/srv/manifests", systemCode: "EACCES" },
	GitFileTooLarge: { path: "/srv/.git/HEAD", mostKiB: 8 },
	LinkLeavesWorkTree: { link: "/srv/prod", workTree: "/srv", path: "/srv/prod/api" },
	FolderNotWatched: { systemCode: "ENOSPC", resyncSeconds: 30 },
	CallFailed: { operation: "ecs:CreateService", awsCode: "InvalidParameterException", message: "Unknown subnet." },

	ClusterNotEmpty: { services: 1, drainingServices: 0, tasks: 2, containerInstances: 0 },
	ClusterFailed: {},
	DeclareOtherLogGroup: {},

	HostedZoneRemains: { zone: "Z1" },
	NamespaceOperationInProgress: { operationId: "op-1" },
	OwnOperationInProgress: { type: "UPDATE_NAMESPACE", operationId: "op-1" },
	RegistriesRemain: { registries: ["cart", "stock"] },
	ServiceConnectInUse: { registry: "cart" },
	LeftByServiceConnect: { registry: "cart" },
	NamespaceAmbiguous: { name: "shop.internal", ids: ["ns-1", "ns-2"] },
	NamespaceVpcUnknown: { name: "shop.internal", id: "ns-1", vpc: "vpc-1", cause: readFailed },
	DeclareOtherNamespace: {},
	DeclareNamespaceForOtherVpc: {},
	ZoneWithoutVpcs: { zone: "Z1" },

	CreatedByEcs: { tag: "AmazonECSManaged" },
	RegistryInHttpNamespace: { fields: ["Description"] },
	RecordTypesDiffer: {},
	DeclareOtherRegistry: {},
	InstanceLeftBehind: { instance: "4f1c" },
	InstancesRemain: { count: 6, ofTasks: ["4f1c", "5a2d", "6b3e", "7c4f", "8d50"], ofOthers: ["legacy-1"] },

	TasksLeft: { cluster: "Cluster/shop" },
	TasksLeftUnknown: { cluster: "Cluster/shop", cause: readFailed },
	OldRevisionsNotObserved: { target: "TaskDefinition/order-api", cause: readFailed },
	RevisionNotDeclared: { revision: "order-api:7" },
	RevisionNotKept: { revision: "order-api:3", keepRevisions: 5 },
	NoRevisionWithContent: {
		external: { what: "images", from: "order-api:7", running: ["order-api:6", "order-api:7"] },
	},
	OwnerNotObserved: { revisions: 40 },

	ServiceDraining: {},
	NoDeployment: {},
	DeploymentFailed: { said: "ECS deployment circuit breaker: tasks failed to start.", ...stopped },
	TasksFailedToStart: { failedTasks: 3, ...counts, ...stopped },
	TasksNotPlaced: {
		said: "unable to place a task because no container instance met all of its requirements",
		...counts,
	},
	DeploymentStalled: { minutes: 12, deadlineMinutes: 10, ...counts },
	DeploymentInProgress: counts,
	TasksNotSteady: counts,
	NoPrimaryTaskSet: {},
	TaskSetNotSteady: counts,
	RunningImagesUnknown: {},
	NoDeploymentHistory: {},

	RollbackInProgress: { status: "ROLLBACK_IN_PROGRESS", said: "Service deployment rolled back because of an alarm" },
	RolledBack: { status: "ROLLBACK_SUCCESSFUL", taskDefinition: "order-api:7", said: [pullFailure] },
	RunningRevisionNotObserved: { revision: "order-api:7", target: "TaskDefinition/order-api" },
	TasksStopping: {},
	NewEndpointNotUsed: { endpoints: ["cart"] },
	ShortArn: {},
	UseCapacityProviderStrategy: {},
	ReplaceService: {},
	DeclareOtherService: {},
	NotShownByEcs: {},
	ScaledToZero: { before: reason("NotDeclared", {}) },
	NewRedeployValue: {},
	RecordRedeploy: {},
	RedeploySucceeded: {},
	RegistryRecreated: { registry },
	NewEndpoint: { endpoints: ["cart", "stock"] },
	NewDigest: { image: "ghcr.io/shop/order-api:1", digest, deployed: older },

	TaskNotRegistered: { task: "4f1c", service: api, registry },
	InstanceHidden: { task: "4f1c" },
	AddressDiffers: { instance: "4f1c", registered: "10.0.0.7", actual: "10.0.0.9" },
	PortDiffers: { instance: "4f1c", registered: 80, actual: [8080, 8081] },
	InstanceOfEndedTask: { instance: "4f1c" },
	RecordWithoutInstance: { instance: "4f1c" },
	RecordsMissing: { instance: "4f1c", records: ["A order-api.shop.internal"] },
	RecordsDiffer: {
		instance: "4f1c",
		records: [{ record: "A order-api.shop.internal", values: ["10.0.0.7"], expected: "10.0.0.9" }],
	},

	ImageMissing: { image: "ghcr.io/shop/order-api:2", said: "ghcr.io has no shop/order-api:2." },
	LogGroupMissing: { logGroup: "/shop/order-api", region: "eu-west-1" },
	RoleMissing: roleMissing.params,
	RoleUnderOtherPath: { role: "order-api", arn: "arn:aws:iam::111122223333:role/shop/order-api" },
	RoleNotTrusted: { role: "order-api", service: "ecs-tasks.amazonaws.com" },
	TargetGroupMissing: {
		targetGroup: "order-api",
		arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/order-api/1",
		region: "eu-west-1",
	},
	TargetGroupOfOtherType: { targetGroup: "order-api", wanted: "ip", actual: "instance" },
	TargetGroupWithoutListener: { targetGroup: "order-api" },
};

/** The sample of each code as a whole reason, sorted by code. */
export const sampleReasons: readonly Reason[] = (Object.keys(reasonSamples) as ReasonCode[])
	.sort()
	.map((code) => ({ code, params: reasonSamples[code] }) as Reason);

function reason<Code extends ReasonCode>(code: Code, params: ReasonParams[Code]): Reason<Code> {
	return { code, params } as unknown as Reason<Code>;
}
