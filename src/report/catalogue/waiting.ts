/** The wording of what a resource waits for. It proceeds automatically. */
import { listed } from "../../lib/listed.ts";
import { counted } from "../text.ts";
import { advice, type Wordings } from "./wording.ts";

export const waiting: Wordings<
	| "DependencyNotFound"
	| "DependencyNotObserved"
	| "DependencyOutOfSync"
	| "DependencyNotOwned"
	| "DependencyNotSteady"
	| "DependencyMayBeInvalid"
	| "OperationInProgress"
	| "EffectNotObserved"
	| "ChangeInProgress"
	| "DeletionInProgress"
	| "InUseBy"
	| "SuccessorNotHealthy"
	| "RereadBeforeDeletion"
	| "PreflightPending"
	| "PrerequisiteMissing"
	| "RolloutLimitReached"
	| "RolloutsStopped"
> = {
	DependencyNotFound: {
		severity: "info",
		cause: "A resource that it refers to does not exist yet.",
		message: ({ target }) => `Waiting for ${target}, which does not exist yet.`,
	},
	DependencyNotObserved: {
		severity: "info",
		cause: "A resource that it refers to could not be observed yet.",
		message: ({ target }) => `Waiting for ${target}, which has not been observed yet.`,
	},
	DependencyOutOfSync: {
		severity: "info",
		cause: "A resource that it refers to differs from its manifest.",
		message: ({ target }) => `Waiting for ${target}, which differs from its manifest.`,
	},
	DependencyNotOwned: {
		severity: "warning",
		cause: "A resource that it refers to exists and is not owned by this environment.",
		message: ({ target }) => `Waiting for ${target}, which this environment does not own.`,
		remediation: ({ target }) =>
			`Adopt ${target}, or write \`policy: { mode: observe }\` in its manifest to use it as it is.`,
	},
	DependencyNotSteady: {
		severity: "info",
		cause: "A service that it uses is not steady yet.",
		message: ({ target }) => `Waiting until ${target} is steady.`,
	},
	DependencyMayBeInvalid: {
		severity: "warning",
		cause: "No valid manifest declares what it refers to, and an invalid one may.",
		message: ({ targets }) => `Waiting for ${listed(targets)}, which an invalid manifest may declare.`,
		remediation: "Fix the invalid manifests.",
	},
	OperationInProgress: {
		severity: "info",
		cause: "An asynchronous operation that evenkeel started is in progress.",
		message: ({ operation, operationId }) => `${operation} is in progress (operation ${operationId}).`,
	},
	EffectNotObserved: {
		severity: "info",
		cause: "AWS accepted the action, and its effect is not observed yet.",
		message: ({ operation }) => `${operation} was accepted; waiting for it to take effect.`,
	},
	ChangeInProgress: {
		severity: "info",
		cause: "AWS is changing the resource.",
		message: ({ status }) => `AWS is changing it (${status}).`,
	},
	DeletionInProgress: {
		severity: "info",
		cause: "AWS is deleting the resource.",
		message: ({ runningTasks }) =>
			runningTasks === undefined
				? "AWS is deleting it."
				: `AWS is deleting it; ${counted(runningTasks, "running task")} left.`,
	},
	InUseBy: {
		severity: "info",
		cause: "Another resource still uses the one to delete.",
		message: ({ referrer }) => `Deletion waits until ${referrer}, which uses it, is deleted.`,
	},
	SuccessorNotHealthy: {
		severity: "info",
		cause: "The resource that replaces it is not healthy yet.",
		message: ({ successor }) => `Deletion waits until ${successor}, which replaces it, is healthy.`,
	},
	RereadBeforeDeletion: {
		severity: "info",
		cause: "The resource to delete must be read again first.",
		message: () => "Deletion waits until it is read again.",
	},
	PreflightPending: {
		severity: "info",
		cause: "The preflight check of the action has not run yet.",
		message: () => "Waiting for the preflight check.",
	},
	PrerequisiteMissing: {
		severity: "warning",
		cause: "Something that the action names does not exist, or cannot be used.",
		message: ({ missing }, word) => missing.map(word).join(" "),
		remediation: ({ missing }, _word, advise) => advice(missing, advise),
	},
	RolloutLimitReached: {
		severity: "info",
		cause: "`rollouts.maxConcurrent` of the Environment document is reached.",
		message: ({ maxConcurrent }) =>
			`Waiting for its turn: ${counted(maxConcurrent, "rollout")} in progress, the most that rollouts.maxConcurrent allows.`,
	},
	RolloutsStopped: {
		severity: "error",
		cause: "`rollouts.stopAfterFailures` of the Environment document is reached, so no other rollout starts.",
		message: ({ failed, count, limit }) =>
			`Waiting: the rollout of ${failed}${count > 1 ? ` and of ${counted(count - 1, "other resource")}` : ""} ` +
			`failed. No rollout starts after ${counted(limit, "failure")} (rollouts.stopAfterFailures).`,
		remediation: "Fix or revert the failed rollout.",
	},
};
