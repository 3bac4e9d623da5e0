/**
 * The Service kind: ECS services.
 * evenkeel owns a declared field entirely. A field that the manifest omits keeps its value, because UpdateService does not
 * change what it is not sent.
 */
import { sameJson } from "../../lib/json.ts";
import { type Identity, identity } from "../../model/identity.ts";
import type { Dependency, Fields, Kind } from "../../model/kind.ts";
import type { Resource } from "../../model/manifest.ts";
import { because } from "../../model/reason.ts";
import { logGroupPrerequisite } from "../prerequisites.ts";
import { ecsTagRules } from "../tag-rules.ts";
import { runningImages } from "./deployed-images.ts";
import { publishersFirst } from "./endpoints.ts";
import type { ServiceFacts } from "./facts.ts";
import { serviceHealth, serviceRollout } from "./health.ts";
import { followRevision } from "./live-revision.ts";
import { serviceManifest } from "./manifest.ts";
import { normalDeploymentConfiguration } from "./normal-form.ts";
import { observeServices } from "./observe.ts";
import { boundedCount, forcedDeployment, planService } from "./plan.ts";
import { servicePrerequisites } from "./prerequisites.ts";
import type {} from "./reasons.ts";
import { creationTagForRedeploy } from "./redeploy.ts";
import type { ServiceSpec } from "./spec.ts";

const update = { onDrift: "update" } as const;
const deployed = { onDrift: "update", startsDeployment: true } as const;
const emptyByDefault = { onDrift: "update", atDefault: (list: readonly unknown[]) => list.length === 0 } as const;
const falseByDefault = { onDrift: "update", atDefault: (value: boolean) => !value } as const;

const fields: Fields<ServiceSpec> = {
	serviceName: { onDrift: "refuse", note: "Another name is another service." },
	cluster: { onDrift: "refuse", note: "A service cannot move. Declare one with another name there." },
	taskDefinition: { ...deployed, atDefault: () => false },
	loadBalancers: { ...emptyByDefault, ...deployed },
	serviceRegistries: { ...emptyByDefault, ...deployed },
	// Autoscaling owns a count that the manifest omits.
	desiredCount: {
		...update,
		atDefault: () => true,
		exported: true,
		note: "Omitted, it belongs to autoscaling; `policy.initial` sets the count at creation.",
	},
	launchType: {
		onDrift: "refuse",
		remediation: because("UseCapacityProviderStrategy"),
		atDefault: () => true,
		exported: true,
	},
	capacityProviderStrategy: {
		...emptyByDefault,
		...deployed,
		note: "AWS requires a forced deployment with it; evenkeel forces it.",
	},
	platformVersion: { ...deployed, atDefault: (version) => version === "LATEST" },
	role: { onDrift: "refuse", remediation: because("ReplaceService"), atDefault: () => true },
	deploymentConfiguration: {
		...update,
		// A daemon has other default percentages.
		atDefault: (configuration, all) => sameJson(configuration, normalDeploymentConfiguration({}, all)),
	},
	placementConstraints: emptyByDefault,
	placementStrategy: emptyByDefault,
	networkConfiguration: { ...deployed, atDefault: ({ awsvpcConfiguration }) => !awsvpcConfiguration },
	healthCheckGracePeriodSeconds: { ...update, atDefault: (seconds) => seconds === 0 },
	schedulingStrategy: {
		onDrift: "refuse",
		// A daemon has no count, and other percentages and strategies.
		blocksUpdates: true,
		remediation: because("DeclareOtherService"),
		atDefault: (strategy) => strategy === "REPLICA",
	},
	deploymentController: { ...update, atDefault: ({ type }) => type === "ECS" },
	enableECSManagedTags: falseByDefault,
	propagateTags: { ...update, atDefault: (value) => value === "NONE" },
	enableExecuteCommand: { ...falseByDefault, note: "Running tasks keep their setting until the next deployment." },
	availabilityZoneRebalancing: { ...update, atDefault: () => true },
	serviceConnectConfiguration: { ...deployed, atDefault: ({ enabled }) => !enabled },
	volumeConfigurations: { ...emptyByDefault, ...deployed },
	gatewayConnectors: { onDrift: "refuse", remediation: because("NotShownByEcs") },
	monitoring: { onDrift: "refuse", remediation: because("NotShownByEcs") },
	vpcLatticeConfigurations: { ...emptyByDefault, ...deployed },
};

export const service: Kind<ServiceSpec, ServiceFacts> = {
	name: "Service",
	manifest: serviceManifest,
	fields,
	relations: {
		names: ({ spec }) => logGroupPrerequisite(spec.serviceConnectConfiguration?.logConfiguration),
		dependsOn: (resource, declared) => [revisionNamed(resource, declared), publishersFirst(resource, declared)],
	},
	adjust: (desired, observed, resourceContext) =>
		followRevision(
			boundedCount(desired, observed, resourceContext.resource.policy),
			observed.facts.runs,
			resourceContext,
		),
	observe: observeServices,
	plan: planService,
	followUp: forcedDeployment,
	prerequisites: servicePrerequisites,
	tags: {
		...ecsTagRules,
		creationTags: creationTagForRedeploy,
		// ECS cannot tag a service whose ARN has the old format (ECS developer guide, "Amazon Resource Names (ARNs) and
		// IDs").
		untaggable: ({ arn }) => (/:service\/[^/]+$/.test(arn) ? because("ShortArn") : undefined),
	},
	images: { running: runningImages },
	rollouts: { stateOf: serviceRollout },
	health: serviceHealth,
};

/**
 * A reference such as `family:7` names a revision of AWS's; where a manifest declares the family, its revisions come from
 * that manifest.
 */
function revisionNamed(
	{ spec }: Resource<ServiceSpec>,
	declared: ReadonlyMap<Identity, Resource>,
): readonly Dependency[] {
	const family = spec.taskDefinition?.match(/^([^/:]+):\d+$/)?.[1];
	const target = identity("TaskDefinition", family ?? "");
	return family && declared.has(target) ? [{ identity: target, until: "present" }] : [];
}
