/**
 * What the emulated ECS remembers of clusters, container instances, services, deployments and tasks. These records point at each
 * other in both directions, so they stand in one file.
 */
import type {
	Attribute,
	CapacityProviderStrategyItem,
	ClusterConfiguration,
	ClusterSetting,
	ContainerImage,
	LaunchType,
	Resource,
	ServiceDeploymentStatus,
	TaskOverride,
	VersionInfo,
} from "@aws-sdk/client-ecs";
import type { Stage } from "./deployments/stages.ts";
import type {
	ConnectSnapshot,
	ContainerState,
	DueHappening,
	EventRecord,
	InstanceLaunch,
	NetworkInterfaceRecord,
	PortBinding,
	RevisionRecord,
	ServiceConfiguration,
	StageProgress,
	Tags,
	TaskCounts,
	TaskProgress,
} from "./record-parts.ts";
import type { Workload } from "./tasks/workload.ts";
import type { TimerSubject } from "./timer-queue.ts";

/** A cluster, with everything in it. */
export interface ClusterRecord extends TimerSubject {
	readonly kind: "cluster";
	readonly sequence: number;
	readonly name: string;
	readonly arn: string;
	readonly tags: Tags;
	status: "ACTIVE" | "INACTIVE";
	/** Until then the cluster shows PROVISIONING, because ECS is making its default namespace. */
	provisionedAtMs: number;
	settings: readonly ClusterSetting[];
	configuration: ClusterConfiguration | undefined;
	capacityProviders: readonly string[];
	defaultCapacityProviderStrategy: readonly CapacityProviderStrategyItem[];
	/** The ARN of the default Service Connect namespace. */
	defaultNamespaceArn: string | undefined;
	/** By name; deleted ones stay as INACTIVE. */
	readonly services: Map<string, ServiceRecord>;
	readonly tasks: Set<TaskRecord>;
	/** By id. */
	readonly instances: Map<string, InstanceRecord>;
	/** Services that found no place for a task; they are woken when an instance joins or a task goes. */
	readonly waitingForPlace: Set<ServiceRecord>;
	launch: InstanceLaunch | undefined;
}

/** A container instance, until it is deregistered. */
export interface InstanceRecord {
	readonly sequence: number;
	readonly id: string;
	readonly arn: string;
	readonly cluster: ClusterRecord;
	readonly ec2InstanceId: string;
	readonly availabilityZone: string;
	readonly address: string;
	readonly registeredAtMs: number;
	readonly tags: Tags;
	/** By name; an attribute without a value has an empty one. */
	readonly attributes: Map<string, Attribute>;
	registeredResources: readonly Resource[];
	/** Of its agent and of Docker. */
	versionInfo: VersionInfo;
	status: "ACTIVE" | "DRAINING" | "INACTIVE";
	/** The capacity provider whose Auto Scaling group it belongs to. */
	readonly capacityProvider: string | undefined;
	/** Whether the Auto Scaling group brought it up, and so takes it away again. */
	readonly launched: boolean;
	/** Tasks that are not STOPPED. */
	readonly tasks: Set<TaskRecord>;
	nextPort: number;
	version: number;
}

/** A service, also one that is INACTIVE. */
export interface ServiceRecord extends TimerSubject {
	readonly kind: "service";
	readonly sequence: number;
	readonly name: string;
	readonly arn: string;
	readonly cluster: ClusterRecord;
	readonly createdAtMs: number;
	readonly tags: Tags;
	status: "ACTIVE" | "DRAINING" | "INACTIVE";
	configuration: ServiceConfiguration;
	/** PRIMARY first, then the older ones that still have tasks. */
	deployments: DeploymentRecord[];
	/** Where a rollback goes. */
	lastCompleted: DeploymentRecord | undefined;
	/** In the order of their creation; only services that ECS does not deploy itself have any. */
	taskSets: TaskSetRecord[];
	/** All service deployments, newest last. */
	readonly serviceDeployments: ServiceDeploymentRecord[];
	/** Tasks that are not STOPPED. */
	readonly tasks: Set<TaskRecord>;
	/** Newest first, at most 100. */
	readonly events: EventRecord[];
	/** Whether "has reached a steady state" was said since the last movement. */
	steady: boolean;
	/** Consecutive tasks that did not reach RUNNING; the next start waits longer and longer. */
	failedStarts: number;
	nextStartAtMs: number;
}

