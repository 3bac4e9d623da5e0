/**
 * Nothing is deployed again that ECS has thrown out: what its circuit breaker rolled back, or a person stopped, stays out
 * until the manifest's content or `policy.redeploy` changes. ECS's own record is the memory, so a restart forgets nothing.
 */
import type { Step } from "../../model/plan.ts";
import type { PastDeployment } from "./history.ts";

/** Nothing is begun while ECS itself is on its way back. */
export function waitForRollback(history: readonly PastDeployment[]): Step | undefined {
	const [newest] = history;
	if (newest?.end !== "undoing") return undefined;
	return { outcome: "wait", reason: `ECS is undoing the last deployment (${newest.status}). ${newest.reason}`.trim() };
}

/** The refusal for content that was thrown out, and the health of a service that therefore is not as its manifest says. */
export function thrownOut({ status, reason, content }: PastDeployment, stoppedReasons: readonly string[]): Step {
	const what = content?.taskDefinition ? `the deployment of ${content.taskDefinition}` : "its deployment";
	const said = [reason, ...stoppedReasons.slice(0, 2)].filter((text) => text !== "");
	const sentence =
		`ECS has thrown out ${what} (${status}). ${said.length > 0 ? `It says: ${said.join(" / ")} ` : ""}` +
		`It is not deployed again until its content changes, or "policy.redeploy" does.`;
	return { outcome: "refusal", reason: sentence, health: { status: "Degraded", reason: sentence } };
}
