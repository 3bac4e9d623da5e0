/** What the emulated ECS remembers of a task. */
import type { LaunchType, TaskOverride, TaskStopCode } from "@aws-sdk/client-ecs";
import type { ClusterRecord } from "../clusters/state.ts";
import type { InstanceRecord } from "../container-instances/state.ts";
import type { DeploymentRecord } from "../deployments/state.ts";
import type { ServiceRecord } from "../services/state.ts";
import type { Tags } from "../state.ts";
import type { RevisionRecord } from "../task-definitions/state.ts";
import type { TimerSubject } from "../timer-queue.ts";
import type { Happening, Workload } from "./workload.ts";

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

/** A task, until an hour after it has stopped. */
export interface TaskRecord extends TimerSubject {
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
	/** What its containers do by themselves. */
	workload: Workload;
	/** What happens to it while it runs, soonest first. */
	due: readonly DueHappening[];
	/** Until then scaling in and deployments spare it. */
	protectedUntilMs: number | undefined;
	/** By name; only those of which there is something to tell. */
	readonly containers: Map<string, ContainerState>;
	/** ARNs of the registries that hold an instance for it. */
	registrations: readonly string[];
	/** What Cloud Map was last told of its containers' health; undefined where nobody checks it. */
	toldHealth: "HEALTHY" | "UNHEALTHY" | undefined;
	version: number;
}

/** Something that happens at a time. */
export interface DueHappening {
	readonly atMs: number;
	readonly happening: Happening;
}

/** What became of a container. */
export interface ContainerState {
	/** When its restart policy last started it again. */
	restartedAtMs?: number;
	unhealthy?: boolean;
	/** Set once it has ended for good. */
	exitCode?: number;
	reason?: string | undefined;
}

/** The state of a container of `task`, made where nothing was known of it. */
export function containerState(task: TaskRecord, name: string): ContainerState {
	const known = task.containers.get(name);
	if (known) return known;
	const made: ContainerState = {};
	task.containers.set(name, made);
	return made;
}

/** Whether scaling in and deployments have to spare a task; who fails health checks is not spared. */
export function isProtected(task: TaskRecord, nowMs: number): boolean {
	return task.protectedUntilMs !== undefined && task.protectedUntilMs > nowMs && !isUnhealthy(task);
}

/** Whether an essential container has failed its health check. */
export function isUnhealthy(task: TaskRecord): boolean {
	if (task.containers.size === 0) return false;
	const containers = task.definition.definition.containerDefinitions ?? [];
	return containers.some(({ name = "", essential }) => essential !== false && task.containers.get(name)?.unhealthy);
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
