/**
 * A cluster in the format of DescribeClusters. Parts that a request does not include are empty lists instead of absent,
 * so empty settings or tags prove nothing (ECS API reference, DescribeClusters).
 */
import type {
	Cluster,
	ClusterField,
	DescribeClustersRequest,
	DescribeClustersResponse,
	Failure,
	KeyValuePair,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { arnOf, nameOf } from "../identifiers.ts";
import { needsPlace } from "../placement/placement.ts";
import type { ClusterRecord } from "../records.ts";
import type { EcsState } from "../state.ts";
import { writeTags } from "../tags.ts";

/** The view of `cluster` with the requested parts. */
export function viewCluster(state: EcsState, cluster: ClusterRecord, include: readonly ClusterField[] = []): Cluster {
	const counts = count(cluster);
	const provisioning = cluster.status === "ACTIVE" && state.context.clock.now() < cluster.provisionedAtMs;
	return {
		clusterArn: cluster.arn,
		clusterName: cluster.name,
		status: provisioning ? "PROVISIONING" : cluster.status,
		registeredContainerInstancesCount: [...cluster.instances.values()].filter(isRegistered).length,
		runningTasksCount: counts.runningEC2 + counts.runningFargate,
		pendingTasksCount: counts.pendingEC2 + counts.pendingFargate,
		activeServicesCount: counts.activeEC2 + counts.activeFargate,
		statistics: include.includes("STATISTICS") ? statistics(counts) : [],
		tags: include.includes("TAGS") ? writeTags(cluster.tags) : [],
		settings: include.includes("SETTINGS") ? [...cluster.settings] : [],
		capacityProviders: [...cluster.capacityProviders],
		defaultCapacityProviderStrategy: [...cluster.defaultCapacityProviderStrategy],
		...(include.includes("CONFIGURATIONS") && cluster.configuration && { configuration: cluster.configuration }),
		...(include.includes("ATTACHMENTS") && { attachments: [] }),
		...(cluster.defaultNamespaceArn && { serviceConnectDefaults: { namespace: cluster.defaultNamespaceArn } }),
	};
}

/** DescribeClusters: by name or ARN, at most one hundred. */
export function describeClusters(state: EcsState, input: DescribeClustersRequest): DescribeClustersResponse {
	const references = input.clusters?.length ? input.clusters : ["default"];
	if (references.length > 100) {
		throw new AwsError("InvalidParameterException", "Clusters cannot have more than 100 elements.");
	}
	const failures: Failure[] = [];
	const clusters = references.flatMap((reference) => {
		const cluster = state.clusters.get(nameOf(reference));
		if (cluster) return [viewCluster(state, cluster, input.include)];
		failures.push({ arn: arnOf(state.context, `cluster/${nameOf(reference)}`), reason: "MISSING" });
		return [];
	});
	return { clusters, failures };
}

interface Counts {
	runningEC2: number;
	runningFargate: number;
	pendingEC2: number;
	pendingFargate: number;
	activeEC2: number;
	activeFargate: number;
	drainingEC2: number;
	drainingFargate: number;
}

function count(cluster: ClusterRecord): Counts {
	const counts: Counts = {
		runningEC2: 0,
		runningFargate: 0,
		pendingEC2: 0,
		pendingFargate: 0,
		activeEC2: 0,
		activeFargate: 0,
		drainingEC2: 0,
		drainingFargate: 0,
	};
	for (const task of cluster.tasks) {
		const where = task.instance ? "EC2" : "Fargate";
		if (task.lastStatus === "RUNNING") counts[`running${where}`]++;
		if (task.desiredStatus === "RUNNING" && task.lastStatus !== "RUNNING") counts[`pending${where}`]++;
	}
	for (const service of cluster.services.values()) {
		const where = needsPlace(service.configuration) ? "EC2" : "Fargate";
		if (service.status === "ACTIVE") counts[`active${where}`]++;
		if (service.status === "DRAINING") counts[`draining${where}`]++;
	}
	return counts;
}

function statistics(counts: Counts): KeyValuePair[] {
	const named = {
		runningEC2TasksCount: counts.runningEC2,
		runningFargateTasksCount: counts.runningFargate,
		pendingEC2TasksCount: counts.pendingEC2,
		pendingFargateTasksCount: counts.pendingFargate,
		activeEC2ServiceCount: counts.activeEC2,
		activeFargateServiceCount: counts.activeFargate,
		drainingEC2ServiceCount: counts.drainingEC2,
		drainingFargateServiceCount: counts.drainingFargate,
	};
	return Object.entries(named).map(([name, value]) => ({ name, value: String(value) }));
}

function isRegistered(instance: { readonly status: string }): boolean {
	return instance.status !== "INACTIVE";
}
