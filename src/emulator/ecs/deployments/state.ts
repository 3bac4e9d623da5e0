/**
 * What the emulated ECS remembers of service deployments (how far each has come, what watches over it, and how it ended) and
 * of the task sets that take their place where others deploy.
 * The other halves of the records are in `../state.ts` and `../tasks/state.ts`.
 */
import type {
	DeploymentLifecycleHookAction,
	DeploymentLifecycleHookStatus,
	DeploymentLifecycleHookTargetType,
	ServiceDeploymentStatus,
} from "@aws-sdk/client-ecs";
import type { DeploymentRecord, ServiceRecord, Tags } from "../state.ts";
import type { Stage } from "./stages.ts";

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

export interface DeploymentCounts {
	readonly tasks: ReadonlyMap<DeploymentRecord, TaskCounts>;
	readonly failedTasks: number;
	readonly threshold: number;
}

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
