/**
 * A service revision as DescribeServiceRevisions shows it: what a deployment ran, with images pinned to digests and the
 * target groups that it really uses (ECS API reference, ServiceRevision).
 */
import type { ServiceRevision } from "@aws-sdk/client-ecs";
import { resolvedPlatformVersion } from "../capacity/capacity.ts";
import { needsPlace } from "../placement/placement.ts";
import type { DeploymentRecord } from "../records.ts";

/** The view of the service revision that belongs to a deployment. */
export function viewRevision(deployment: DeploymentRecord): ServiceRevision {
	const { configuration, service } = deployment;
	const fargate = !needsPlace(configuration);
	return {
		serviceRevisionArn: deployment.revisionArn,
		serviceArn: service.arn,
		clusterArn: service.cluster.arn,
		taskDefinition: configuration.taskDefinition,
		...(configuration.capacityProviderStrategy && { capacityProviderStrategy: configuration.capacityProviderStrategy }),
		...(configuration.launchType && { launchType: configuration.launchType }),
		...(fargate && {
			platformVersion: resolvedPlatformVersion(configuration.platformVersion),
			platformFamily: "Linux",
		}),
		...(configuration.loadBalancers?.length && { loadBalancers: configuration.loadBalancers }),
		...(configuration.serviceRegistries?.length && { serviceRegistries: configuration.serviceRegistries }),
		...(configuration.networkConfiguration && { networkConfiguration: configuration.networkConfiguration }),
		containerImages: [...deployment.images],
		guardDutyEnabled: false,
		...(configuration.serviceConnectConfiguration && {
			serviceConnectConfiguration: configuration.serviceConnectConfiguration,
		}),
		...(configuration.volumeConfigurations?.length && { volumeConfigurations: configuration.volumeConfigurations }),
		...(configuration.vpcLatticeConfigurations?.length && {
			vpcLatticeConfigurations: configuration.vpcLatticeConfigurations,
		}),
		...resolvedConfiguration(deployment),
		createdAt: new Date(deployment.createdAtMs),
	};
}

/** Each blue/green deployment registers its tasks in the target group that the one before does not use. */
function resolvedConfiguration({ configuration, usesAlternate }: DeploymentRecord): Partial<ServiceRevision> {
	const loadBalancers = (configuration.loadBalancers ?? []).flatMap(({ targetGroupArn, advancedConfiguration }) => {
		const own = usesAlternate ? advancedConfiguration?.alternateTargetGroupArn : targetGroupArn;
		const rule = advancedConfiguration?.productionListenerRule;
		return own ? [{ targetGroupArn: own, ...(rule && { productionListenerRule: rule }) }] : [];
	});
	return loadBalancers.length > 0 ? { resolvedConfiguration: { loadBalancers } } : {};
}
