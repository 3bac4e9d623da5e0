/** What the emulated ECS remembers of a capacity provider. */
import type {
	AutoScalingGroupProvider,
	CapacityProviderType,
	CapacityProviderUpdateStatus,
	ManagedInstancesProvider,
} from "@aws-sdk/client-ecs";
import type { ClusterRecord } from "../clusters/state.ts";
import type { Tags } from "../state.ts";

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
