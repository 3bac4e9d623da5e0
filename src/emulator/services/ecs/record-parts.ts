/** Defines the parts of ECS's records that refer to no other record, so that all other files can import them. */
import type {
	CreateServiceRequest,
	DeploymentLifecycleHookAction,
	DeploymentLifecycleHookStatus,
	DeploymentLifecycleHookTargetType,
	ServiceConnectServiceResource,
	TaskDefinition,
	TaskStopCode,
} from "@aws-sdk/client-ecs";
import type { NamespaceView } from "../../ports.ts";
import type { Happening } from "./tasks/workload.ts";

/** Tags by key, in insertion order. */
export type Tags = Map<string, string>;

/** A task definition family. It is kept after all its revisions are deleted, so that revision numbers are never reused. */
export interface FamilyRecord {
	readonly name: string;
	nextRevision: number;
	/** By revision number, ascending; deleted revisions are removed and their numbers stay unused. */
	readonly revisions: Map<number, RevisionRecord>;
}

/** A revision of a family. */
export interface RevisionRecord {
	readonly sequence: number;
	readonly arn: string;
	readonly family: string;
	readonly revision: number;
	/** In the format of DescribeTaskDefinition; only status and times change. */
	readonly definition: TaskDefinition;
	readonly tags: Tags;
	status: "ACTIVE" | "INACTIVE" | "DELETE_IN_PROGRESS";
	deleteRequestedAtMs: number | undefined;
}

/** The configuration of a service: the create call's members with AWS's defaults. */
export type ServiceConfiguration = Omit<
	CreateServiceRequest,
	"cluster" | "serviceName" | "clientToken" | "tags" | "taskDefinition" | "desiredCount"
> & {
	readonly taskDefinition: string;
	readonly desiredCount: number;
};

/** A service event. */
export interface EventRecord {
	readonly id: string;
	readonly atMs: number;
	readonly message: string;
}

/** A container instance that an Auto Scaling group is starting. */
export interface InstanceLaunch {
	readonly atMs: number;
	readonly attributes: ReadonlyMap<string, string>;
	readonly factor: number;
	readonly capacityProvider: string | undefined;
}

/** The progress of the current stage of a service deployment. */
export interface StageProgress {
	/** An index into the stages of the service deployment. */
	readonly index: number;
	readonly enteredAtMs: number;
	readonly hooks: readonly HookRecord[];
}

/** An execution of a lifecycle hook. */
export interface HookRecord {
	readonly id: string;
	readonly targetType: DeploymentLifecycleHookTargetType;
	/** The Lambda function's ARN; absent for a pause. */
	readonly targetArn: string | undefined;
	readonly expiresAtMs: number;
	readonly timeoutAction: DeploymentLifecycleHookAction;
	status: DeploymentLifecycleHookStatus;
}

/** The number of tasks of a deployment by status. */
export interface TaskCounts {
	requested: number;
	running: number;
	pending: number;
}

/**
 * The Service Connect state that is fixed at the start of a deployment (ECS developer guide, Service Connect concepts,
 * deployment order).
 */
export interface ConnectSnapshot {
	readonly namespace: NamespaceView;
	/** Endpoints that its tasks can reach, including their own, in the order of their local addresses. */
	readonly known: readonly KnownEndpoint[];
	/** Endpoints that its tasks offer. */
	readonly published: readonly PublishedEndpoint[];
	/** Set when the first task runs. */
	readonly resources: ServiceConnectServiceResource[];
}

/** A Service Connect endpoint from the client's side. */
export interface KnownEndpoint {
	readonly discoveryName: string;
	/** The client alias: name and port. */
	readonly dnsName: string;
	readonly port: number;
	/** `http`, `http2` or `grpc`; undefined for TCP. */
	readonly applicationProtocol: string | undefined;
	readonly transportProtocol: string;
}

/** A Service Connect endpoint from the side of the tasks that offer it. */
export interface PublishedEndpoint extends KnownEndpoint {
	readonly containerName: string;
	readonly containerPort: number;
	/** The port of the proxy instead of the container's port; undefined by default. */
	readonly ingressPort: number | undefined;
}

/** The statuses of a task in sequence. */
export type TaskStatus =
	| "PROVISIONING"
	| "PENDING"
	| "ACTIVATING"
	| "RUNNING"
	| "DEACTIVATING"
	| "STOPPING"
	| "DEPROVISIONING"
	| "STOPPED";

/** The progress of a task. */
export interface TaskProgress {
	lastStatus: TaskStatus;
	desiredStatus: "RUNNING" | "STOPPED";
	/** The time of the next status change; undefined if none is due. */
	nextStatusAtMs: number | undefined;
	startedAtMs: number | undefined;
	/** The time at which the scheduler treats it as healthy. */
	healthyAtMs: number | undefined;
	stoppingAtMs: number | undefined;
	executionStoppedAtMs: number | undefined;
	stoppedAtMs: number | undefined;
	stopCode: TaskStopCode | undefined;
	stoppedReason: string | undefined;
}

/** An event in a task's workload at a given time. */
export interface DueHappening {
	readonly atMs: number;
	readonly happening: Happening;
}

/** The state of a task's container. */
export interface ContainerState {
	/** The time of its last restart by its restart policy. */
	restartedAtMs?: number;
	unhealthy?: boolean;
	/** Set after its final exit. */
	exitCode?: number;
	reason?: string | undefined;
}

/** The network interface of a task in awsvpc mode. */
export interface NetworkInterfaceRecord {
	readonly attachmentId: string;
	readonly networkInterfaceId: string;
	readonly macAddress: string;
	readonly subnet: string;
	readonly address: string;
	/** Undefined in a subnet without an IPv6 block. */
	readonly ipv6Address: string | undefined;
}

/** A container port and the host port that maps to it. */
export interface PortBinding {
	readonly containerName: string;
	readonly containerPort: number;
	readonly hostPort: number;
	readonly protocol: "tcp" | "udp";
}
