/** The parts of ECS's records that point at no record of another kind, so that every other file can rest on them. */
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

/** Tags by key, in the order in which they were given. */
export type Tags = Map<string, string>;

/** A task definition family. It outlives all its revisions, so that numbers are never used again. */
export interface FamilyRecord {
	readonly name: string;
	nextRevision: number;
	/** By revision number, ascending; deleted revisions are gone, and their numbers with them. */
	readonly revisions: Map<number, RevisionRecord>;
}

/** One revision of a family. */
export interface RevisionRecord {
	readonly sequence: number;
	readonly arn: string;
	readonly family: string;
	readonly revision: number;
	/** As DescribeTaskDefinition gives it; only its status and its times change. */
	readonly definition: TaskDefinition;
	readonly tags: Tags;
	status: "ACTIVE" | "INACTIVE" | "DELETE_IN_PROGRESS";
	deleteRequestedAtMs: number | undefined;
}

/** The configuration of a service: the create call's members with AWS's defaults filled in. */
export type ServiceConfiguration = Omit<
	CreateServiceRequest,
	"cluster" | "serviceName" | "clientToken" | "tags" | "taskDefinition" | "desiredCount"
> & {
	readonly taskDefinition: string;
	readonly desiredCount: number;
};

/** One event of a service. */
export interface EventRecord {
	readonly id: string;
	readonly atMs: number;
	readonly message: string;
}

/** A container instance that an Auto Scaling group is bringing up. */
export interface InstanceLaunch {
	readonly atMs: number;
	readonly attributes: ReadonlyMap<string, string>;
	readonly factor: number;
	readonly capacityProvider: string | undefined;
}

/** How far the current stage of a service deployment has come. */
export interface StageProgress {
	/** Into the stages of the service deployment. */
	readonly index: number;
	readonly enteredAtMs: number;
	readonly hooks: readonly HookRecord[];
}

/** One run of a lifecycle hook. */
export interface HookRecord {
	readonly id: string;
	readonly targetType: DeploymentLifecycleHookTargetType;
	/** The Lambda function's ARN; a pause has none. */
	readonly targetArn: string | undefined;
	readonly expiresAtMs: number;
	readonly timeoutAction: DeploymentLifecycleHookAction;
	status: DeploymentLifecycleHookStatus;
}

/** Tasks of one deployment by status. */
export interface TaskCounts {
	requested: number;
	running: number;
	pending: number;
}

/** What Service Connect fixes when a deployment begins (ECS developer guide, Service Connect concepts, deployment order). */
export interface ConnectSnapshot {
	readonly namespace: NamespaceView;
	/** Endpoints that its tasks can reach, own ones included, in the order of their local addresses. */
	readonly known: readonly KnownEndpoint[];
	/** Endpoints that its tasks offer. */
	readonly published: readonly PublishedEndpoint[];
	/** Filled in when the first task runs. */
	readonly resources: ServiceConnectServiceResource[];
}

/** A Service Connect endpoint as its clients see it. */
export interface KnownEndpoint {
	readonly discoveryName: string;
	/** The name and the port by which clients call it. */
	readonly dnsName: string;
	readonly port: number;
	/** `http`, `http2` or `grpc`; undefined for TCP. */
	readonly applicationProtocol: string | undefined;
	readonly transportProtocol: string;
}

/** A Service Connect endpoint as the tasks have it that offer it. */
export interface PublishedEndpoint extends KnownEndpoint {
	readonly containerName: string;
	readonly containerPort: number;
	/** Where the proxy listens instead of at the container's port; undefined where nothing else is said. */
	readonly ingressPort: number | undefined;
}

/** The statuses of a task, in the order in which it goes through them. */
export type TaskStatus =
	| "PROVISIONING"
	| "PENDING"
	| "ACTIVATING"
	| "RUNNING"
	| "DEACTIVATING"
	| "STOPPING"
	| "DEPROVISIONING"
	| "STOPPED";

/** How far a task has come. */
export interface TaskProgress {
	lastStatus: TaskStatus;
	desiredStatus: "RUNNING" | "STOPPED";
	/** When `lastStatus` moves on; undefined where it stays. */
	nextStatusAtMs: number | undefined;
	startedAtMs: number | undefined;
	/** When the scheduler takes it for healthy. */
	healthyAtMs: number | undefined;
	stoppingAtMs: number | undefined;
	executionStoppedAtMs: number | undefined;
	stoppedAtMs: number | undefined;
	stopCode: TaskStopCode | undefined;
	stoppedReason: string | undefined;
}

/** Something that happens to a task at a time. */
export interface DueHappening {
	readonly atMs: number;
	readonly happening: Happening;
}

/** The state of a container of a task. */
export interface ContainerState {
	/** When its restart policy last started it again. */
	restartedAtMs?: number;
	unhealthy?: boolean;
	/** Set once it has ended for good. */
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

/** A port of a container and the port of its host that leads there. */
export interface PortBinding {
	readonly containerName: string;
	readonly containerPort: number;
	readonly hostPort: number;
	readonly protocol: "tcp" | "udp";
}
