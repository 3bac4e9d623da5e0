/**
 * What the emulated ECS remembers of deployments and service deployments (how far each has come, what watches over it, and how
 * it ended) and of the task sets that take their place where others deploy.
 */

import type {
	ContainerImage,
	DeploymentLifecycleHookAction,
	DeploymentLifecycleHookStatus,
	DeploymentLifecycleHookTargetType,
	ServiceDeploymentStatus,
} from "@aws-sdk/client-ecs";
import type { ConnectSnapshot } from "../discovery/state.ts";
import type { ServiceConfiguration, ServiceRecord } from "../services/state.ts";
import type { Tags } from "../state.ts";
import type { RevisionRecord } from "../task-definitions/state.ts";
import type { Stage } from "./stages.ts";

/** A deployment, which is a service revision, too. */
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
	/** Its containers' images, with the digests that were looked up when it began. */
	readonly images: readonly ContainerImage[];
	/** What Service Connect fixed for its tasks; undefined where the service does not take part. */
	readonly connect: ConnectSnapshot | undefined;
}

/** A service deployment: how the service came to its present revision, or failed to. */
export interface ServiceDeploymentRecord {
	readonly sequence: number;
	readonly arn: string;
	readonly service: ServiceRecord;
	readonly target: DeploymentRecord;
	/** The deployments that had tasks when it began, PRIMARY first. */
	readonly sources: readonly DeploymentRecord[];
	/** Its way, fixed when it began. */
	readonly stages: readonly Stage[];
	/** Where it is on that way; undefined until the scheduler took it up. */
	progress: StageProgress | undefined;
	/** Alarms that were in ALARM already when it began: they say nothing about it. */
	readonly ignoredAlarms: ReadonlySet<string>;
	triggeredAlarms: readonly string[];
	breakerTriggered: boolean;
	readonly createdAtMs: number;
	startedAtMs: number | undefined;
	finishedAtMs: number | undefined;
	stoppedAtMs: number | undefined;
	updatedAtMs: number;
	status: ServiceDeploymentStatus;
	statusReason: string | undefined;
	rollback: { readonly reason: string; readonly atMs: number; readonly to: DeploymentRecord } | undefined;
	/** What was counted when it ended: later tasks are not of this deployment (ECS developer guide, service deployments). */
	outcome: DeploymentCounts | undefined;
}

/** How far the stage has come that is going on. */
export interface StageProgress {
	/** Into the stages of the service deployment. */
	readonly index: number;
	readonly enteredAtMs: number;
	readonly hooks: readonly HookRecord[];
}

/** One run of a lifecycle hook. */
export interface HookRecord {
	readonly id: string;
	readonly targetType: DeploymentLifecycleHookTargetType;
	/** The Lambda function's ARN; a pause has none. */
	readonly targetArn: string | undefined;
	readonly expiresAtMs: number;
	readonly timeoutAction: DeploymentLifecycleHookAction;
	status: DeploymentLifecycleHookStatus;
}

/** The tasks of a service by deployment. */
export interface DeploymentCounts {
	readonly tasks: ReadonlyMap<DeploymentRecord, TaskCounts>;
	readonly failedTasks: number;
	readonly threshold: number;
}

/** Tasks of one deployment by what they are about. */
export interface TaskCounts {
	requested: number;
	running: number;
	pending: number;
}

/** A task set: what stands in for deployments where somebody else than ECS deploys. */
export interface TaskSetRecord {
	readonly arn: string;
	/** Its content, under the id of the task set. */
	readonly deployment: DeploymentRecord;
	readonly tags: Tags;
	/** What CreateTaskSet was asked under this client token. */
	readonly request: { readonly clientToken: string | undefined; readonly text: string };
	status: "PRIMARY" | "ACTIVE" | "DRAINING";
	scalePercent: number;
	updatedAtMs: number;
}
