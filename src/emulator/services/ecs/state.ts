/**
 * Everything that the emulated ECS remembers, as plain records that point at each other. All reads go through maps by
 * name or id, so that an account of many thousand services answers as fast as an empty one.
 */
import type { DiscoveryForEcs, Surroundings } from "../../surroundings.ts";
import type { Agenda } from "./agenda.ts";
import type { CapacityProviderRecord } from "./capacity/state.ts";
import type { ClusterRecord } from "./clusters/state.ts";
import type { DeploymentRecord, ServiceDeploymentRecord } from "./deployments/state.ts";
import type { EndpointRecord } from "./discovery/state.ts";
import type { StandingDisturbance } from "./disturbances/disturbances.ts";
import type { ServiceRecord } from "./services/state.ts";
import type { FamilyRecord } from "./task-definitions/state.ts";
import type { AddressPool } from "./tasks/addresses.ts";
import type { TaskRecord } from "./tasks/state.ts";

/** Tags by key, in the order in which they were given. */
export type Tags = Map<string, string>;

/** One account's ECS. */
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
	/** Digests that image references have now, where they were told. */
	readonly imageDigests: Map<string, string>;
	/** Numbers in order of creation: list operations answer in this order. */
	readonly nextSequence: () => number;
}

/** What the agenda looks at. */
export type Subject = ServiceRecord | TaskRecord | ClusterRecord;
