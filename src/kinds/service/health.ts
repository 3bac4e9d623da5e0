/**
 * How an ECS service is getting on, told by its deployments and not by counts alone: right after an update the PRIMARY
 * deployment shows a desired count of 0, so equal counts prove nothing.
 */
import type { Policy, Resource } from "../../model/manifest.ts";
import { defaultPolicy } from "../../model/policy.ts";
import type { Health } from "../../model/world.ts";
import { primary, type ServiceFacts, type TaskSetFacts } from "./facts.ts";

/** Healthy once the newest deployment is complete, alone, and all its tasks run. */
export function serviceHealth(
	{ facts }: { readonly facts: ServiceFacts },
	resource: Pick<Resource, "policy"> | undefined,
	atMs: number,
): Health {
	if (facts.status === "DRAINING") return { status: "Progressing", reason: "It is being deleted." };
	const present = primary(facts);
	const counts = `${facts.runningCount} of ${facts.desiredCount} tasks run`;
	if (facts.taskSets) return healthOfTaskSets(facts.taskSets, counts);
	if (!present) return { status: "Progressing", reason: "ECS has started no deployment yet." };
	if (present.rolloutState === "FAILED") {
		return { status: "Degraded", reason: because(`Its deployment failed: ${present.rolloutReason}`, facts) };
	}
	const lacking = facts.runningCount < facts.desiredCount;
	if (present.failedTasks > 0 && (lacking || present.rolloutState !== "COMPLETED")) {
		return {
			status: "Degraded",
			reason: because(`${present.failedTasks} tasks failed to start, and ${counts}.`, facts),
		};
	}
	// What ECS complained of may be over once a task is on its way.
	if (facts.complaint !== undefined && lacking && facts.pendingCount === 0) {
		return { status: "Degraded", reason: `${counts}. ECS says: ${facts.complaint}` };
	}
	if (present.rolloutState === "IN_PROGRESS" || facts.deployments.length > 1) {
		const stalled = stalledSentence(present.updatedAtMs, resource?.policy ?? defaultPolicy, atMs);
		if (stalled) return { status: "Degraded", reason: `${stalled} ${counts}.` };
		return { status: "Progressing", reason: `A deployment is in progress; ${counts}.` };
	}
	if (facts.runningCount !== facts.desiredCount || facts.pendingCount > 0) {
		return { status: "Progressing", reason: `${counts}.` };
	}
	const trouble = facts.images?.troubles[0];
	// It harms nothing that runs, and somebody may want to know.
	return { status: "Healthy", ...(trouble ? { reason: trouble } : {}) };
}

/** Its deployments are somebody else's, who also says when one of them is over. */
function healthOfTaskSets(taskSets: readonly TaskSetFacts[], counts: string): Health {
	const present = taskSets.find(({ status }) => status === "PRIMARY");
	if (!present) {
		return { status: "Progressing", reason: "It has no primary task set yet; whoever deploys it has to make one." };
	}
	if (!present.isStable) return { status: "Progressing", reason: `Its primary task set is not steady yet; ${counts}.` };
	return { status: "Healthy" };
}

/** ECS without a circuit breaker tries for ever; after a while somebody should look. */
function stalledSentence(sinceMs: number, { progressDeadlineMs }: Policy, atMs: number): string | undefined {
	if (atMs - sinceMs <= progressDeadlineMs) return undefined;
	const minutes = Math.floor((atMs - sinceMs) / 60_000);
	return (
		`Its deployment has made no progress for ${minutes} minutes, which is more than its progressDeadline of ` +
		`${progressDeadlineMs / 60_000}.`
	);
}

/**
 * A rollout that ECS has undone has failed for as long as the manifest asks for it: only then is the history read. Tasks that are
 * to go are on their way, too, for whatever comes in their place.
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

/** AWS's own words why tasks stopped, and, for the one that leaves most people helpless, what to check. */
function because(sentence: string, { stoppedReasons }: ServiceFacts): string {
	const [first] = stoppedReasons;
	if (first === undefined) return sentence;
	return `${sentence} ECS says: ${stoppedReasons.slice(0, 2).join(" / ")}${advice(stoppedReasons)}`;
}

function advice(reasons: readonly string[]): string {
	const cannotPull = reasons.some((reason) =>
		/ResourceInitializationError.*unable to pull secrets or registry auth.*i\/o timeout/s.test(reason),
	);
	if (!cannotPull) return "";
	return (
		" Check in this order: the subnets' route to the internet or to VPC endpoints; network ACLs and security groups;" +
		" the VPC endpoints for ECR, S3, logs and secrets; the execution role; the secrets that the task definition names."
	);
}
