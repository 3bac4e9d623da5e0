/** What the emulated ECS remembers of a container instance. */
import type { Attribute, Resource, VersionInfo } from "@aws-sdk/client-ecs";
import type { ClusterRecord } from "../clusters/state.ts";
import type { Tags } from "../state.ts";
import type { TaskRecord } from "../tasks/state.ts";

/** A container instance, until it is deregistered. */
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
	registeredResources: readonly Resource[];
	/** Of its agent and of Docker. */
	versionInfo: VersionInfo;
	status: "ACTIVE" | "DRAINING" | "INACTIVE";
	/** The capacity provider whose Auto Scaling group it belongs to. */
	readonly capacityProvider: string | undefined;
	/** Whether the Auto Scaling group brought it up, and so takes it away again. */
	readonly launched: boolean;
	/** Tasks that are not STOPPED. */
	readonly tasks: Set<TaskRecord>;
	nextPort: number;
	version: number;
}
