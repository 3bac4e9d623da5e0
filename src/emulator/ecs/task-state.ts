/**
 * What the emulated ECS remembers of a task and of a container instance; the other half of the records is in `state.ts`.
 */
import type { Attribute, LaunchType, Resource, TaskOverride, TaskStopCode } from "@aws-sdk/client-ecs";
import type { AgendaSubject } from "./agenda.ts";
import type { ClusterRecord, DeploymentRecord, RevisionRecord, ServiceRecord, Tags } from "./state.ts";

export type TaskStatus =
	| "PROVISIONING"
	| "PENDING"
	| "ACTIVATING"
	| "RUNNING"
	| "DEACTIVATING"
	| "STOPPING"
	| "DEPROVISIONING"
	| "STOPPED";

export interface TaskRecord extends AgendaSubject {
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
	exitCode: number | undefined;
	/** Why it will not reach RUNNING, when that was asked for. */
	readonly startFailure: StartFailure | undefined;
	/** ARNs of the registries that hold an instance for it. */
	registrations: readonly string[];
	version: number;
}

export interface NetworkInterfaceRecord {
	readonly attachmentId: string;
	readonly networkInterfaceId: string;
	readonly macAddress: string;
	readonly subnet: string;
	readonly address: string;
}

export interface PortBinding {
	readonly containerName: string;
	readonly containerPort: number;
	readonly hostPort: number;
	readonly protocol: "tcp" | "udp";
}

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
	readonly registeredResources: readonly Resource[];
	status: "ACTIVE" | "DRAINING" | "INACTIVE";
	/** Whether the Auto Scaling group brought it up, and so takes it away again. */
	readonly launched: boolean;
	/** Tasks that are not STOPPED. */
	readonly tasks: Set<TaskRecord>;
	nextPort: number;
	version: number;
}

/** Starts that are to fail, as tests and people ask for. */
export interface StartFailure {
	/** Only tasks of this service (by name) or of this family; all tasks where neither is given. */
	readonly service?: string;
	readonly family?: string;
	/** AWS's reason, as DescribeTasks shows it in `stoppedReason`. */
	readonly reason: string;
	/** How many starts fail; without it they fail until the failure is taken back. */
	remaining: number;
}
