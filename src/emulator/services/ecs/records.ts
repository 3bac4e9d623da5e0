/**
 * Defines ECS's records of clusters, container instances, services, deployments and tasks. They refer to each other in
 * both directions and are therefore in one file.
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

/** A cluster with all its contents. */
export interface ClusterRecord extends TimerSubject {
	readonly kind: "cluster";
	readonly sequence: number;
	readonly name: string;
	readonly arn: string;
	readonly tags: Tags;
	status: "ACTIVE" | "INACTIVE";
	/** Until then the cluster is PROVISIONING, because ECS is creating its default namespace. */
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
	/** By ID. */
	readonly instances: Map<string, InstanceRecord>;
	/** Services that found no place for a task; they are woken when an instance joins or a task stops. */
	readonly waitingForPlace: Set<ServiceRecord>;
	launch: InstanceLaunch | undefined;
}

/** A container instance until its deregistration. */
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
	/** The versions of its agent and of Docker. */
	versionInfo: VersionInfo;
	status: "ACTIVE" | "DRAINING" | "INACTIVE";
	/** The capacity provider of its Auto Scaling group. */
	readonly capacityProvider: string | undefined;
	/** Whether the Auto Scaling group started it and therefore terminates it. */
	readonly launched: boolean;
	/** Tasks that are not STOPPED. */
	readonly tasks: Set<TaskRecord>;
	nextPort: number;
	version: number;
}

/** A service; INACTIVE ones are included. */
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
	/** PRIMARY first, then older ones that still have tasks. */
	deployments: DeploymentRecord[];
	/** The target of a rollback. */
	lastCompleted: DeploymentRecord | undefined;
	/** In creation order; only services with another deployment controller than ECS have task sets. */
	taskSets: TaskSetRecord[];
	/** All service deployments, newest last. */
	readonly serviceDeployments: ServiceDeploymentRecord[];
	/** Tasks that are not STOPPED. */
	readonly tasks: Set<TaskRecord>;
	/** Newest first, at most 100. */
	readonly events: EventRecord[];
	/** Whether "has reached a steady state" was reported since the last change. */
	steady: boolean;
	/** The number of consecutive tasks that did not reach RUNNING; it determines the start delay. */
	failedStarts: number;
	nextStartAtMs: number;
}

/** A deployment, which is also a service revision. */
export interface DeploymentRecord {
	/** `ecs-svc/<digits>`. */
	readonly id: string;
	readonly revisionArn: string;
	readonly service: ServiceRecord;
	readonly definition: RevisionRecord;
	/** The service's configuration at the start of the deployment. */
	readonly configuration: ServiceConfiguration;
	readonly createdAtMs: number;
	updatedAtMs: number;
	status: "PRIMARY" | "ACTIVE" | "INACTIVE";
	rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
	rolloutStateReason: string;
	/** 0 until the scheduler first handles the deployment. */
	desiredCount: number;
	failedTasks: number;
	/** The time of the last failure: a task that becomes healthy later resets the count. */
	lastFailedAtMs: number;
	/** Whether its tasks use the alternate target groups: blue/green deployments alternate. */
	readonly usesAlternate: boolean;
	/** The external ID of the task set; undefined for deployments. */
	readonly externalId: string | undefined;
	/** The images of its containers, with the digests resolved at its start. */
	readonly images: readonly ContainerImage[];
	/** The Service Connect state of its tasks; undefined if the service does not use Service Connect. */
	readonly connect: ConnectSnapshot | undefined;
}

/** A service deployment: the transition of a service to a new revision, with its outcome. */
export interface ServiceDeploymentRecord {
	readonly sequence: number;
	readonly arn: string;
	readonly service: ServiceRecord;
	readonly target: DeploymentRecord;
	/** The deployments with tasks at its start, PRIMARY first. */
	readonly sources: readonly DeploymentRecord[];
	/** Its stages, fixed at its start. */
	readonly stages: readonly Stage[];
	/** Its current stage; undefined until the scheduler starts it. */
	progress: StageProgress | undefined;
	/** Alarms that were already in ALARM at its start; they are ignored. */
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
	/** The final counts: later tasks do not belong to this deployment (ECS developer guide, service deployments). */
	outcome: DeploymentCounts | undefined;
}

/** The tasks of a service by deployment. */
export interface DeploymentCounts {
	readonly tasks: ReadonlyMap<DeploymentRecord, TaskCounts>;
	readonly failedTasks: number;
	readonly threshold: number;
}

/** A task set: it replaces deployments if ECS is not the deployment controller. */
export interface TaskSetRecord {
	readonly arn: string;
	/** Its content, under the ID of the task set. */
	readonly deployment: DeploymentRecord;
	readonly tags: Tags;
	/** The CreateTaskSet input for this client token. */
	readonly request: { readonly clientToken: string | undefined; readonly text: string };
	status: "PRIMARY" | "ACTIVE" | "DRAINING";
	scalePercent: number;
	updatedAtMs: number;
}

/** A task until one hour after it stopped. */
export interface TaskRecord extends TimerSubject, TaskProgress {
	readonly kind: "task";
	readonly sequence: number;
	readonly id: string;
	readonly arn: string;
	readonly cluster: ClusterRecord;
	readonly definition: RevisionRecord;
	/** Both undefined for a task started by RunTask. */
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
	/** The behaviour of its containers. */
	workload: Workload;
	/** Pending events while it runs, earliest first. */
	due: readonly DueHappening[];
	/** Until then it is protected from scale-in and deployments. */
	protectedUntilMs: number | undefined;
	/** By name; only containers with known state. */
	readonly containers: Map<string, ContainerState>;
	/** ARNs of the registries with an instance of it. */
	registrations: readonly string[];
	/** The last container health reported to Cloud Map; undefined without a health check. */
	toldHealth: "HEALTHY" | "UNHEALTHY" | undefined;
	version: number;
}
