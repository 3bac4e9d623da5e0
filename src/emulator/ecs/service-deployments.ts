/**
 * Service deployments and service revisions: the memory of what a service was told to run and how that ended, from which a
 * controller learns that a content was rolled back (ECS API reference, ServiceDeployment and ServiceRevision).
 */
import type {
	ContainerImage,
	DescribeServiceDeploymentsRequest,
	DescribeServiceDeploymentsResponse,
	DescribeServiceRevisionsRequest,
	DescribeServiceRevisionsResponse,
	Failure,
	ListServiceDeploymentsRequest,
	ListServiceDeploymentsResponse,
	ServiceDeployment,
	ServiceRevision,
	ServiceRevisionSummary,
	StopServiceDeploymentRequest,
	StopServiceDeploymentResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../failure.ts";
import { resolvedPlatformVersion } from "./capacity.ts";
import { breakerThreshold } from "./circuit-breaker.ts";
import { activeCluster } from "./clusters.ts";
import { rollBackTo } from "./deployments.ts";
import { imageDigest } from "./image-digest.ts";
import { page } from "./paging.ts";
import { needsPlace } from "./placement.ts";
import { noticeService } from "./scheduler.ts";
import { countTasks } from "./service-view.ts";
import { findService } from "./services.ts";
import type { DeploymentRecord, EcsState, ServiceDeploymentRecord } from "./state.ts";

/** ECS API reference, DescribeServiceDeployments and DescribeServiceRevisions. */
const describedAtOnce = 20;

/** The operations on service deployments and revisions. */
export function serviceDeploymentOperations(state: EcsState) {
	return {
		ListServiceDeployments: (input: ListServiceDeploymentsRequest) => listDeployments(state, input),
		DescribeServiceDeployments: (input: DescribeServiceDeploymentsRequest): DescribeServiceDeploymentsResponse => {
			const arns = limited(input.serviceDeploymentArns);
			const { found, failures } = lookUp(arns, state.serviceDeployments);
			return { serviceDeployments: found.map(viewServiceDeployment), failures };
		},
		DescribeServiceRevisions: (input: DescribeServiceRevisionsRequest): DescribeServiceRevisionsResponse => {
			const arns = limited(input.serviceRevisionArns);
			const { found, failures } = lookUp(arns, state.serviceRevisions);
			return { serviceRevisions: found.map(viewRevision), failures };
		},
		StopServiceDeployment: (input: StopServiceDeploymentRequest): StopServiceDeploymentResponse => {
			const record = state.serviceDeployments.get(input.serviceDeploymentArn ?? "");
			if (!record) throw new AwsError("ServiceDeploymentNotFoundException", "The service deployment was not found.");
			stopDeployment(state, record);
			return { serviceDeploymentArn: record.arn };
		},
	};
}

function stopDeployment(state: EcsState, record: ServiceDeploymentRecord): void {
	const { service } = record;
	if (record.status !== "PENDING" && record.status !== "IN_PROGRESS") {
		throw new AwsError(
			"ConflictException",
			`The service deployment cannot be stopped because its status is ${record.status}.`,
		);
	}
	const to = service.lastCompleted;
	if (!to) {
		throw new AwsError("InvalidParameterException", "There is no completed service revision to roll back to.");
	}
	record.target.rolloutState = "FAILED";
	record.target.rolloutStateReason = `ECS deployment ${record.target.id} was stopped: rolling back to deploymentId ${to.id}.`;
	rollBackTo(state, service, to, "Service deployment was stopped by a user.");
	record.status = "ROLLBACK_REQUESTED";
	record.stoppedAtMs = state.surroundings.clock.now();
	noticeService(state, service);
}

function listDeployments(state: EcsState, input: ListServiceDeploymentsRequest): ListServiceDeploymentsResponse {
	const service = findService(activeCluster(state, input.cluster), input.service ?? "");
	if (!service) throw new AwsError("ServiceNotFoundException", "Service not found.");
	const after = input.createdAt?.after?.getTime() ?? Number.NEGATIVE_INFINITY;
	const before = input.createdAt?.before?.getTime() ?? Number.POSITIVE_INFINITY;
	const records = service.serviceDeployments
		.filter((record) => !input.status?.length || input.status.includes(record.status))
		.filter((record) => record.createdAtMs >= after && record.createdAtMs <= before)
		.reverse();
	const { items, nextToken } = page(records, (record) => record.sequence, input, { defaultSize: 20 }, true);
	const serviceDeployments = items.map((record) => ({
		serviceDeploymentArn: record.arn,
		serviceArn: record.service.arn,
		clusterArn: record.service.cluster.arn,
		...times(record),
		targetServiceRevisionArn: record.target.revisionArn,
		status: record.status,
		...(record.statusReason && { statusReason: record.statusReason }),
	}));
	return { serviceDeployments, ...(nextToken && { nextToken }) };
}

function times(record: ServiceDeploymentRecord) {
	return {
		createdAt: new Date(record.createdAtMs),
		...(record.startedAtMs !== undefined && { startedAt: new Date(record.startedAtMs) }),
		...(record.finishedAtMs !== undefined && { finishedAt: new Date(record.finishedAtMs) }),
	};
}

function viewServiceDeployment(record: ServiceDeploymentRecord): ServiceDeployment {
	const { service, rollback } = record;
	const breaker = service.configuration.deploymentConfiguration?.deploymentCircuitBreaker;
	return {
		serviceDeploymentArn: record.arn,
		serviceArn: service.arn,
		clusterArn: service.cluster.arn,
		...times(record),
		...(record.stoppedAtMs !== undefined && { stoppedAt: new Date(record.stoppedAtMs) }),
		updatedAt: new Date(record.updatedAtMs),
		sourceServiceRevisions: record.sources.map(summary),
		targetServiceRevision: summary(record.target),
		status: record.status,
		...(record.statusReason && { statusReason: record.statusReason }),
		deploymentConfiguration: service.configuration.deploymentConfiguration,
		...(rollback && {
			rollback: {
				reason: rollback.reason,
				startedAt: new Date(rollback.atMs),
				serviceRevisionArn: rollback.to.revisionArn,
			},
		}),
		deploymentCircuitBreaker: {
			status: !breaker?.enable ? "DISABLED" : rollback ? "TRIGGERED" : "MONITORING",
			failureCount: record.target.failedTasks,
			threshold: breakerThreshold(service),
		},
	};
}

function summary(deployment: DeploymentRecord): ServiceRevisionSummary {
	const counts = countTasks(deployment.service).get(deployment);
	return {
		arn: deployment.revisionArn,
		requestedTaskCount: deployment.status === "INACTIVE" ? 0 : deployment.desiredCount,
		runningTaskCount: counts?.running ?? 0,
		pendingTaskCount: counts?.pending ?? 0,
	};
}

function viewRevision(deployment: DeploymentRecord): ServiceRevision {
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
		containerImages: imagesOf(deployment),
		guardDutyEnabled: false,
		...(configuration.serviceConnectConfiguration && {
			serviceConnectConfiguration: configuration.serviceConnectConfiguration,
		}),
		...(configuration.volumeConfigurations?.length && { volumeConfigurations: configuration.volumeConfigurations }),
		createdAt: new Date(deployment.createdAtMs),
	};
}

function imagesOf(deployment: DeploymentRecord): ContainerImage[] {
	return (deployment.definition.definition.containerDefinitions ?? []).map(({ name, image = "" }) => ({
		containerName: name,
		image,
		imageDigest: imageDigest(image),
	}));
}

function limited(arns: readonly string[] | undefined): readonly string[] {
	if (arns && arns.length >= 1 && arns.length <= describedAtOnce) return arns;
	throw new AwsError("InvalidParameterException", `Specify between 1 and ${describedAtOnce} ARNs.`);
}

function lookUp<T>(arns: readonly string[], records: ReadonlyMap<string, T>) {
	const failures: Failure[] = [];
	const found = arns.flatMap((arn) => {
		const record = records.get(arn);
		if (record !== undefined) return [record];
		failures.push({ arn, reason: "MISSING" });
		return [];
	});
	return { found, failures };
}
