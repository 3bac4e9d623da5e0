/**
 * The normal form of a service's larger members.
 * AWS adds both percentages, a disabled circuit breaker, the strategy and its bake time, DISABLED for public addresses, and
 * upper case in placement fields.
 */
import type {
	DeploymentCircuitBreaker,
	DeploymentConfiguration,
	NetworkConfiguration,
	PlacementStrategy,
	ServiceConnectConfiguration,
	ServiceConnectService,
	ServiceVolumeConfiguration,
} from "@aws-sdk/client-ecs";
import { mapMembers, normalLog, sortedBy, sortedNames, withDefaults, without, withoutEmpty } from "../normal-form.ts";
import type { ServiceSpec } from "./spec.ts";

/**
 * Fills in AWS's defaults of a deployment configuration. A daemon has other percentages; other deployment controllers
 * accept only the percentages.
 */
export function normalDeploymentConfiguration(
	configuration: DeploymentConfiguration,
	spec: Pick<ServiceSpec, "schedulingStrategy" | "deploymentController">,
): DeploymentConfiguration {
	const daemon = spec.schedulingStrategy === "DAEMON";
	const percentages = { maximumPercent: daemon ? 100 : 200, minimumHealthyPercent: daemon ? 0 : 100 };
	if ((spec.deploymentController?.type ?? "ECS") !== "ECS") return withDefaults(configuration, percentages);
	const filled = withDefaults(configuration, {
		...percentages,
		strategy: "ROLLING",
		deploymentCircuitBreaker: { enable: false, rollback: false },
		bakeTimeInMinutes: 0,
		...(configuration.strategy === "LINEAR" && { linearConfiguration: {} }),
		...(configuration.strategy === "CANARY" && { canaryConfiguration: {} }),
	});
	return withoutEmpty(
		mapMembers(filled, {
			deploymentCircuitBreaker: normalCircuitBreaker,
			alarms: (alarms) =>
				alarms.enable || alarms.alarmNames?.length ? mapMembers(alarms, { alarmNames: sortedNames }) : undefined,
			lifecycleHooks: (hooks) =>
				sortedBy(
					hooks.map((hook) => mapMembers(hook, { lifecycleStages: sortedNames })),
					({ hookTargetArn, targetType }) => [hookTargetArn, targetType],
				),
			linearConfiguration: (linear) => withDefaults(linear, { stepPercent: 10, stepBakeTimeInMinutes: 6 }),
			canaryConfiguration: (canary) => withDefaults(canary, { canaryPercent: 5, canaryBakeTimeInMinutes: 10 }),
			earlySuccessCriteria: (criteria) => (criteria.enable ? criteria : undefined),
		}),
	);
}

/** Sorts subnets and security groups, which are sets; a public address is DISABLED by default. */
export function normalNetwork(network: NetworkConfiguration): NetworkConfiguration {
	return mapMembers(network, {
		awsvpcConfiguration: (awsvpc) =>
			mapMembers(withDefaults(awsvpc, { assignPublicIp: "DISABLED" }), {
				subnets: sortedNames,
				securityGroups: (groups) => (groups.length ? sortedNames(groups) : undefined),
			}),
	});
}

/** Disabled Service Connect has no further members. */
export function normalServiceConnect(configuration: ServiceConnectConfiguration): ServiceConnectConfiguration {
	if (!configuration.enabled) return { enabled: false };
	return withoutEmpty(
		mapMembers(configuration, {
			services: (services) =>
				sortedBy(services.map(normalEndpoint), ({ portName, discoveryName }) => [portName, discoveryName]),
			logConfiguration: normalLog,
			accessLogConfiguration: (log) => withDefaults(log, { includeQueryParameters: "DISABLED" }),
		}),
	);
}

/** Writes CPU and MEMORY in upper case, as AWS returns them; the order of placement strategies has a meaning and stays. */
export function normalPlacementStrategy(strategy: readonly PlacementStrategy[]): PlacementStrategy[] {
	return strategy.map((item) =>
		withoutEmpty(mapMembers(item, { field: (field) => (/^(cpu|memory)$/i.test(field) ? field.toLowerCase() : field) })),
	);
}

/** Sorts the tags that ECS gives to the volumes it creates. */
export function normalVolume(volume: ServiceVolumeConfiguration): ServiceVolumeConfiguration {
	return mapMembers(volume, {
		managedEBSVolume: (managed) =>
			mapMembers(managed, {
				tagSpecifications: (specifications) =>
					sortedBy(
						specifications.map((one) => mapMembers(one, { tags: (tags) => sortedBy(tags, ({ key }) => [key]) })),
						({ resourceType, propagateTags }) => [resourceType, propagateTags],
					),
			}),
	});
}

/** Drops the members of a circuit breaker other than enable and rollback where they have AWS's defaults. */
function normalCircuitBreaker(breaker: DeploymentCircuitBreaker): DeploymentCircuitBreaker {
	const filled = withDefaults(breaker, { enable: false, rollback: false });
	if (!filled.enable) return { enable: false, rollback: filled.rollback };
	return mapMembers(without(filled, { resetOnHealthyTask: true }), {
		thresholdConfiguration: (threshold) =>
			threshold.type === "BOUNDED_PERCENT" && threshold.value === 50 ? undefined : threshold,
	});
}

function normalEndpoint(service: ServiceConnectService): ServiceConnectService {
	return withoutEmpty(
		mapMembers(withDefaults(service, { discoveryName: service.portName }), {
			clientAliases: (aliases) => sortedBy(aliases.map(withoutEmpty), ({ port, dnsName }) => [port, dnsName]),
			ingressPortOverride: (port) => port || undefined,
		}),
	);
}
