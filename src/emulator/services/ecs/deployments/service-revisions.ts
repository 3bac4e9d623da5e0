/**
 * A service revision in the format of DescribeServiceRevisions: the content of a deployment, with image digests and the
 * target groups in use (ECS API reference, ServiceRevision).
 */
import type { ServiceRevision } from "@aws-sdk/client-ecs";
import { resolvedPlatformVersion } from "../capacity/capacity.ts";
import { needsPlace } from "../placement/placement.ts";
import type { DeploymentRecord } from "../records.ts";

/** The view of a deployment's service revision. */
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

/** Blue/green deployments alternate between two target groups. */
function resolvedConfiguration({ configuration, usesAlternate }: DeploymentRecord): Partial<ServiceRevision> {
	const loadBalancers = (configuration.loadBalancers ?? []).flatMap(({ targetGroupArn, advancedConfiguration }) => {
		const own = usesAlternate ? advancedConfiguration?.alternateTargetGroupArn : targetGroupArn;
		const rule = advancedConfiguration?.productionListenerRule;
		return own ? [{ targetGroupArn: own, ...(rule && { productionListenerRule: rule }) }] : [];
	});
	return loadBalancers.length > 0 ? { resolvedConfiguration: { loadBalancers } } : {};
}
