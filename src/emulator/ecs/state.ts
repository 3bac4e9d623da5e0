/**
 * Everything that the emulated ECS remembers, as plain records that point at each other. All reads go through maps by
 * name or id, so that an account of many thousand services answers as fast as an empty one.
 */
import type {
	AutoScalingGroupProvider,
	CapacityProviderStrategyItem,
	CapacityProviderType,
	CapacityProviderUpdateStatus,
	ClusterConfiguration,
	ClusterSetting,
	CreateServiceRequest,
	ManagedInstancesProvider,
	ServiceConnectServiceResource,
	TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { DiscoveryForEcs, NamespaceView, Surroundings } from "../surroundings.ts";
import type { Agenda, AgendaSubject } from "./agenda.ts";
import type { InstanceRecord } from "./container-instances/state.ts";
import type { ServiceDeploymentRecord, TaskSetRecord } from "./deployments/state.ts";
import type { StandingDisturbance } from "./disturbances/disturbances.ts";
import type { AddressPool } from "./tasks/addresses.ts";
import type { TaskRecord } from "./tasks/state.ts";

/** Tags by key, in the order in which they were given. */
export type Tags = Map<string, string>;

export interface EcsState {
	readonly surroundings: Surroundings;
	readonly discovery: DiscoveryForEcs;
	/** Whether an Auto Scaling group stands behind every cluster (`auto`) or only registered instances are there. */
	readonly containerInstances: "auto" | "none";
	readonly dualStackSubnets: ReadonlySet<string>;
	readonly agenda: Agenda<Subject>;
	/** By name; deleted ones stay as INACTIVE. */
	readonly clusters: Map<string, ClusterRecord>;
	readonly families: Map<string, FamilyRecord>;
	/** By name; deleted ones stay as INACTIVE. */
	readonly capacityProviders: Map<string, CapacityProviderRecord>;
	/** By id, in all clusters. */
	readonly tasks: Map<string, TaskRecord>;
	/** Oldest first; those at the head fall out of sight after an hour. */
	readonly stoppedTasks: TaskRecord[];
	readonly addresses: AddressPool;
	/** What PutAccountSettingDefault and PutAccountSetting said, by name. */
	readonly accountSettings: Map<string, string>;
	/** What RunTask answered, by client token, oldest first. */
	readonly runTaskTokens: Map<
		string,
		{ readonly atMs: number; readonly request: string; readonly tasks: readonly TaskRecord[] }
	>;
	/** By service deployment ARN; they go with their service. */
	readonly serviceDeployments: Map<string, ServiceDeploymentRecord>;
	/** By service revision ARN; a revision tells what a deployment ran, long after it is over. */
	readonly serviceRevisions: Map<string, DeploymentRecord>;
	/** Service Connect endpoints by namespace ARN, then by discovery name. */
	readonly endpoints: Map<string, Map<string, EndpointRecord>>;
	/** What people asked to go wrong with tasks that start, oldest first. */
	readonly disturbances: Set<StandingDisturbance>;
	/** CloudWatch alarms that are in ALARM, by name. */
	readonly alarms: Set<string>;
	/** ARNs of Lambda functions that answer FAILED when a lifecycle hook calls them. */
	readonly failingHooks: Set<string>;
	/** Numbers in order of creation: list operations answer in this order. */
	readonly nextSequence: () => number;
}

export type Subject = ServiceRecord | TaskRecord | ClusterRecord;

export interface ClusterRecord extends AgendaSubject {
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
	/** The container instance that the Auto Scaling group is bringing up. */
	launch:
		| {
				readonly atMs: number;
				readonly attributes: ReadonlyMap<string, string>;
				readonly factor: number;
				readonly capacityProvider: string | undefined;
		  }
		| undefined;
}

export interface CapacityProviderRecord {
	readonly sequence: number;
	readonly name: string;
	readonly type: CapacityProviderType;
	/** Providers with managed instances belong to one cluster; the others are the account's. */
	readonly cluster: ClusterRecord | undefined;
	readonly tags: Tags;
	/** Exactly one of these two, but for Fargate's own. */
	group: AutoScalingGroupProvider | undefined;
	managedInstances: ManagedInstancesProvider | undefined;
	updateStatus: CapacityProviderUpdateStatus | undefined;
	updateStatusReason: string | undefined;
	/** From then on it is INACTIVE. */
	deletedAtMs: number | undefined;
}

export interface FamilyRecord {
	readonly name: string;
	nextRevision: number;
	/** By revision number, ascending; deleted revisions are gone, and their numbers with them. */
	readonly revisions: Map<number, RevisionRecord>;
}

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

/** What a service is told to be: the create call's members with AWS's defaults filled in. */
export type ServiceConfiguration = Omit<
	CreateServiceRequest,
	"cluster" | "serviceName" | "clientToken" | "tags" | "taskDefinition" | "desiredCount"
> & {
	readonly taskDefinition: string;
	readonly desiredCount: number;
};

export interface ServiceRecord extends AgendaSubject {
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

export interface EventRecord {
	readonly id: string;
	readonly atMs: number;
	readonly message: string;
}

export interface DeploymentRecord {
	/** `ecs-svc/<digits>`. */
	readonly id: string;
	readonly revisionArn: string;
	readonly service: ServiceRecord;
	readonly definition: RevisionRecord;
	/** What the service was told when the deployment began. */
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
	/** What Service Connect fixed for its tasks; undefined where the service does not take part. */
	readonly connect: ConnectSnapshot | undefined;
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

export interface KnownEndpoint {
	readonly discoveryName: string;
	/** The name and the port by which clients call it. */
	readonly dnsName: string;
	readonly port: number;
	/** `http`, `http2` or `grpc`; undefined for TCP. */
	readonly applicationProtocol: string | undefined;
	readonly transportProtocol: string;
}

export interface PublishedEndpoint extends KnownEndpoint {
	readonly containerName: string;
	readonly containerPort: number;
	/** Where the proxy listens instead of at the container's port; undefined where nothing else is said. */
	readonly ingressPort: number | undefined;
}

export interface EndpointRecord extends KnownEndpoint {
	/** The one service whose tasks offer it. */
	readonly service: ServiceRecord;
	/** Undefined until the first of its tasks runs; nobody knows the endpoint before. */
	registryArn: string | undefined;
}
