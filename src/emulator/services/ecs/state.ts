/**
 * The state of the emulated ECS, as plain records that refer to each other. All reads use maps by name or ID, so that
 * an account with thousands of services answers as fast as an empty one.
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

/** The state of one account. */
export interface EcsState {
	readonly context: AccountContext;
	readonly ports: Ports;
	/** Whether an Auto Scaling group is behind every cluster (`auto`) or only registered instances exist. */
	readonly containerInstances: "auto" | "none";
	readonly timers: TimerQueue<Subject>;
	/** By name; deleted ones stay as INACTIVE. */
	readonly clusters: Map<string, ClusterRecord>;
	readonly families: Map<string, FamilyRecord>;
	/** By name; deleted ones stay as INACTIVE. */
	readonly capacityProviders: Map<string, CapacityProviderRecord>;
	/** By ID, in all clusters. */
	readonly tasks: Map<string, TaskRecord>;
	/** Oldest first; tasks at the head expire after an hour. */
	readonly stoppedTasks: TaskRecord[];
	readonly addresses: AddressPool;
	/** The values of PutAccountSettingDefault and PutAccountSetting, by name. */
	readonly accountSettings: Map<string, string>;
	/** RunTask's answers by client token, oldest first. */
	readonly runTaskTokens: Map<
		string,
		{ readonly atMs: number; readonly request: string; readonly tasks: readonly TaskRecord[] }
	>;
	/** By service deployment ARN; removed with their service. */
	readonly serviceDeployments: Map<string, ServiceDeploymentRecord>;
	/** By service revision ARN; kept after the deployment has ended. */
	readonly serviceRevisions: Map<string, DeploymentRecord>;
	/** Service Connect endpoints by namespace ARN, then by discovery name. */
	readonly endpoints: Map<string, Map<string, EndpointRecord>>;
	/** Active rules for starting tasks, oldest first. */
	readonly chaosRules: Set<ActiveChaosRule>;
	/** CloudWatch alarms that are in ALARM, by name. */
	readonly alarms: Set<string>;
	/** ARNs of Lambda functions that return FAILED to lifecycle hooks. */
	readonly failingHooks: Set<string>;
	/** Current digests of image references, if they were set. */
	readonly imageDigests: Map<string, string>;
	/** Numbers in creation order: list operations return this order. */
	readonly nextSequence: () => number;
}

/** A subject of the timer queue. */
export type Subject = ServiceRecord | TaskRecord | ClusterRecord;

/** A capacity provider; INACTIVE ones are included. */
export interface CapacityProviderRecord {
	readonly sequence: number;
	readonly name: string;
	readonly type: CapacityProviderType;
	/** Providers with managed instances belong to one cluster; the others belong to the account. */
	readonly cluster: ClusterRecord | undefined;
	readonly tags: Tags;
	/** Exactly one of these two, except for Fargate's own providers. */
	group: AutoScalingGroupProvider | undefined;
	managedInstances: ManagedInstancesProvider | undefined;
	updateStatus: CapacityProviderUpdateStatus | undefined;
	updateStatusReason: string | undefined;
	/** It becomes INACTIVE at this time. */
	deletedAtMs: number | undefined;
}

/** An endpoint of a namespace, from the deployment that claims its name to the last one that offers it. */
export interface EndpointRecord extends KnownEndpoint {
	/** The only service whose tasks offer it. */
	readonly service: ServiceRecord;
	/** Undefined until its first task runs; no task knows the endpoint before. */
	registryArn: string | undefined;
}
