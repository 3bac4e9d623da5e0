/**
 * Blocks redeployment of content that ECS has rolled back.
 * Content that the circuit breaker rolled back or a user stopped stays undeployed until the manifest's content or
 * `policy.redeploy` changes. The history of ECS is the only record, so a restart loses nothing.
 */
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import type { PastDeployment } from "./facts.ts";

/** The step that waits while ECS is rolling back; no deployment starts meanwhile. */
export function waitForRollback(history: readonly PastDeployment[]): Step | undefined {
	const [newest] = history;
	if (newest?.end !== "undoing") return undefined;
	return { outcome: "waiting", reason: because("RollbackInProgress", { status: newest.status, said: newest.reason }) };
}

/** The reason that blocks rolled-back content, and that makes the service degraded because it differs from its manifest. */
export function rolledBack({ status, reason, content }: PastDeployment, stoppedReasons: readonly string[]): Step {
	const said = [reason, ...stoppedReasons.slice(0, 2)].filter((text) => text !== "");
	const { taskDefinition } = content ?? {};
	const rolledBack = because("RolledBack", { status, ...(taskDefinition ? { taskDefinition } : {}), said });
	return { outcome: "blocked", reason: rolledBack, health: { status: "Degraded", reason: rolledBack } };
}
