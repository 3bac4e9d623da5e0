/**
 * Converts services and service revisions as ECS returns them to the normal form of a manifest's spec.
 * ECS returns Service Connect and volumes only with the PRIMARY deployment, so they are read from there.
 */
import type { Deployment, Service, ServiceConnectConfiguration, ServiceRevision } from "@aws-sdk/client-ecs";
import { identity } from "../../model/identity.ts";
import type { Resource } from "../../model/manifest.ts";
import { lastPart } from "../normal-form.ts";
import { roleAsDeclared } from "../role-names.ts";
import { defaultNamespace } from "./endpoints.ts";
import type { ServiceFacts, ServiceObserveRequest } from "./facts.ts";
import { serviceManifest } from "./manifest.ts";
import type { ServiceSpec } from "./spec.ts";

/**
 * The spec of an observed service. Members that ECS does not return are empty or off, as in a manifest that declares them
 * so.
 */
export function specOf(
	request: ServiceObserveRequest,
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
		// The number of container instances sets a daemon's count.
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
		serviceConnectConfiguration: withNamespaceAsDeclared(request, connect, resource),
		volumeConfigurations: newest?.volumeConfigurations ?? [],
		vpcLatticeConfigurations: newest?.vpcLatticeConfigurations ?? [],
	});
}

/**
 * Removes the namespace that ECS filled in from the cluster's default where the manifest omits it, and matches names with
 * ARNs: ECS returns the namespace as it was sent.
 */
function withNamespaceAsDeclared(
	request: ServiceObserveRequest,
	{ namespace, ...configuration }: ServiceConnectConfiguration,
	resource: Resource<ServiceSpec> | undefined,
): ServiceConnectConfiguration {
	if (!namespace) return configuration;
	const byName = request.observedState.get(identity("Namespace", namespace))?.lastAwsRef?.arn;
	const arn = namespace.startsWith("arn:") ? namespace : (byName ?? namespace);
	const declared = resource?.spec.serviceConnectConfiguration;
	const isLeftOut = resource && declared && declared.namespace === undefined;
	if (isLeftOut && arn === defaultNamespace(request, resource.spec.cluster)) return configuration;
	return { ...configuration, namespace: arn };
}

/** A service revision in the normal form of a spec; members that it lacks are empty, as in a service. */
export function contentOf(
	request: ServiceObserveRequest,
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
		serviceConnectConfiguration: withNamespaceAsDeclared(request, connect, resource),
		volumeConfigurations: revision.volumeConfigurations ?? [],
		vpcLatticeConfigurations: revision.vpcLatticeConfigurations ?? [],
	};
	// The cast is safe: normalising adds no members, so only those of a revision are set.
	return serviceManifest.normalise(content as ServiceSpec);
}

/** The task sets of a service that ECS does not deploy; empty for one that it does. */
export function taskSetsOf({ deploymentController, taskSets = [] }: Service): Pick<ServiceFacts, "taskSets"> {
	if (!deploymentController || deploymentController.type === "ECS") return {};
	return {
		taskSets: taskSets.map(({ status = "", stabilityStatus }) => ({
			status,
			isStable: stabilityStatus === "STEADY_STATE",
		})),
	};
}

/** All revisions that the service names, as `family:revision`. */
export function revisionsNamed({ taskDefinition, deployments = [], taskSets = [] }: Service): readonly string[] {
	const arns = [taskDefinition, ...[...deployments, ...taskSets].map((run) => run.taskDefinition)];
	return [...new Set(arns.flatMap((arn) => (arn === undefined ? [] : [lastPart(arn)])))];
}
