/**
 * The defaults that ECS adds to a new service, so that a read returns more than the create call sent (ECS API
 * reference, CreateService). They are in one place, because a controller's comparison depends on this list.
 */
import type {
	CapacityProviderStrategyItem,
	CreateServiceRequest,
	DeploymentConfiguration,
	NetworkConfiguration,
	PlacementStrategy,
	SchedulingStrategy,
} from "@aws-sdk/client-ecs";
import { needsPlace } from "../placement/placement.ts";
import type { RevisionRecord, ServiceConfiguration } from "../record-parts.ts";
import type { ClusterRecord } from "../records.ts";

/** The configuration that results from a create call. */
export function createdConfiguration(
	input: CreateServiceRequest,
	cluster: ClusterRecord,
	definition: RevisionRecord | undefined,
): ServiceConfiguration {
	const { cluster: _cluster, serviceName: _name, clientToken: _token, tags: _tags, ...given } = input;
	const strategy = strategyOf(input, cluster);
	const launchType = strategy.length > 0 ? undefined : (input.launchType ?? "EC2");
	const fargate = !needsPlace({ launchType, capacityProviderStrategy: strategy });
	const schedulingStrategy = input.schedulingStrategy ?? "REPLICA";
	return {
		...given,
		taskDefinition: definition?.arn ?? "",
		desiredCount: input.desiredCount ?? 0,
		launchType,
		capacityProviderStrategy: strategy.length > 0 ? strategy : undefined,
		platformVersion: fargate ? input.platformVersion || "LATEST" : undefined,
		schedulingStrategy,
		deploymentController: input.deploymentController ?? { type: "ECS" },
		deploymentConfiguration: filledDeploymentConfiguration(input.deploymentConfiguration, schedulingStrategy),
		availabilityZoneRebalancing:
			input.availabilityZoneRebalancing ?? (schedulingStrategy === "DAEMON" ? "DISABLED" : "ENABLED"),
		networkConfiguration: filledNetworkConfiguration(input.networkConfiguration),
		loadBalancers: input.loadBalancers ?? [],
		serviceRegistries: input.serviceRegistries ?? [],
		placementConstraints: input.placementConstraints ?? [],
		placementStrategy: filledPlacementStrategy(input.placementStrategy),
		enableECSManagedTags: input.enableECSManagedTags ?? false,
		propagateTags: input.propagateTags ?? "NONE",
		enableExecuteCommand: input.enableExecuteCommand ?? false,
	};
}

/** Percentages, circuit breaker and strategy with their defaults. */
export function filledDeploymentConfiguration(
	given: DeploymentConfiguration | undefined,
	schedulingStrategy: SchedulingStrategy,
): DeploymentConfiguration {
	const daemon = schedulingStrategy === "DAEMON";
	const strategy = given?.strategy ?? "ROLLING";
	return {
		maximumPercent: daemon ? 100 : 200,
		minimumHealthyPercent: daemon ? 0 : 100,
		bakeTimeInMinutes: 0,
		...given,
		strategy,
		...(strategy === "LINEAR" && {
			linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 6, ...given?.linearConfiguration },
		}),
		...(strategy === "CANARY" && {
			canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 10, ...given?.canaryConfiguration },
		}),
		deploymentCircuitBreaker: { enable: false, rollback: false, ...given?.deploymentCircuitBreaker },
	};
}

/** The deployment configuration after an update: a changed strategy drops the previous one's settings. */
export function updatedDeploymentConfiguration(
	present: DeploymentConfiguration | undefined,
	given: DeploymentConfiguration,
	schedulingStrategy: SchedulingStrategy,
): DeploymentConfiguration {
	const { linearConfiguration, canaryConfiguration, ...kept } = present ?? {};
	const strategy = given.strategy ?? kept.strategy;
	return filledDeploymentConfiguration(
		{
			...kept,
			...(strategy === "LINEAR" && linearConfiguration && { linearConfiguration }),
			...(strategy === "CANARY" && canaryConfiguration && { canaryConfiguration }),
			...given,
		},
		schedulingStrategy,
	);
}

/** A public IP is off by default. */
export function filledNetworkConfiguration(given: NetworkConfiguration | undefined): NetworkConfiguration | undefined {
	if (!given?.awsvpcConfiguration) return undefined;
	return { awsvpcConfiguration: { assignPublicIp: "DISABLED", securityGroups: [], ...given.awsvpcConfiguration } };
}

/** The fields `cpu` and `memory` are returned in capitals. */
export function filledPlacementStrategy(given: readonly PlacementStrategy[] | undefined): PlacementStrategy[] {
	return (given ?? []).map((strategy) =>
		strategy.type === "binpack" ? { ...strategy, field: strategy.field?.toUpperCase() } : strategy,
	);
}

/** Bases and weights are always returned. */
export function filledStrategy(given: readonly CapacityProviderStrategyItem[]): CapacityProviderStrategyItem[] {
	return given.map((item) => ({
		capacityProvider: item.capacityProvider,
		weight: item.weight ?? 0,
		base: item.base ?? 0,
	}));
}

/** Without launch type and strategy the service copies the cluster's default strategy. */
function strategyOf(input: CreateServiceRequest, cluster: ClusterRecord): CapacityProviderStrategyItem[] {
	if (input.capacityProviderStrategy?.length) return filledStrategy(input.capacityProviderStrategy);
	return input.launchType ? [] : filledStrategy(cluster.defaultCapacityProviderStrategy);
}
