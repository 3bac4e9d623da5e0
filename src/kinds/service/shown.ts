/**
 * A service, and a service revision, as ECS shows them, in the normal form of a manifest's spec. Service Connect and volumes
 * are shown only by the PRIMARY deployment, so they are read from there.
 */
import type { Deployment, Service, ServiceConnectConfiguration, ServiceRevision } from "@aws-sdk/client-ecs";
import { identity } from "../../model/identity.ts";
import type { Resource } from "../../model/manifest.ts";
import { lastPart } from "../normal-form.ts";
import { roleAsDeclared } from "../role-names.ts";
import { defaultNamespace } from "./endpoints.ts";
import type { ServiceFacts, ServiceLook } from "./facts.ts";
import { serviceManifest } from "./manifest.ts";
import type { ServiceSpec } from "./spec.ts";

/** What ECS shows of a service; what it shows nothing of is empty or off, and a manifest that says so has to find it so. */
export function specOf(
	look: ServiceLook,
	service: Service,
	newest: Deployment | undefined,
	resource: Resource<ServiceSpec> | undefined,
): Partial<ServiceSpec> {
	const connect = newest?.serviceConnectConfiguration ?? { enabled: false };
	return serviceManifest.normalise({
		serviceName: service.serviceName ?? "",
		cluster: service.clusterArn ?? "",
		taskDefinition: service.taskDefinition,
		loadBalancers: service.loadBalancers ?? [],
		serviceRegistries: service.serviceRegistries ?? [],
		// A daemon's count is that of its container instances, and nobody's to say.
		desiredCount: service.schedulingStrategy === "DAEMON" ? undefined : service.desiredCount,
		launchType: service.launchType,
		capacityProviderStrategy: service.capacityProviderStrategy ?? [],
		platformVersion: service.platformVersion,
		role: roleAsDeclared(service.roleArn, resource?.spec.role),
		deploymentConfiguration: service.deploymentConfiguration,
		placementConstraints: service.placementConstraints ?? [],
		placementStrategy: service.placementStrategy ?? [],
		networkConfiguration: service.networkConfiguration ?? {},
		healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds ?? 0,
		schedulingStrategy: service.schedulingStrategy,
		deploymentController: service.deploymentController,
		enableECSManagedTags: service.enableECSManagedTags ?? false,
		propagateTags: service.propagateTags ?? "NONE",
		enableExecuteCommand: service.enableExecuteCommand ?? false,
		availabilityZoneRebalancing: service.availabilityZoneRebalancing,
		serviceConnectConfiguration: withNamespaceAsDeclared(look, connect, resource),
		volumeConfigurations: newest?.volumeConfigurations ?? [],
		vpcLatticeConfigurations: newest?.vpcLatticeConfigurations ?? [],
	});
}

/**
 * ECS echoes the namespace as it was given, by name or by ARN, and fills in its cluster's default: that one is left out again
 * where the manifest leaves it out.
 */
function withNamespaceAsDeclared(
	look: ServiceLook,
	{ namespace, ...configuration }: ServiceConnectConfiguration,
	resource: Resource<ServiceSpec> | undefined,
): ServiceConnectConfiguration {
	if (!namespace) return configuration;
	const byName = look.world.get(identity("Namespace", namespace))?.lastHandle?.arn;
	const arn = namespace.startsWith("arn:") ? namespace : (byName ?? namespace);
	const declared = resource?.spec.serviceConnectConfiguration;
	const isLeftOut = resource && declared && declared.namespace === undefined;
	if (isLeftOut && arn === defaultNamespace(look, resource.spec.cluster)) return configuration;
	return { ...configuration, namespace: arn };
}

/** A service revision in the normal form of a spec: what it does not show is empty, as in a service. */
export function contentOf(
	look: ServiceLook,
	revision: ServiceRevision,
	resource: Resource<ServiceSpec>,
): Partial<ServiceSpec> {
	const connect = revision.serviceConnectConfiguration ?? { enabled: false };
	const content: Partial<ServiceSpec> = {
		taskDefinition: revision.taskDefinition,
		loadBalancers: revision.loadBalancers ?? [],
		serviceRegistries: revision.serviceRegistries ?? [],
		capacityProviderStrategy: revision.capacityProviderStrategy ?? [],
		networkConfiguration: revision.networkConfiguration ?? {},
		serviceConnectConfiguration: withNamespaceAsDeclared(look, connect, resource),
		volumeConfigurations: revision.volumeConfigurations ?? [],
		vpcLatticeConfigurations: revision.vpcLatticeConfigurations ?? [],
	};
	// Only the members of a revision are there, and normalising adds none.
	return serviceManifest.normalise(content as ServiceSpec);
}

/** How others than ECS deploy it; nothing where ECS does. */
export function taskSetsOf({ deploymentController, taskSets = [] }: Service): Pick<ServiceFacts, "taskSets"> {
	if (!deploymentController || deploymentController.type === "ECS") return {};
	return {
		taskSets: taskSets.map(({ status = "", stabilityStatus }) => ({
			status,
			isStable: stabilityStatus === "STEADY_STATE",
		})),
	};
}

/** Whatever revisions it names, as `family:revision`. */
export function revisionsNamed({ taskDefinition, deployments = [], taskSets = [] }: Service): readonly string[] {
	const arns = [taskDefinition, ...[...deployments, ...taskSets].map((run) => run.taskDefinition)];
	return [...new Set(arns.flatMap((arn) => (arn === undefined ? [] : [lastPart(arn)])))];
}
