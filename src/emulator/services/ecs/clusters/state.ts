/** What the emulated ECS remembers of a cluster. */
import type { CapacityProviderStrategyItem, ClusterConfiguration, ClusterSetting } from "@aws-sdk/client-ecs";
import type { InstanceRecord } from "../container-instances/state.ts";
import type { ServiceRecord } from "../services/state.ts";
import type { Tags } from "../state.ts";
import type { TaskRecord } from "../tasks/state.ts";
import type { TimerSubject } from "../timer-queue.ts";

/** A cluster, with everything that lies in it. */
export interface ClusterRecord extends TimerSubject {
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
