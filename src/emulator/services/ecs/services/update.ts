/**
 * UpdateService: omitted members stay unchanged, an empty list removes, and only some members start a deployment (ECS
 * developer guide, updating a service; ECS API reference, UpdateService). All checks precede all changes.
 */
import type { UpdateServiceRequest } from "@aws-sdk/client-ecs";
import { sameJson } from "../../../../lib/json.ts";
import { AwsError } from "../../../aws-error.ts";
import { checkStrategy } from "../capacity/provider-rules.ts";
import {
	changeController,
	checkControllerChange,
	checkUpdateByOthers,
	controllerOf,
} from "../deployments/controllers.ts";
import { beginDeployment } from "../deployments/deployments.ts";
import { takeSnapshot } from "../discovery/service-connect.ts";
import { needsPlace } from "../placement/placement.ts";
import type { RevisionRecord, ServiceConfiguration } from "../record-parts.ts";
import type { ServiceRecord } from "../records.ts";
import { noticeService } from "../scheduler/scheduler.ts";
import type { EcsState } from "../state.ts";
import { usableRevision } from "../task-definitions/revisions.ts";
import {
	filledNetworkConfiguration,
	filledPlacementStrategy,
	filledStrategy,
	updatedDeploymentConfiguration,
} from "./defaults.ts";
import { checkConfiguration, checkExecuteCommand, checkSameSystem } from "./rules.ts";

/** A change of one of these starts a deployment; desired count, percentages, placement and tags do not. */
const deployedMembers = [
	"taskDefinition",
	"networkConfiguration",
	"platformVersion",
	"loadBalancers",
	"serviceRegistries",
	"serviceConnectConfiguration",
	"volumeConfigurations",
	"vpcLatticeConfigurations",
] as const satisfies readonly (keyof ServiceConfiguration)[];

/** Applies an update to an ACTIVE service; if it throws AWS's error, the service is unchanged. */
export function updateService(state: EcsState, service: ServiceRecord, input: UpdateServiceRequest): void {
	const present = service.configuration;
	if (present.schedulingStrategy === "DAEMON" && input.desiredCount !== undefined) {
		throw new AwsError(
			"InvalidParameterException",
			"The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again",
		);
	}
	checkUpdateByOthers(service, input);
	const primary = service.taskSets.find(({ status }) => status === "PRIMARY")?.deployment ?? service.deployments[0];
	const reference = input.taskDefinition ?? present.taskDefinition;
	// Without a primary task set a service of an external controller has no content.
	const definition = reference === "" ? undefined : usableRevision(state, reference, primary?.definition);
	if (definition) checkSameSystem(primary?.definition, definition);
	const forced = input.forceNewDeployment === true;
	const next = updatedConfiguration(present, input, definition);
	checkCapacity(present, next, forced);
	checkStrategy(service.cluster.capacityProviders, input.capacityProviderStrategy ?? []);
	checkConfiguration(state, next, definition);
	checkControllerChange(service, next);
	const changed = forced || deployedMembers.some((member) => !sameJson(present[member], next[member]));
	const deploys = changed && controllerOf(next) === "ECS";
	if (definition && (input.enableExecuteCommand !== undefined || deploys)) {
		checkExecuteCommand(next.enableExecuteCommand, definition.definition.taskRoleArn, "service", "updated");
	}
	const connect = deploys && definition ? takeSnapshot(state, service.cluster, next, definition, service) : undefined;
	changeController(state, service, controllerOf(next));
	service.configuration = next;
	if (deploys && definition) beginDeployment(state, service, definition, connect);
	noticeService(state, service);
}

function updatedConfiguration(
	present: ServiceConfiguration,
	input: UpdateServiceRequest,
	definition: RevisionRecord | undefined,
): ServiceConfiguration {
	return {
		...present,
		...updatedCapacity(present, input),
		taskDefinition: definition?.arn ?? "",
		desiredCount: input.desiredCount ?? present.desiredCount,
		deploymentConfiguration: input.deploymentConfiguration
			? updatedDeploymentConfiguration(
					present.deploymentConfiguration,
					input.deploymentConfiguration,
					present.schedulingStrategy ?? "REPLICA",
				)
			: present.deploymentConfiguration,
		availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? present.availabilityZoneRebalancing,
		networkConfiguration: filledNetworkConfiguration(input.networkConfiguration) ?? present.networkConfiguration,
		placementConstraints: input.placementConstraints ?? present.placementConstraints,
		placementStrategy: input.placementStrategy
			? filledPlacementStrategy(input.placementStrategy)
			: present.placementStrategy,
		platformVersion: input.platformVersion ?? present.platformVersion,
		healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? present.healthCheckGracePeriodSeconds,
		deploymentController: input.deploymentController ?? present.deploymentController,
		enableExecuteCommand: input.enableExecuteCommand ?? present.enableExecuteCommand,
		enableECSManagedTags: input.enableECSManagedTags ?? present.enableECSManagedTags,
		loadBalancers: input.loadBalancers ?? present.loadBalancers,
		propagateTags: input.propagateTags ?? present.propagateTags,
		serviceRegistries: input.serviceRegistries ?? present.serviceRegistries,
		serviceConnectConfiguration: input.serviceConnectConfiguration ?? present.serviceConnectConfiguration,
		volumeConfigurations: input.volumeConfigurations ?? present.volumeConfigurations,
		vpcLatticeConfigurations: input.vpcLatticeConfigurations ?? present.vpcLatticeConfigurations,
		gatewayConnectors: input.gatewayConnectors ?? present.gatewayConnectors,
		monitoring: input.monitoring ?? present.monitoring,
	};
}

/** An empty strategy reverts to the launch type that matches the strategy. */
function updatedCapacity(
	present: ServiceConfiguration,
	{ capacityProviderStrategy: strategy }: UpdateServiceRequest,
): Pick<ServiceConfiguration, "launchType" | "capacityProviderStrategy"> {
	const { launchType, capacityProviderStrategy } = present;
	if (!strategy) return { launchType, capacityProviderStrategy };
	if (strategy.length > 0) return { launchType: undefined, capacityProviderStrategy: filledStrategy(strategy) };
	return { launchType: needsPlace(present) ? "EC2" : "FARGATE", capacityProviderStrategy: undefined };
}

/** A capacity change requires a forced deployment. */
function checkCapacity(present: ServiceConfiguration, next: ServiceConfiguration, forced: boolean): void {
	const same =
		present.launchType === next.launchType && sameJson(present.capacityProviderStrategy, next.capacityProviderStrategy);
	if (same || forced) return;
	throw new AwsError(
		"InvalidParameterException",
		"When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.",
	);
}
