/** Reason codes of ECS services. Parameters named `said` or `message` are AWS's own text. */
import type { Identity } from "../../model/identity.ts";
import type { Reason } from "../../model/reason.ts";

/** The number of running tasks and the desired number. */
export interface TaskCounts {
	readonly running: number;
	readonly desired: number;
}

/** Why tasks stopped, newest first; `unreachable`: a task could not reach its image registry or its secrets. */
export interface Stopped {
	readonly stoppedReasons: readonly string[];
	readonly unreachable: boolean;
}

declare module "../../model/reason.ts" {
	interface ReasonParams {
		// Health.
		ServiceDraining: NoParams;
		NoDeployment: NoParams;
		DeploymentFailed: { readonly said: string } & Stopped;
		TasksFailedToStart: { readonly failedTasks: number } & TaskCounts & Stopped;
		TasksNotPlaced: { readonly said: string } & TaskCounts;
		DeploymentStalled: { readonly minutes: number; readonly deadlineMinutes: number } & TaskCounts;
		DeploymentInProgress: TaskCounts;
		TasksNotSteady: TaskCounts;
		NoPrimaryTaskSet: NoParams;
		TaskSetNotSteady: TaskCounts;
		/**
		 * The running images are unknown, so their tags are not followed. Without a cause, ECS does not show the revision.
		 */
		RunningImagesUnknown: { readonly cause?: Reason };
		/** This endpoint keeps no deployment history. */
		NoDeploymentHistory: NoParams;

		// What it waits for, and what blocks it.
		RollbackInProgress: { readonly status: string; readonly said: string };
		RolledBack: { readonly status: string; readonly taskDefinition?: string; readonly said: readonly string[] };
		/** CI may have registered the revision that runs; its family is observed first. */
		RunningRevisionNotObserved: { readonly revision: string; readonly target: Identity };
		TasksStopping: NoParams;
		NewEndpointNotUsed: { readonly endpoints: readonly string[] };
		/** AWS does not tag a service whose ARN has the old format. */
		ShortArn: NoParams;

		// Remediation for fields that AWS cannot change.
		UseCapacityProviderStrategy: NoParams;
		ReplaceService: NoParams;
		DeclareOtherService: NoParams;
		NotShownByEcs: NoParams;

		// Why an action is planned.
		ScaledToZero: { readonly before: Reason };
		NewRedeployValue: NoParams;
		/** The value of `policy.redeploy` is recorded before its deployment starts. */
		RecordRedeploy: NoParams;
		RedeploySucceeded: NoParams;
		RegistryRecreated: { readonly registry: Identity };
		NewEndpoint: { readonly endpoints: readonly string[] };
		NewDigest: { readonly image: string; readonly digest: string; readonly deployed: string };
	}
}
