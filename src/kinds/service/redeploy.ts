/**
 * `policy.redeploy`: exactly one forced deployment for each new value.
 * First a tag records the value and the id of the newest deployment; evenkeel forces one only while the recorded deployment
 * is still the newest. A newer one, for example after a lost response, means that the value is being deployed already.
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

/** Recorded for a new service, whose first deployment satisfies the value. It is stored in tags, so it must not change. */
const born = "born";
/** Recorded once the requested deployment has ended successfully. */
const done = "done";

/**
 * Progress of a value of `policy.redeploy`. `unrecorded`: the tag does not have it; `recorded`: a deployment must be forced;
 * `deploying`: a newer deployment than the recorded one exists; `fulfilled`: that one succeeded, no value is set, or the
 * service has no PRIMARY deployment.
 */
export type RedeployState = "unrecorded" | "recorded" | "deploying" | "fulfilled";

export function redeployStateOf(
	{ redeploy }: Policy,
	{ tags, facts }: Pick<ObservedService, "tags" | "facts">,
): RedeployState {
	if (redeploy === undefined || !primary(facts)) return "fulfilled";
	const tag = tags?.[redeployTag] ?? "";
	const hash = hashOf(redeploy);
	if (!tag.startsWith(`${hash}:`)) return "unrecorded";
	if (tag === `${hash}:${born}` || tag === `${hash}:${done}`) return "fulfilled";
	return tag === `${hash}:${newestDeployment(facts)}` ? "recorded" : "deploying";
}

/** Whether the progress of the value depends on more than the tags. */
export function isRedeployUnderWay({ redeploy }: Policy, tags: Readonly<Record<string, string>>): boolean {
	if (redeploy === undefined) return false;
	const tag = tags[redeployTag] ?? "";
	return ![born, done].some((end) => tag === `${hashOf(redeploy)}:${end}`);
}

/** The call that records the value and the deployment that a forced one must be newer than. */
export function recordRedeployCall({ redeploy = "" }: Policy, { awsRef, facts }: ObservedService): Call {
	return ecsTagRules.set(awsRef, { [redeployTag]: `${hashOf(redeploy)}:${newestDeployment(facts)}` });
}

/** The call that records that the value is deployed. */
export function recordRedeployDoneCall({ redeploy = "" }: Policy, { awsRef }: ObservedService): Call {
	return ecsTagRules.set(awsRef, { [redeployTag]: `${hashOf(redeploy)}:${done}` });
}

/** The tag of a new service, so that the value in its first manifest forces no deployment. */
export function creationTagForRedeploy({ policy }: Resource<ServiceSpec>): Record<string, string> {
	return policy.redeploy === undefined ? {} : { [redeployTag]: `${hashOf(policy.redeploy)}:${born}` };
}

/** The id of the newest deployment, which is not the PRIMARY one after a rollback. */
function newestDeployment(facts: ServiceFacts): string {
	return facts.history[0]?.deploymentId ?? primary(facts)?.id ?? "";
}

function hashOf(value: string): string {
	return createHash("sha256").update(value).digest("hex").slice(0, 32);
}
