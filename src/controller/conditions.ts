/**
 * The conditions of a resource in the form that Kubernetes' tools and people know (KEP-1623): four questions, each answered
 * with a status, a reason code and since when. Made from a resource's status alone, by one pure function.
 */
import type { Reason } from "../model/reason.ts";
import type { Condition, ConditionStatus, ResourceStatus } from "../model/status.ts";

type Answer = Pick<Condition, "status" | "reason" | "detail">;

/** The four conditions of `resource`. One keeps the time of its last transition for as long as its status stays. */
export function conditionsOf(
	resource: Omit<ResourceStatus, "conditions">,
	before: readonly Condition[] | undefined,
	wallMs: number,
): readonly Condition[] {
	const answers = { Ready: ready, Synced: synced, Reconciling: reconciling, Stalled: stalled } as const;
	return (Object.keys(answers) as (keyof typeof answers)[]).map((type) => {
		const answer = answers[type](resource);
		const same = before?.find((condition) => condition.type === type && condition.status === answer.status);
		return { type, ...answer, lastTransitionTime: same?.lastTransitionTime ?? new Date(wallMs).toISOString() };
	});
}

/** Whether it does its work: its health, and nothing else. */
function ready({ health }: ResourceStatus): Answer {
	const status = health.status === "Unknown" ? "Unknown" : truth(health.status === "Healthy");
	return { status, ...explained(health.reason, health.status) };
}

/** Whether it is as its manifest says, as last observed. */
function synced({ sync, reason, orphan }: ResourceStatus): Answer {
	const status = sync === "Unknown" ? "Unknown" : truth(sync === "Synced");
	return { status, ...explained(reason, orphan ? "NotDeclared" : "InSync") };
}

/** Whether something moves: an action of ours, what it waits for, or a rollout. */
function reconciling({ outcome, health, reason, rollout }: ResourceStatus): Answer {
	if (outcome === "call" || outcome === "wait") return { status: "True", ...explained(reason, "Differs") };
	if (health.status === "Progressing" || rollout === "in progress") {
		return { status: "True", ...explained(health.reason, "DeploymentInProgress") };
	}
	return { status: outcome === undefined ? "Unknown" : "False", reason: "Settled" };
}

/** Whether nothing will change by itself, though it is not as it should be. */
function stalled({ outcome, health, reason, rollout, failure, hasNoEffect, orphan }: ResourceStatus): Answer {
	if (rollout === "failed") return { status: "True", ...explained(health.reason ?? reason, "RolledBack") };
	const isRefused = outcome === "call" && (failure?.kind === "denied" || failure?.kind === "invalid");
	// An orphan that is kept is as the environment wants it.
	if (hasNoEffect || isRefused || (outcome === "refusal" && !orphan)) {
		return { status: "True", ...explained(reason, "Differs") };
	}
	return { status: outcome === undefined ? "Unknown" : "False", reason: "NotStalled" };
}

/** The code of `detail` is the condition's reason; `otherwise` where there is none. */
function explained(detail: Reason | undefined, otherwise: Condition["reason"]): Pick<Condition, "reason" | "detail"> {
	return detail ? { reason: detail.code, detail } : { reason: otherwise };
}

function truth(is: boolean): ConditionStatus {
	return is ? "True" : "False";
}
