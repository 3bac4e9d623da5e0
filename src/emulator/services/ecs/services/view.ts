/**
 * A service in the format of DescribeServices. Service Connect and volumes appear in the deployments only, and empty
 * `tags` prove nothing unless TAGS was included (ECS API reference, Service and Deployment).
 */
import type { Deployment, Service, ServiceField } from "@aws-sdk/client-ecs";
import { resolvedPlatformVersion } from "../capacity/capacity.ts";
import { countTasks } from "../deployments/counts.ts";
import { summarizeRevision } from "../deployments/service-deployment-view.ts";
import { needsPlace } from "../placement/placement.ts";
import type { TaskCounts } from "../record-parts.ts";
import type { DeploymentCounts, DeploymentRecord, ServiceRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { writeTags } from "../tags.ts";
import { viewTaskSet } from "../task-sets/view.ts";

/** The view of `service`, with tags if requested. */
export function viewService(state: EcsState, service: ServiceRecord, include: readonly ServiceField[] = []): Service {
	const { taskDefinition, role } = service.configuration;
	const own = shownAsGiven(service.configuration);
	const counts = countTasks(service);
	const { account } = state.context;
	const current = service.serviceDeployments.at(-1);
	return {
		...own,
		serviceArn: service.arn,
		serviceName: service.name,
		clusterArn: service.cluster.arn,
		status: service.status,
		desiredCount: desiredCountOf(service),
		runningCount: sum(counts, "running"),
		pendingCount: sum(counts, "pending"),
		...platformOf(service.configuration),
		...(taskDefinition && { taskDefinition }),
		...(own.deploymentController?.type !== "ECS" && {
			taskSets: service.taskSets.map((taskSet) => viewTaskSet(state, taskSet)),
		}),
		deployments: service.deployments.map((deployment) => viewDeployment(deployment, counts.get(deployment))),
		roleArn: role ?? `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
		events: service.events.map(({ id, atMs, message }) => ({ id, createdAt: new Date(atMs), message })),
		createdAt: new Date(service.createdAtMs),
		createdBy: `arn:aws:iam::${account}:root`,
		resourceManagementType: "CUSTOMER",
		...(current && { currentServiceDeployment: current.arn }),
		currentServiceRevisions: service.deployments.map((deployment) =>
			summarizeRevision(deployment, counts.get(deployment), current),
		),
		...(include.includes("TAGS") && { tags: writeTags(service.tags) }),
	};
}

/** A daemon's desired count is the number of container instances it should run on, as of the last scheduler run. */
function desiredCountOf({ configuration, deployments }: ServiceRecord): number {
	if (configuration.schedulingStrategy !== "DAEMON") return configuration.desiredCount;
	return deployments.find(({ status }) => status === "PRIMARY")?.desiredCount ?? 0;
}

/** The members that a service shows unchanged; others are shown elsewhere or not at all. */
function shownAsGiven({
	taskDefinition: _taskDefinition,
	desiredCount: _desiredCount,
	role: _role,
	serviceConnectConfiguration: _connect,
	volumeConfigurations: _volumes,
	vpcLatticeConfigurations: _lattice,
	gatewayConnectors: _gateways,
	monitoring: _monitoring,
	...shown
}: ServiceRecord["configuration"]) {
	return shown;
}

function sum(counts: DeploymentCounts["tasks"], member: keyof TaskCounts): number {
	let total = 0;
	for (const count of counts.values()) total += count[member];
	return total;
}

function viewDeployment(deployment: DeploymentRecord, counts: TaskCounts | undefined): Deployment {
	const { configuration, connect } = deployment;
	const { serviceConnectConfiguration, volumeConfigurations, vpcLatticeConfigurations } = configuration;
	const namespace = serviceConnectConfiguration?.namespace ?? connect?.namespace.arn;
	return {
		id: deployment.id,
		status: deployment.status,
		taskDefinition: configuration.taskDefinition,
		desiredCount: deployment.desiredCount,
		pendingCount: counts?.pending ?? 0,
		runningCount: counts?.running ?? 0,
		failedTasks: deployment.failedTasks,
		createdAt: new Date(deployment.createdAtMs),
		updatedAt: new Date(deployment.updatedAtMs),
		...(configuration.capacityProviderStrategy && { capacityProviderStrategy: configuration.capacityProviderStrategy }),
		...(configuration.launchType && { launchType: configuration.launchType }),
		...platformOf({ ...configuration, platformVersion: resolvedPlatformVersion(configuration.platformVersion) }),
		...(configuration.networkConfiguration && { networkConfiguration: configuration.networkConfiguration }),
		rolloutState: deployment.rolloutState,
		rolloutStateReason: deployment.rolloutStateReason,
		...(serviceConnectConfiguration && {
			serviceConnectConfiguration: { ...serviceConnectConfiguration, ...(namespace && { namespace }) },
		}),
		...(connect && { serviceConnectResources: [...connect.resources] }),
		...(volumeConfigurations?.length && { volumeConfigurations }),
		...(vpcLatticeConfigurations?.length && { vpcLatticeConfigurations }),
	};
}

/** Only Fargate has a platform; both members are absent on instances. */
function platformOf(
	configuration: ServiceRecord["configuration"],
): Pick<Service, "platformVersion" | "platformFamily"> {
	if (needsPlace(configuration)) return {};
	return { platformVersion: configuration.platformVersion, platformFamily: "Linux" };
}
