/** A task set in ECS's response format, alone or within its service (ECS API reference, TaskSet). */
import type { TaskSet, TaskSetField } from "@aws-sdk/client-ecs";
import { resolvedPlatformVersion } from "../capacity/capacity.ts";
import { countTasks } from "../deployments/counts.ts";
import { needsPlace } from "../placement/placement.ts";
import type { TaskSetRecord } from "../records.ts";
import { isHealthy } from "../scheduler/rollout.ts";
import type { EcsState } from "../state.ts";
import { writeTags } from "../tags.ts";

/** The view of `taskSet`, with tags if requested. */
export function viewTaskSet(state: EcsState, taskSet: TaskSetRecord, include: readonly TaskSetField[] = []): TaskSet {
	const { deployment, scalePercent } = taskSet;
	const { configuration, service } = deployment;
	const counts = countTasks(service).get(deployment);
	return {
		id: deployment.id,
		taskSetArn: taskSet.arn,
		serviceArn: service.arn,
		clusterArn: service.cluster.arn,
		...(deployment.externalId && { externalId: deployment.externalId }),
		status: taskSet.status,
		taskDefinition: configuration.taskDefinition,
		computedDesiredCount: deployment.desiredCount,
		pendingCount: counts?.pending ?? 0,
		runningCount: counts?.running ?? 0,
		createdAt: new Date(deployment.createdAtMs),
		updatedAt: new Date(taskSet.updatedAtMs),
		...(configuration.launchType && { launchType: configuration.launchType }),
		...(configuration.capacityProviderStrategy && { capacityProviderStrategy: configuration.capacityProviderStrategy }),
		...(!needsPlace(configuration) && {
			platformVersion: resolvedPlatformVersion(configuration.platformVersion),
			platformFamily: "Linux",
		}),
		...(configuration.networkConfiguration && { networkConfiguration: configuration.networkConfiguration }),
		loadBalancers: configuration.loadBalancers ?? [],
		serviceRegistries: configuration.serviceRegistries ?? [],
		scale: { value: scalePercent, unit: "PERCENT" },
		stabilityStatus: isStable(state, taskSet) ? "STEADY_STATE" : "STABILIZING",
		stabilityStatusAt: new Date(state.context.clock.now()),
		tags: include.includes("TAGS") ? writeTags(taskSet.tags) : [],
	};
}

/** All desired tasks are healthy, none is on a draining instance, and none is pending. */
function isStable(state: EcsState, { deployment }: TaskSetRecord): boolean {
	const nowMs = state.context.clock.now();
	const tasks = [...deployment.service.tasks].filter((task) => task.deployment === deployment);
	const looked = nowMs > deployment.createdAtMs;
	return (
		looked &&
		tasks.length === deployment.desiredCount &&
		tasks.every((task) => isHealthy(task, nowMs) && task.instance?.status !== "DRAINING")
	);
}
