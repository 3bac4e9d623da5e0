/**
 * Plans the next action for an ECS service.
 * The ECS developer guide ("Update service parameters") lists what UpdateService changes and which members start a
 * deployment; the other members of CreateService cannot be changed.
 */
import type { UpdateServiceCommandInput } from "@aws-sdk/client-ecs";
import type { Change, FollowUpInput } from "../../model/changes.ts";
import type { Policy } from "../../model/manifest.ts";
import type { Step } from "../../model/plan.ts";
import { because } from "../../model/reason.ts";
import { ecsTagList } from "../observing.ts";
import { primary, type ServiceFacts } from "./facts.ts";
import { force } from "./force.ts";
import { deployedFields, lastDeploymentOf } from "./history.ts";
import { followDigest } from "./new-digest.ts";
import { recordRedeployCall, recordRedeployDoneCall, redeployStateOf } from "./redeploy.ts";
import { lostRegistration } from "./reregistration.ts";
import { rolledBack, waitForRollback } from "./rolled-back.ts";
import type { ServiceSpec } from "./spec.ts";
import { updateInput } from "./update-input.ts";

type ServiceChange = Change<ServiceSpec, ServiceFacts>;
type ServiceUpdate = ServiceChange & { readonly verb: "update" };

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
	// Autoscaling owns a count that the manifest omits, but CreateService needs an initial one.
	const desiredCount = desired.desiredCount ?? within(policy, policy.initial?.desiredCount ?? 1);
	return {
		outcome: "action",
		call: {
			operation: "ecs:CreateService",
			input: { ...desired, ...(replicas ? { desiredCount } : {}), tags: ecsTagList(tags) },
		},
		reason: because("NotFound"),
	};
}

/** A count with an external owner, kept within the manifest's bounds. */
export function boundedCount(desired: ServiceSpec, observed: ServiceUpdate["observed"], policy: Policy): ServiceSpec {
	const count = observed.spec.desiredCount;
	if (desired.desiredCount !== undefined || count === undefined || within(policy, count) === count) return desired;
	return { ...desired, desiredCount: within(policy, count) };
}

function within({ bounds }: Policy, count: number): number {
	return bounds ? Math.min(Math.max(count, bounds.min), bounds.max) : count;
}

/** Fields that need a deployment which ECS has rolled back before stay unchanged; the others are updated. */
function update(change: ServiceUpdate): Step {
	const { desired, fields, observed, policy } = change;
	const { history } = observed.facts;
	const others = fields.filter((field) => !isDeployed(field));
	if (others.length === fields.length) return updateServiceStep(change, fields);
	const waiting = waitForRollback(history);
	const last = lastDeploymentOf(desired, history);
	if (!waiting && last?.end !== "undone") return updateServiceStep(change, fields);
	if (others.length > 0) return updateServiceStep(change, others);
	if (waiting || !last) return waiting ?? updateServiceStep(change, fields);
	switch (redeployStateOf(policy, observed)) {
		case "unrecorded":
			return recordRedeploy(policy, observed);
		case "recorded":
			return updateServiceStep(change, fields);
		default:
			return rolledBack(last, observed.facts.stoppedReasons);
	}
}

function isDeployed(field: string): boolean {
	return (deployedFields as readonly string[]).includes(field);
}

function updateServiceStep({ desired, observed }: ServiceUpdate, fields: ServiceUpdate["fields"]): Step {
	// Only fields that UpdateService accepts lead to an update.
	const changed = updateInput(desired, observed.spec, fields) as Partial<UpdateServiceCommandInput>;
	// ECS rejects a new capacity provider strategy without a forced deployment.
	const forced = fields.includes("capacityProviderStrategy") ? { forceNewDeployment: true } : {};
	return {
		outcome: "action",
		call: {
			operation: "ecs:UpdateService",
			input: { ...changed, ...forced, cluster: desired.cluster, service: desired.serviceName },
		},
		reason: because("FieldsDiffer", { fields }),
		rollout: fields.some((field) => isDeployed(field) || field === "platformVersion"),
	};
}

/**
 * Scales the service to 0 and deletes it once its tasks are gone, so that ECS deregisters their instances while the service
 * still exists.
 */
function deletion({ observed, because: reason }: ServiceChange & { verb: "delete" }): Step {
	const { spec, facts, awsRef } = observed;
	const address = { cluster: spec.cluster, service: awsRef.id };
	if (spec.schedulingStrategy !== "DAEMON") {
		if (facts.desiredCount > 0) {
			return {
				outcome: "action",
				call: { operation: "ecs:UpdateService", input: { ...address, desiredCount: 0 } },
				reason: because("ScaledToZero", { before: reason }),
				rollout: true,
			};
		}
		if (facts.runningCount + facts.pendingCount > 0) {
			return { outcome: "waiting", reason: because("TasksStopping") };
		}
	}
	return {
		outcome: "action",
		call: { operation: "ecs:DeleteService", input: address },
		reason,
		// A daemon is deleted while its tasks run.
		...(facts.runningCount > 0 ? { rollout: true } : {}),
	};
}

/**
 * A deployment without a field that differs: for a new value of `policy.redeploy`, lost instances, a new digest, or an
 * endpoint newer than the deployment.
 */
export function forcedDeployment(input: FollowUpInput<ServiceSpec, ServiceFacts>): Step | undefined {
	const lost = lostRegistration(input);
	return (
		redeployForPolicyValue(input) ??
		(lost ? force(input.observed, lost) : (followDigest(input.observed) ?? redeployForNewEndpoints(input)))
	);
}

function redeployForPolicyValue({ resource, observed }: FollowUpInput<ServiceSpec, ServiceFacts>): Step | undefined {
	const { policy } = resource;
	const [newest] = observed.facts.history;
	switch (redeployStateOf(policy, observed)) {
		case "unrecorded":
			return recordRedeploy(policy, observed);
		case "recorded":
			return force(observed, because("NewRedeployValue"));
		case "deploying":
			if (newest?.end === "undone") return rolledBack(newest, observed.facts.stoppedReasons);
			return newest?.status === "SUCCESSFUL"
				? {
						outcome: "action",
						action: "tag",
						call: recordRedeployDoneCall(policy, observed),
						reason: because("RedeploySucceeded"),
					}
				: waitForRollback(observed.facts.history);
		case "fulfilled":
			return undefined;
	}
}

function recordRedeploy(policy: Policy, observed: ServiceUpdate["observed"]): Step {
	return {
		outcome: "action",
		action: "tag",
		call: recordRedeployCall(policy, observed),
		reason: because("RecordRedeploy"),
	};
}

function redeployForNewEndpoints({ resource, observed }: FollowUpInput<ServiceSpec, ServiceFacts>): Step | undefined {
	const present = primary(observed.facts);
	const later = observed.facts.endpoints.filter(
		({ createdAtMs, instances }) => present && instances > 0 && createdAtMs > present.createdAtMs,
	);
	if (later.length === 0) return undefined;
	const endpoints = later.map(({ name }) => name);
	if (resource.policy.onNewEndpoint === "redeploy") return force(observed, because("NewEndpoint", { endpoints }));
	return { outcome: "blocked", reason: because("NewEndpointNotUsed", { endpoints }) };
}
