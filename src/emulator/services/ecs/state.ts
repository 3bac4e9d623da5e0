/**
 * Everything that the emulated ECS remembers, as plain records that point at each other. All reads go through maps by
 * name or id, so that an account of many thousand services answers as fast as an empty one.
 */
import type {
	AutoScalingGroupProvider,
	CapacityProviderType,
	CapacityProviderUpdateStatus,
	ManagedInstancesProvider,
} from "@aws-sdk/client-ecs";
import type { AccountContext } from "../../account-context.ts";
import type { Ports } from "../../ports.ts";
import type { ActiveChaosRule } from "./chaos/rules.ts";
import type { FamilyRecord, KnownEndpoint, Tags } from "./record-parts.ts";
import type { ClusterRecord, DeploymentRecord, ServiceDeploymentRecord, ServiceRecord, TaskRecord } from "./records.ts";
import type { AddressPool } from "./tasks/addresses.ts";
import type { TimerQueue } from "./timer-queue.ts";

/** One account's ECS. */
export interface EcsState {
	readonly context: AccountContext;
	readonly ports: Ports;
	/** Whether an Auto Scaling group stands behind every cluster (`auto`) or only registered instances are there. */
	readonly containerInstances: "auto" | "none";
	readonly timers: TimerQueue<Subject>;
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
	/** Rules in force for tasks that start, oldest first. */
	readonly chaosRules: Set<ActiveChaosRule>;
	/** CloudWatch alarms that are in ALARM, by name. */
	readonly alarms: Set<string>;
	/** ARNs of Lambda functions that answer FAILED when a lifecycle hook calls them. */
	readonly failingHooks: Set<string>;
	/** Digests that image references have now, where they were told. */
	readonly imageDigests: Map<string, string>;
	/** Numbers in order of creation: list operations answer in this order. */
	readonly nextSequence: () => number;
}

/** What the timer queue wakes. */
export type Subject = ServiceRecord | TaskRecord | ClusterRecord;

/** A capacity provider, also one that is INACTIVE. */
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

/** An endpoint of a namespace, from the deployment that claims its name to the last one that offers it. */
export interface EndpointRecord extends KnownEndpoint {
	/** The one service whose tasks offer it. */
	readonly service: ServiceRecord;
	/** Undefined until the first of its tasks runs; no task knows the endpoint before. */
	registryArn: string | undefined;
}
