/**
 * Health and rollout state of an ECS service, from its deployments.
 * Counts alone prove nothing: right after an update the PRIMARY deployment has a desired count of 0.
 */
import type { Policy, Resource } from "../../model/manifest.ts";
import type { Health } from "../../model/observed-state.ts";
import { defaultPolicy } from "../../model/policy.ts";
import { because } from "../../model/reason.ts";
import { primary, type ServiceFacts, type TaskSetFacts } from "./facts.ts";
import type { Stopped, TaskCounts } from "./reasons.ts";

/** Healthy once the newest deployment is complete and the only one, and all its tasks run. */
export function serviceHealth(
	{ facts }: { readonly facts: ServiceFacts },
	resource: Pick<Resource, "policy"> | undefined,
	atMs: number,
): Health {
	if (facts.status === "DRAINING") return { status: "Progressing", reason: because("ServiceDraining") };
	const present = primary(facts);
	const counts = { running: facts.runningCount, desired: facts.desiredCount };
	if (facts.taskSets) return healthOfTaskSets(facts.taskSets, counts);
	if (!present) return { status: "Progressing", reason: because("NoDeployment") };
	if (present.rolloutState === "FAILED") {
		const reason = because("DeploymentFailed", { said: present.rolloutReason, ...stopped(facts) });
		return { status: "Degraded", reason };
	}
	const lacking = facts.runningCount < facts.desiredCount;
	if (present.failedTasks > 0 && (lacking || present.rolloutState !== "COMPLETED")) {
		const params = { failedTasks: present.failedTasks, ...counts, ...stopped(facts) };
		return { status: "Degraded", reason: because("TasksFailedToStart", params) };
	}
	// An event about a failed placement may be outdated once a task is pending.
	if (facts.complaint !== undefined && lacking && facts.pendingCount === 0) {
		return { status: "Degraded", reason: because("TasksNotPlaced", { said: facts.complaint, ...counts }) };
	}
	if (present.rolloutState === "IN_PROGRESS" || facts.deployments.length > 1) {
		const stalled = stalledFor(present.updatedAtMs, resource?.policy ?? defaultPolicy, atMs);
		if (stalled) return { status: "Degraded", reason: because("DeploymentStalled", { ...stalled, ...counts }) };
		return { status: "Progressing", reason: because("DeploymentInProgress", counts) };
	}
	if (facts.runningCount !== facts.desiredCount || facts.pendingCount > 0) {
		return { status: "Progressing", reason: because("TasksNotSteady", counts) };
	}
	const trouble = facts.images?.troubles[0];
	// The running tasks are unaffected, but the reason is reported.
	return { status: "Healthy", ...(trouble ? { reason: trouble } : {}) };
}

/**
 * CodeDeploy or an external controller deploys these task sets, and `STEADY_STATE` reports that a deployment is complete.
 */
function healthOfTaskSets(taskSets: readonly TaskSetFacts[], counts: TaskCounts): Health {
	const present = taskSets.find(({ status }) => status === "PRIMARY");
	if (!present) {
		return { status: "Progressing", reason: because("NoPrimaryTaskSet") };
	}
	if (!present.isStable) return { status: "Progressing", reason: because("TaskSetNotSteady", counts) };
	return { status: "Healthy" };
}

/** The time without progress, once it exceeds the deadline. Without a circuit breaker, ECS retries for ever. */
function stalledFor(sinceMs: number, { progressDeadlineMs }: Policy, atMs: number) {
	if (atMs - sinceMs <= progressDeadlineMs) return undefined;
	return { minutes: Math.floor((atMs - sinceMs) / 60_000), deadlineMinutes: progressDeadlineMs / 60_000 };
}

/**
 * A rolled-back rollout counts as failed for as long as the manifest asks for it, since only then is the history read.
 * Tasks that are stopping count as a rollout in progress.
 */
export function serviceRollout({ facts }: { readonly facts: ServiceFacts }): "in progress" | "failed" | "done" {
	const present = primary(facts);
	if (present?.rolloutState === "FAILED" || facts.history[0]?.end === "undone") return "failed";
	const undoing = facts.history[0]?.end === "undoing";
	const ending = facts.desiredCount === 0 && facts.runningCount > 0;
	return undoing || ending || present?.rolloutState === "IN_PROGRESS" || facts.deployments.length > 1
		? "in progress"
		: "done";
}

/** Why tasks stopped, as AWS reports it, and whether it is the failure that usually has a network cause. */
function stopped({ stoppedReasons }: ServiceFacts): Stopped {
	const unreachable = stoppedReasons.some((reason) =>
		/ResourceInitializationError.*unable to pull secrets or registry auth.*i\/o timeout/s.test(reason),
	);
	return { stoppedReasons: stoppedReasons.slice(0, 2), unreachable };
}
