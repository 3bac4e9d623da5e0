/**
 * `policy.redeploy`: exactly one forced deployment for each new value. First the value is written into a tag, with the newest
 * deployment that it finds; then, while that one is still the newest, a deployment is forced. Whoever comes later, after a
 * crash or a lost response, finds a newer one and forces nothing.
 */
import { createHash } from "node:crypto";
import type { Call } from "../../aws/calls.ts";
import type { Policy, Resource } from "../../model/manifest.ts";
import { redeployTag } from "../../model/tags.ts";
import type { Observed } from "../../model/world.ts";
import { ecsTagRules } from "../tag-rules.ts";
import { primary, type ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

type ObservedService = Observed<ServiceSpec, ServiceFacts>;

/** The deployment that a service is born with fulfils any wish for a new one. */
const born = "born";
/** The deployment that was asked for has ended well. */
const done = "done";

/**
 * How far a value of `policy.redeploy` has come: `new`, it is to be written down; `written`, a deployment is to be forced;
 * `begun`, there is a newer deployment; `fulfilled`, it ended well, or there is no value.
 */
export type Wish = "new" | "written" | "begun" | "fulfilled";

export function wishOf({ redeploy }: Policy, { tags, facts }: Pick<ObservedService, "tags" | "facts">): Wish {
	if (redeploy === undefined || !primary(facts)) return "fulfilled";
	const tag = tags?.[redeployTag] ?? "";
	const hash = hashOf(redeploy);
	if (!tag.startsWith(`${hash}:`)) return "new";
	if (tag === `${hash}:${born}` || tag === `${hash}:${done}`) return "fulfilled";
	return tag === `${hash}:${newestDeployment(facts)}` ? "written" : "begun";
}

/** Whether more than the tags is needed to tell how far a value has come. */
export function isRedeployUnderWay({ redeploy }: Policy, tags: Readonly<Record<string, string>>): boolean {
	if (redeploy === undefined) return false;
	const tag = tags[redeployTag] ?? "";
	return ![born, done].some((end) => tag === `${hashOf(redeploy)}:${end}`);
}

/** Writes the value down, with the deployment that a forced one has to be newer than. */
export function writeWishDown({ redeploy = "" }: Policy, { handle, facts }: ObservedService): Call {
	return ecsTagRules.set(handle, { [redeployTag]: `${hashOf(redeploy)}:${newestDeployment(facts)}` });
}

/** Writes down that nothing more is to be done for the value. */
export function writeFulfilled({ redeploy = "" }: Policy, { handle }: ObservedService): Call {
	return ecsTagRules.set(handle, { [redeployTag]: `${hashOf(redeploy)}:${done}` });
}

/** The tag that a service is born with, so that the value in its first manifest forces nothing. */
export function redeployBirthTag({ policy }: Resource<ServiceSpec>): Record<string, string> {
	return policy.redeploy === undefined ? {} : { [redeployTag]: `${hashOf(policy.redeploy)}:${born}` };
}

/** After a rollback the newest deployment is not PRIMARY. */
function newestDeployment(facts: ServiceFacts): string {
	return facts.history[0]?.deploymentId ?? primary(facts)?.id ?? "";
}

function hashOf(value: string): string {
	return createHash("sha256").update(value).digest("hex").slice(0, 32);
}
