/**
 * `policy.redeploy`: exactly one forced deployment for each new value.
 * First a tag records the value and the id of the newest deployment; a deployment is forced only while that one is still
 * the newest. After a crash or a lost response, a newer deployment shows that the value is already deployed.
 */
import { createHash } from "node:crypto";
import type { Call } from "../../aws/calls.ts";
import type { Policy, Resource } from "../../model/manifest.ts";
import type { Observed } from "../../model/observed-state.ts";
import { redeployTag } from "../../model/tags.ts";
import { ecsTagRules } from "../tag-rules.ts";
import { primary, type ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

type ObservedService = Observed<ServiceSpec, ServiceFacts>;

/** Recorded for a new service: its first deployment fulfils any value. */
const born = "born";
/** Recorded once the requested deployment has ended successfully. */
const done = "done";

/**
 * Progress of a value of `policy.redeploy`. `new`: to be recorded; `written`: a deployment must be forced; `begun`: a newer
 * deployment exists; `fulfilled`: it ended successfully, or no value is set.
 */
export type RedeployState = "new" | "written" | "begun" | "fulfilled";

export function redeployStateOf(
	{ redeploy }: Policy,
	{ tags, facts }: Pick<ObservedService, "tags" | "facts">,
): RedeployState {
	if (redeploy === undefined || !primary(facts)) return "fulfilled";
	const tag = tags?.[redeployTag] ?? "";
	const hash = hashOf(redeploy);
	if (!tag.startsWith(`${hash}:`)) return "new";
	if (tag === `${hash}:${born}` || tag === `${hash}:${done}`) return "fulfilled";
	return tag === `${hash}:${newestDeployment(facts)}` ? "written" : "begun";
}

/** Whether the progress of the value depends on more than the tags. */
export function isRedeployUnderWay({ redeploy }: Policy, tags: Readonly<Record<string, string>>): boolean {
	if (redeploy === undefined) return false;
	const tag = tags[redeployTag] ?? "";
	return ![born, done].some((end) => tag === `${hashOf(redeploy)}:${end}`);
}

/** The call that records the value and the deployment that a forced one must be newer than. */
export function requestRedeploy({ redeploy = "" }: Policy, { awsRef, facts }: ObservedService): Call {
	return ecsTagRules.set(awsRef, { [redeployTag]: `${hashOf(redeploy)}:${newestDeployment(facts)}` });
}

/** The call that records that the value is deployed. */
export function markRedeployed({ redeploy = "" }: Policy, { awsRef }: ObservedService): Call {
	return ecsTagRules.set(awsRef, { [redeployTag]: `${hashOf(redeploy)}:${done}` });
}

/** The tag of a new service, so that the value in its first manifest forces no deployment. */
export function redeployCreationTag({ policy }: Resource<ServiceSpec>): Record<string, string> {
	return policy.redeploy === undefined ? {} : { [redeployTag]: `${hashOf(policy.redeploy)}:${born}` };
}

/** The id of the newest deployment, which is not the PRIMARY one after a rollback. */
function newestDeployment(facts: ServiceFacts): string {
	return facts.history[0]?.deploymentId ?? primary(facts)?.id ?? "";
}

function hashOf(value: string): string {
	return createHash("sha256").update(value).digest("hex").slice(0, 32);
}
