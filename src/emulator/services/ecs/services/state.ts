/** What the emulated ECS remembers of a service: what it was told to be, and how far it has come. */
import type { CreateServiceRequest } from "@aws-sdk/client-ecs";
import type { ClusterRecord } from "../clusters/state.ts";
import type { DeploymentRecord, ServiceDeploymentRecord, TaskSetRecord } from "../deployments/state.ts";
import type { Tags } from "../state.ts";
import type { TaskRecord } from "../tasks/state.ts";
import type { TimerSubject } from "../timer-queue.ts";

/** What a service is told to be: the create call's members with AWS's defaults filled in. */
export type ServiceConfiguration = Omit<
	CreateServiceRequest,
	"cluster" | "serviceName" | "clientToken" | "tags" | "taskDefinition" | "desiredCount"
> & {
	readonly taskDefinition: string;
	readonly desiredCount: number;
};

/** A service, also one that is INACTIVE. */
export interface ServiceRecord extends TimerSubject {
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

/** What a service tells of itself, once. */
export interface EventRecord {
	readonly id: string;
	readonly atMs: number;
	readonly message: string;
}
