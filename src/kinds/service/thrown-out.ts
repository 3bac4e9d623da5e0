/**
 * Nothing is deployed again that ECS has thrown out: what its circuit breaker rolled back, or a person stopped, stays out
 * until the manifest's content or `policy.redeploy` changes. ECS's own record is the memory, so a restart forgets nothing.
 */
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import type { PastDeployment } from "./facts.ts";

/** Nothing is begun while ECS itself is on its way back. */
export function waitForRollback(history: readonly PastDeployment[]): Step | undefined {
	const [newest] = history;
	if (newest?.end !== "undoing") return undefined;
	return { outcome: "wait", reason: because("RollbackInProgress", { status: newest.status, said: newest.reason }) };
}

/** The refusal for content that was thrown out, and the health of a service that therefore is not as its manifest says. */
export function thrownOut({ status, reason, content }: PastDeployment, stoppedReasons: readonly string[]): Step {
	const said = [reason, ...stoppedReasons.slice(0, 2)].filter((text) => text !== "");
	const { taskDefinition } = content ?? {};
	const rolledBack = because("RolledBack", { status, ...(taskDefinition ? { taskDefinition } : {}), said });
	return { outcome: "refusal", reason: rolledBack, health: { status: "Degraded", reason: rolledBack } };
}
