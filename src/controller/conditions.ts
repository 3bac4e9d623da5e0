/**
 * Derives the conditions of a resource, in the form of Kubernetes conditions (KEP-1623), from its status alone. Each of
 * the four has a status, a reason code and a transition time.
 */
import type { Reason } from "../model/reason.ts";
import type { Condition, ConditionStatus, ResourceStatus } from "../model/status.ts";

type Answer = Pick<Condition, "status" | "reason" | "detail">;

/** The four conditions of `resource`. The transition time changes only with the status. */
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

/** Whether the resource works, judged by its health alone. */
function ready({ health }: ResourceStatus): Answer {
	const status = health.status === "Unknown" ? "Unknown" : truth(health.status === "Healthy");
	return { status, ...explained(health.reason, health.status) };
}

/** Whether the resource matches its manifest, as last observed. */
function synced({ sync, reason, orphan }: ResourceStatus): Answer {
	const status = sync === "Unknown" ? "Unknown" : truth(sync === "Synced");
	return { status, ...explained(reason, orphan ? "NotDeclared" : "InSync") };
}

/** Whether an action, a wait or a rollout is in progress. */
function reconciling({ outcome, health, reason, rollout }: ResourceStatus): Answer {
	if (outcome === "action" || outcome === "waiting") return { status: "True", ...explained(reason, "Differs") };
	if (health.status === "Progressing" || rollout === "in progress") {
		return { status: "True", ...explained(health.reason, "DeploymentInProgress") };
	}
	return { status: outcome === undefined ? "Unknown" : "False", reason: "Settled" };
}

/** Whether the resource is not as declared and no further progress is expected. */
function stalled({ outcome, health, reason, rollout, failure, hasNoEffect, orphan }: ResourceStatus): Answer {
	if (rollout === "failed") return { status: "True", ...explained(health.reason ?? reason, "RolledBack") };
	const isBlocked = outcome === "action" && (failure?.kind === "denied" || failure?.kind === "invalid");
	// The environment asks for orphans to be kept, so a kept orphan is not stalled.
	if (hasNoEffect || isBlocked || (outcome === "blocked" && !orphan)) {
		return { status: "True", ...explained(reason, "Differs") };
	}
	return { status: outcome === undefined ? "Unknown" : "False", reason: "NotStalled" };
}

/** Uses the code of `detail` as the condition's reason, or `otherwise` if there is none. */
function explained(detail: Reason | undefined, otherwise: Condition["reason"]): Pick<Condition, "reason" | "detail"> {
	return detail ? { reason: detail.code, detail } : { reason: otherwise };
}

function truth(is: boolean): ConditionStatus {
	return is ? "True" : "False";
}
