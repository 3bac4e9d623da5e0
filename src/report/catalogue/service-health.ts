/** The wording of the health of services. */
import type { TaskCounts } from "../../kinds/service/reasons.ts";
import { counted } from "../text.ts";
import { sentence, type Wordings } from "./wording.ts";

export const serviceHealth: Wordings<
	| "ServiceDraining"
	| "NoDeployment"
	| "DeploymentFailed"
	| "TasksFailedToStart"
	| "TasksNotPlaced"
	| "DeploymentStalled"
	| "DeploymentInProgress"
	| "TasksNotSteady"
	| "NoPrimaryTaskSet"
	| "TaskSetNotSteady"
	| "RunningImagesUnknown"
	| "NoDeploymentHistory"
> = {
	ServiceDraining: {
		severity: "info",
		cause: "The service is being deleted.",
		message: () => "ECS is deleting it.",
	},
	NoDeployment: {
		severity: "info",
		cause: "ECS has not started a deployment of the service yet.",
		message: () => "ECS has not started a deployment yet.",
	},
	DeploymentFailed: {
		severity: "error",
		cause: "The deployment of the service failed.",
		message: ({ said, stoppedReasons }) => `Its deployment failed: ${sentence(said)}${stopped(stoppedReasons)}`,
		remediation: ({ unreachable }) => (unreachable ? reachability : undefined),
	},
	TasksFailedToStart: {
		severity: "error",
		cause: "Tasks of the newest deployment failed to start.",
		message: ({ failedTasks, stoppedReasons, ...counts }) =>
			`${counted(failedTasks, "task")} failed to start; ${running(counts)}.${stopped(stoppedReasons)}`,
		remediation: ({ unreachable }) => (unreachable ? reachability : undefined),
	},
	TasksNotPlaced: {
		severity: "error",
		cause: "ECS could not place tasks, or reports another problem with them.",
		message: ({ said, ...counts }) => `${running(counts)}. ECS says: ${sentence(said)}`,
		remediation: "Fix the problem that ECS reports, such as missing capacity, placement constraints or permissions.",
	},
	DeploymentStalled: {
		severity: "error",
		cause: "The deployment made no progress for longer than `policy.progressDeadline`.",
		message: ({ minutes, deadlineMinutes, ...counts }) =>
			`Its deployment has made no progress for ${counted(minutes, "minute")}, more than policy.progressDeadline allows ` +
			`(${counted(deadlineMinutes, "minute")}); ${running(counts)}.`,
		remediation: "Check the service's events and the logs of its tasks; evenkeel does not stop the deployment.",
	},
	DeploymentInProgress: {
		severity: "info",
		cause: "A deployment of the service is in progress.",
		message: (counts) => `A deployment is in progress; ${running(counts)}.`,
	},
	TasksNotSteady: {
		severity: "info",
		cause: "The number of running tasks differs from the desired count.",
		message: (counts) => `${running(counts)}.`,
	},
	NoPrimaryTaskSet: {
		severity: "info",
		cause: "An external deployment controller has not created a primary task set yet.",
		message: () => "It has no primary task set yet; its external deployment controller must create one.",
	},
	TaskSetNotSteady: {
		severity: "info",
		cause: "The primary task set is not steady yet.",
		message: (counts) => `Its primary task set is not steady yet; ${running(counts)}.`,
	},
	RunningImagesUnknown: {
		severity: "warning",
		cause: "The images that the service runs are unknown, so their tags are not followed.",
		message: ({ cause }, word) =>
			`Its running images are unknown, so their tags are not followed: ${cause ? word(cause) : "ECS does not show its revision."}`,
		remediation: ({ cause }, _word, advise) => cause && advise(cause),
	},
	NoDeploymentHistory: {
		severity: "warning",
		cause: "This implementation of ECS keeps no deployment history.",
		message: () => "This ECS keeps no deployment history, so a rolled-back deployment may be started again.",
	},
};

/** What to check when a task reaches neither its image registry nor its secrets. */
const reachability =
	"Check in this order: the subnets' route to the internet or to VPC endpoints; network ACLs and security groups; " +
	"the VPC endpoints for ECR, S3, logs and secrets; the execution role; the secrets that the task definition names.";

function running({ running, desired }: TaskCounts): string {
	return `${running} of ${desired} tasks are running`;
}

function stopped(reasons: readonly string[]): string {
	return reasons.length > 0 ? ` ECS says: ${sentence(reasons.join(" / "))}` : "";
}