/** A deployment, which is a service revision, too. */
export interface DeploymentRecord {
	/** `ecs-svc/<digits>`. */
	readonly id: string;
	readonly revisionArn: string;
	readonly service: ServiceRecord;
	readonly definition: RevisionRecord;
	/** The service's configuration when the deployment began. */
	readonly configuration: ServiceConfiguration;
	readonly createdAtMs: number;
	updatedAtMs: number;
	status: "PRIMARY" | "ACTIVE" | "INACTIVE";
	rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
	rolloutStateReason: string;
	/** 0 until the scheduler first looked at the deployment. */
	desiredCount: number;
	failedTasks: number;
	/** When the last of them failed: a task that becomes healthy later sets the count back. */
	lastFailedAtMs: number;
	/** Whether its tasks are in the alternate target groups: blue/green deployments take turns. */
	readonly usesAlternate: boolean;
	/** What an external system calls the task set; undefined for deployments. */
	readonly externalId: string | undefined;
	/** Its containers' images, with the digests that were looked up when it began. */
	readonly images: readonly ContainerImage[];
	/** What Service Connect fixed for its tasks; undefined where the service does not take part. */
	readonly connect: ConnectSnapshot | undefined;
}

/** A service deployment: how the service came to its present revision, or failed to. */
export interface ServiceDeploymentRecord {
	readonly sequence: number;
	readonly arn: string;
	readonly service: ServiceRecord;
	readonly target: DeploymentRecord;
	/** The deployments that had tasks when it began, PRIMARY first. */
	readonly sources: readonly DeploymentRecord[];
	/** Its way, fixed when it began. */
	readonly stages: readonly Stage[];
	/** Where it is on that way; undefined until the scheduler took it up. */
	progress: StageProgress | undefined;
	/** Alarms that were in ALARM already when it began: they say nothing about it. */
	readonly ignoredAlarms: ReadonlySet<string>;
	triggeredAlarms: readonly string[];
	breakerTriggered: boolean;
	readonly createdAtMs: number;
	startedAtMs: number | undefined;
	finishedAtMs: number | undefined;
	stoppedAtMs: number | undefined;
	updatedAtMs: number;
	status: ServiceDeploymentStatus;
	statusReason: string | undefined;
	rollback: { readonly reason: string; readonly atMs: number; readonly to: DeploymentRecord } | undefined;
	/** What was counted when it ended: later tasks are not of this deployment (ECS developer guide, service deployments). */
	outcome: DeploymentCounts | undefined;
}

/** The tasks of a service by deployment. */
export interface DeploymentCounts {
	readonly tasks: ReadonlyMap<DeploymentRecord, TaskCounts>;
	readonly failedTasks: number;
	readonly threshold: number;
}

/** A task set: it takes the place of deployments where ECS does not deploy itself. */
export interface TaskSetRecord {
	readonly arn: string;
	/** Its content, under the id of the task set. */
	readonly deployment: DeploymentRecord;
	readonly tags: Tags;
	/** What CreateTaskSet was asked under this client token. */
	readonly request: { readonly clientToken: string | undefined; readonly text: string };
	status: "PRIMARY" | "ACTIVE" | "DRAINING";
	scalePercent: number;
	updatedAtMs: number;
}

/** A task, until an hour after it has stopped. */
export interface TaskRecord extends TimerSubject, TaskProgress {
	readonly kind: "task";
	readonly sequence: number;
	readonly id: string;
	readonly arn: string;
	readonly cluster: ClusterRecord;
	readonly definition: RevisionRecord;
	/** Both undefined for a task that RunTask started. */
	readonly service: ServiceRecord | undefined;
	readonly deployment: DeploymentRecord | undefined;
	readonly launchType: LaunchType;
	readonly capacityProvider: string | undefined;
	readonly platformVersion: string | undefined;
	readonly availabilityZone: string;
	readonly group: string;
	readonly startedBy: string | undefined;
	readonly enableExecuteCommand: boolean;
	readonly overrides: TaskOverride | undefined;
	readonly tags: Tags;
	readonly networkInterface: NetworkInterfaceRecord | undefined;
	readonly instance: InstanceRecord | undefined;
	readonly ports: readonly PortBinding[];
	readonly createdAtMs: number;
	/** What its containers do by themselves. */
	workload: Workload;
	/** What happens to it while it runs, soonest first. */
	due: readonly DueHappening[];
	/** Until then scaling in and deployments spare it. */
	protectedUntilMs: number | undefined;
	/** By name; only those of which something is known. */
	readonly containers: Map<string, ContainerState>;
	/** ARNs of the registries that hold an instance for it. */
	registrations: readonly string[];
	/** The health of its containers that Cloud Map was last told; undefined where nothing checks it. */
	toldHealth: "HEALTHY" | "UNHEALTHY" | undefined;
	version: number;
}
