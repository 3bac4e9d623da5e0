/**
 * The next call for an ECS service. What UpdateService changes, and which of its members starts a deployment, is AWS's own
 * table (ECS developer guide, "Update service parameters"); the rest of CreateService cannot be changed.
 */
import { createHash } from "node:crypto";
import type { UpdateServiceCommandInput } from "@aws-sdk/client-ecs";
import type { Change, Extra } from "../../model/kind.ts";
import type { Resource } from "../../model/manifest.ts";
import type { Step } from "../../model/plan.ts";
import { redeployTag } from "../../model/tags.ts";
import { ecsTagList } from "../looking.ts";
import { ecsTagCalls } from "../tag-calls.ts";
import { primary, type ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

type ServiceChange = Change<ServiceSpec, ServiceFacts>;

/** The deployment that a service is born with fulfils any wish for a new one. */
const born = "born";
/** The deployment that was asked for has been seen. */
const done = "done";

export function planService(change: ServiceChange): Step {
	switch (change.verb) {
		case "create":
			return creation(change);
		case "update":
			return update(change);
		case "delete":
			return deletion(change);
	}
}

function creation({ desired, policy, tags }: ServiceChange & { verb: "create" }): Step {
	const replicas = desired.schedulingStrategy !== "DAEMON";
	// A count that the manifest omits is autoscaling's later, and ECS wants one to begin with.
	const desiredCount = desired.desiredCount ?? policy.initial?.desiredCount ?? 1;
	return {
		outcome: "call",
		call: {
			operation: "ecs:CreateService",
			input: { ...desired, ...(replicas ? { desiredCount } : {}), tags: ecsTagList(tags) },
		},
		reason: "It does not exist.",
	};
}

function update({ desired, fields }: ServiceChange & { verb: "update" }): Step {
	const changed = Object.fromEntries(
		fields.map((field) => [field, desired[field]]),
	) as Partial<UpdateServiceCommandInput>;
	// ECS refuses a new capacity provider strategy unless a deployment is forced with it.
	const forced = fields.includes("capacityProviderStrategy") ? { forceNewDeployment: true } : {};
	return {
		outcome: "call",
		call: {
			operation: "ecs:UpdateService",
			input: { ...changed, ...forced, cluster: desired.cluster, service: desired.serviceName },
		},
		reason: `It differs in ${fields.join(", ")}.`,
	};
}

/** Scaled to 0, then deleted once its tasks are gone: its instances leave discovery while the service still looks after it. */
function deletion({ observed }: ServiceChange & { verb: "delete" }): Step {
	const { spec, facts, handle } = observed;
	const address = { cluster: spec.cluster, service: handle.id };
	if (spec.schedulingStrategy !== "DAEMON") {
		if (facts.desiredCount > 0) {
			return {
				outcome: "call",
				call: { operation: "ecs:UpdateService", input: { ...address, desiredCount: 0 } },
				reason: "It is scaled to 0 before it is deleted, because no manifest declares it any more.",
			};
		}
		if (facts.runningCount + facts.pendingCount > 0) {
			return {
				outcome: "wait",
				reason: `It is deleted once its ${facts.runningCount + facts.pendingCount} tasks are gone.`,
			};
		}
	}
	return {
		outcome: "call",
		call: { operation: "ecs:DeleteService", input: address },
		reason: "It is deleted, because no manifest declares it any more.",
	};
}

/** The tag that a service is born with, so that the value in its first manifest forces nothing. */
export function redeployBirthTag({ policy }: Resource<ServiceSpec>): Record<string, string> {
	return policy.redeploy === undefined ? {} : { [redeployTag]: `${hashOf(policy.redeploy)}:${born}` };
}

/** A deployment that no difference asks for: a new value of `policy.redeploy`, or an endpoint that came later. */
export function forcedDeployment(input: Extra<ServiceSpec, ServiceFacts>): Step | undefined {
	return redeployment(input) ?? renewal(input);
}

/**
 * Exactly one deployment for each new value: first the value is written into a tag, with the deployment that it finds; then,
 * while that deployment is still the one to stay, a new one is forced. Any newer deployment has the wish fulfilled, which
 * is written down too: a rollback makes the deployment before the one to stay again, and must not ask for another try.
 */
function redeployment({ resource, observed }: Extra<ServiceSpec, ServiceFacts>): Step | undefined {
	const { redeploy } = resource.policy;
	const present = primary(observed.facts);
	if (redeploy === undefined || !present) return undefined;
	const hash = hashOf(redeploy);
	const tag = observed.tags?.[redeployTag] ?? "";
	if (!tag.startsWith(`${hash}:`)) {
		return {
			outcome: "call",
			call: ecsTagCalls.tagCall(observed.handle, { [redeployTag]: `${hash}:${present.id}` }),
			reason: `"policy.redeploy" has a new value; it is written down before a deployment is forced.`,
		};
	}
	if (tag === `${hash}:${present.id}`) return force(observed, `"policy.redeploy" has a new value.`);
	if (tag === `${hash}:${born}` || tag === `${hash}:${done}`) return undefined;
	return {
		outcome: "call",
		call: ecsTagCalls.tagCall(observed.handle, { [redeployTag]: `${hash}:${done}` }),
		reason: `The deployment that "policy.redeploy" asked for has begun; it is written down that it need not begin again.`,
	};
}

function renewal({ resource, observed }: Extra<ServiceSpec, ServiceFacts>): Step | undefined {
	const present = primary(observed.facts);
	const later = observed.facts.endpoints.filter(
		({ createdAtMs, instances }) => present && instances > 0 && createdAtMs > present.createdAtMs,
	);
	if (later.length === 0) return undefined;
	const names = later.map(({ name }) => name).join(", ");
	const reason = `The endpoint ${names} came after its deployment, so its tasks do not know it.`;
	if (resource.policy.onNewEndpoint === "redeploy") return force(observed, reason);
	return {
		outcome: "refusal",
		reason: `${reason} To have it deployed once more, write "policy: { onNewEndpoint: redeploy }".`,
	};
}

function force({ spec, handle }: Extra<ServiceSpec, ServiceFacts>["observed"], reason: string): Step {
	return {
		outcome: "call",
		call: {
			operation: "ecs:UpdateService",
			input: { cluster: spec.cluster, service: handle.id, forceNewDeployment: true },
		},
		reason,
	};
}

function hashOf(value: string): string {
	return createHash("sha256").update(value).digest("hex").slice(0, 32);
}
