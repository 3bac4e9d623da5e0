/**
 * The conditions of a resource in the form that Kubernetes' tools and people know (KEP-1623): four questions, each answered
 * with a status, a reason in one word and a sentence, and since when. Made from a resource's status alone, by one pure function.
 */
import type { Condition, ConditionStatus, ResourceStatus } from "../model/status.ts";

type Answer = Pick<Condition, "status" | "reason" | "message">;

/** The four conditions of `resource`. One keeps the time of its last transition for as long as its status stays. */
export function conditionsOf(
	resource: Omit<ResourceStatus, "conditions">,
	before: readonly Condition[] | undefined,
	nowMs: number,
): readonly Condition[] {
	const answers = { Ready: ready, Synced: synced, Reconciling: reconciling, Stalled: stalled } as const;
	return (Object.keys(answers) as (keyof typeof answers)[]).map((type) => {
		const answer = answers[type](resource);
		const same = before?.find((condition) => condition.type === type && condition.status === answer.status);
		return { type, ...answer, lastTransitionTime: same?.lastTransitionTime ?? new Date(nowMs).toISOString() };
	});
}

/** Whether it does its work: its health, and nothing else. */
function ready({ health }: ResourceStatus): Answer {
	const status = health.status === "Unknown" ? "Unknown" : truth(health.status === "Healthy");
	return { status, reason: health.status, message: health.reason ?? "" };
}

/** Whether it is as its manifest says, as last seen. */
function synced({ sync, outcome, reason, orphan }: ResourceStatus): Answer {
	const status = sync === "Unknown" ? "Unknown" : truth(sync === "Synced");
	if (outcome === undefined) return { status, reason: "NotLookedAt", message: reason };
	if (orphan) return { status, reason: "NotDeclared", message: reason };
	return {
		status,
		reason: { "in sync": "InSync", call: "Differs", wait: "Waits", refusal: "Refused" }[outcome],
		message: reason,
	};
}

/** Whether something moves: a call of ours, what it waits for, or a rollout. */
function reconciling({ outcome, health, reason, rollout }: ResourceStatus): Answer {
	if (outcome === "call") return { status: "True", reason: "Calls", message: reason };
	if (outcome === "wait") return { status: "True", reason: "Waits", message: reason };
	if (health.status === "Progressing" || rollout === "in progress") {
		return { status: "True", reason: "RollsOut", message: health.reason ?? "" };
	}
	return { status: outcome === undefined ? "Unknown" : "False", reason: "Settled", message: "" };
}

/** Whether nothing will change by itself, though it is not as it should be. */
function stalled({ outcome, health, reason, rollout, failure, hasNoEffect, orphan }: ResourceStatus): Answer {
	if (rollout === "failed") return { status: "True", reason: "RolloutFailed", message: health.reason ?? reason };
	if (hasNoEffect) return { status: "True", reason: "NoEffect", message: reason };
	if (outcome === "call" && (failure?.kind === "denied" || failure?.kind === "invalid")) {
		return { status: "True", reason: "CallFailed", message: failure.sentence };
	}
	// An orphan that is kept is as the environment wants it.
	if (outcome === "refusal" && !orphan) return { status: "True", reason: "Refused", message: reason };
	return { status: outcome === undefined ? "Unknown" : "False", reason: "NotStalled", message: "" };
}

function truth(is: boolean): ConditionStatus {
	return is ? "True" : "False";
}
